#ifndef ASSAY_ANNOTATOR_REPORT_FINDING_TALLY_H_
#define ASSAY_ANNOTATOR_REPORT_FINDING_TALLY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "assay/v1/audits.pb.h"

namespace assay::report {

// What the page keeps of the findings: the first kSuspectLimit in full, and counts over all.
// Memory is bounded by that, the number of classes, and the number of distinct pairs of them.
class FindingTally {
 public:
  static constexpr std::size_t kSuspectLimit = 500;
  // Histogram bins of equal width over [0, 1]; a score on a border belongs to the upper bin.
  static constexpr std::size_t kBinCount = 50;
  // Longest excerpt and label that are kept, in bytes.
  static constexpr std::size_t kExcerptLimit = 640;
  static constexpr std::size_t kLabelLimit = 160;
  // Most and longest reasons that are kept.
  static constexpr int kReasonCountLimit = 6;
  static constexpr std::size_t kReasonLimit = 320;

  // How many flagged items with one given label have one suggested label.
  struct Move {
    std::size_t given_index;
    std::size_t suggested_index;
    std::int64_t count;
  };
  // One of the first kSuspectLimit findings; labels as indexes into labels(), texts cut.
  struct Suspect {
    v1::Finding finding;
    std::size_t given_index;
    std::size_t suggested_index;
    std::size_t recheck_index;
    std::size_t cv_index;
  };

  // The classes of the audit are the first labels; labels that only findings have are added as they
  // come.
  explicit FindingTally(const v1::Audit& audit);

  // To be called in rank order.
  void Add(const v1::Finding& finding);

  // Cut to kLabelLimit.
  const std::vector<std::string>& labels() const { return labels_; }
  const std::vector<Suspect>& suspects() const { return suspects_; }
  const std::array<std::int64_t, kBinCount>& flagged_bins() const { return flagged_bins_; }
  const std::array<std::int64_t, kBinCount>& unflagged_bins() const { return unflagged_bins_; }
  // Strongest first; equal counts in the order of the labels.
  std::vector<Move> SortedMoves() const;

 private:
  std::size_t LabelIndex(std::string_view label);
  void Keep(const v1::Finding& finding, std::size_t given_index, std::size_t suggested_index);

  std::vector<std::string> labels_;
  absl::flat_hash_map<std::string, std::size_t> index_by_label_;
  std::vector<Suspect> suspects_;
  std::array<std::int64_t, kBinCount> flagged_bins_{};
  std::array<std::int64_t, kBinCount> unflagged_bins_{};
  absl::flat_hash_map<std::pair<std::size_t, std::size_t>, std::int64_t> moves_;
};

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_FINDING_TALLY_H_
