#ifndef ASSAY_ANNOTATOR_REPORT_ITEM_COLUMNS_H_
#define ASSAY_ANNOTATOR_REPORT_ITEM_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/v1/audits.pb.h"

namespace assay::report {

// What the page knows of every item that it lists, most suspicious first: a few numbers per item,
// in columns, so that a list of a hundred thousand stays small and quick to search.
//
// Bounded: the first kItemLimit items, and fewer where their ids have more than kIdByteLimit bytes
// together.  About 15 bytes per item, its id, and what a std::string costs: 18 MB at most.
//
// Not thread-safe; no I/O.
class ItemColumns {
 public:
  static constexpr std::size_t kItemLimit = 200'000;
  static constexpr std::size_t kIdByteLimit = 6'000'000;
  // Names of evidence beyond these are not kept.
  static constexpr std::size_t kEvidenceLimit = 32;

  // Something that findings can be filtered by: a reason's code, or a signal that prefers another
  // label.
  struct Evidence {
    std::string name;
    bool is_signal;
  };
  // What a person said of an item; kUnknownLabel where the label is wrong and no other was named.
  struct Verdict {
    std::size_t item_index;
    std::int64_t true_index;
  };
  static constexpr std::int64_t kUnknownLabel = -1;

  // To be called in rank order.  `true_index` counts where the finding is verified.  Returns
  // whether the item is listed.
  bool Add(const v1::Finding& finding, std::size_t given_index, std::size_t suggested_index,
           std::int64_t true_index);

  std::size_t size() const { return ids_.size(); }
  const std::vector<std::string>& ids() const { return ids_; }
  const std::vector<Evidence>& evidence() const { return evidence_; }
  const std::vector<Verdict>& verdicts() const { return verdicts_; }
  // Whether any finding had an error_probability.
  bool has_error_probability() const { return has_error_probability_; }

  // The columns as base64 of little-endian unsigned integers.  Labels and evidence as they were
  // added (16 and 32 bits; evidence i is bit i); shares of one in steps of 1 / 65535 (score, error
  // probability) and 1 / 255 (given and suggested probability), where only 0 becomes 0.
  std::string GivenColumn() const;
  std::string SuggestedColumn() const;
  std::string ScoreColumn() const;
  std::string ErrorColumn() const;
  std::string GivenProbabilityColumn() const;
  std::string SuggestedProbabilityColumn() const;
  std::string FlaggedColumn() const;
  std::string EvidenceColumn() const;

 private:
  std::uint32_t EvidenceBit(std::string_view name, bool is_signal);
  std::uint32_t EvidenceMask(const v1::Finding& finding);

  std::vector<std::string> ids_;
  std::size_t id_bytes_ = 0;
  bool is_full_ = false;
  bool has_error_probability_ = false;
  std::vector<std::uint16_t> given_;
  std::vector<std::uint16_t> suggested_;
  std::vector<std::uint16_t> score_;
  std::vector<std::uint16_t> error_;
  std::vector<std::uint8_t> given_probability_;
  std::vector<std::uint8_t> suggested_probability_;
  std::vector<std::uint8_t> flagged_;
  std::vector<std::uint32_t> evidence_mask_;
  std::vector<Evidence> evidence_;
  std::vector<Verdict> verdicts_;
};

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_ITEM_COLUMNS_H_
