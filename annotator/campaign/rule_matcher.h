#ifndef ASSAY_ANNOTATOR_CAMPAIGN_RULE_MATCHER_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_RULE_MATCHER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "assay/v1/annotators.pb.h"
#include "assay/v1/datasets.pb.h"

namespace re2 {
class RE2;
}

namespace assay {

// What a rule looks for in a text.  A term is found where neither a letter, a digit, a mark nor '_'
// of any script stands before or after it, without regard to case (simple case folding); each white
// space in it stands for one or more.  A regular expression (RE2 syntax) is found anywhere.
// Thread-safe.
//
// O(n) in the length of the text, whatever the pattern is; at most 8 MiB of memory, beyond which
// RE2 goes on slower.
class RuleMatcher {
 public:
  static constexpr size_t kMaxPatternBytes = 4096;

  // Errors, INVALID_ARGUMENT BAD_ANNOTATOR (metadata field, found, expected): no pattern, an empty
  // or too long one, one that is not UTF-8, a regular expression that RE2 refuses; no class.
  static absl::StatusOr<RuleMatcher> Make(const v1::Annotator::Rule& rule);

  RuleMatcher(RuleMatcher&&) noexcept;
  RuleMatcher& operator=(RuleMatcher&&) noexcept;
  ~RuleMatcher();

  bool Matches(std::string_view text) const;

 private:
  explicit RuleMatcher(std::unique_ptr<re2::RE2> expression);

  std::unique_ptr<re2::RE2> expression_;
};

// A rule with the columns of a data set that it looks at.
class ItemRule {
 public:
  // Errors: as RuleMatcher; INVALID_ARGUMENT UNKNOWN_COLUMN: the data set lacks the rule's column,
  // or has no text column (metadata column).
  static absl::StatusOr<ItemRule> Make(const v1::Annotator::Rule& rule, const v1::Dataset& dataset);

  bool Matches(const storage::v1::ItemRecord& item) const;

 private:
  ItemRule(RuleMatcher matcher, std::vector<int> columns)
      : matcher_(std::move(matcher)), columns_(std::move(columns)) {}

  RuleMatcher matcher_;
  std::vector<int> columns_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_RULE_MATCHER_H_
