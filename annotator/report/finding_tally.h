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
#include "annotator/report/item_columns.h"
#include "assay/v1/audits.pb.h"

namespace assay::report {

// What the page keeps of the findings: columns of numbers for all that it lists (ItemColumns), the
// first suspects with their texts, and counts over all.  Memory is bounded by those limits (about
// 25 MB), the number of classes, and the number of distinct pairs of them.
class FindingTally {
 public:
  // The most findings whose texts are looked at.  Whoever has to fetch texts need not fetch more.
  static constexpr std::size_t kSuspectLimit = 2500;
  // The first of these are kept whole (texts cut to the limits below) until they have this many
  // bytes, as they are escaped on the page; of the others only a short excerpt, until there are
  // kTextByteLimit in all.  So the page of a large audit does not outgrow 3 MB by its texts.
  static constexpr std::size_t kWholeByteLimit = 1'250'000;
  static constexpr std::size_t kTextByteLimit = 1'750'000;
  // Histogram bins of equal width over [0, 1]; a score on a border belongs to the upper bin.
  static constexpr std::size_t kBinCount = 50;
  // Longest excerpts, in bytes: of suspects, of those that are not kept whole, of similar items.
  static constexpr std::size_t kExcerptLimit = 640;
  static constexpr std::size_t kShortExcerptLimit = 280;
  static constexpr std::size_t kSimilarExcerptLimit = 240;
  // Longest name (label, id, feature) that is shown, in bytes.
  static constexpr std::size_t kLabelLimit = 160;
  // Most and longest reasons that are kept.
  static constexpr int kReasonCountLimit = 8;
  static constexpr std::size_t kReasonLimit = 320;
  // Most pulls of each sign, neighbours and duplicates that are kept.
  static constexpr int kPullLimit = 6;
  static constexpr int kSimilarLimit = 4;

  // How many flagged items with one given label have one suggested label.
  struct Move {
    std::size_t given_index;
    std::size_t suggested_index;
    std::int64_t count;
  };
  // Orders by count, highest first; equal counts in the order of the labels.
  static bool IsStronger(const Move& a, const Move& b);

  // One of the first findings; labels as indexes into labels(), texts cut.
  struct Suspect {
    v1::Finding finding;
    std::size_t given_index;
    std::size_t suggested_index;
    std::size_t recheck_index;
    std::size_t cv_index;
    std::vector<std::size_t> neighbour_indexes;
    std::vector<std::size_t> duplicate_indexes;
    // Else only a short excerpt is left of the finding's texts.
    bool is_whole;
  };

  // The classes of the audit are the first labels; labels that only findings have are added as they
  // come.
  explicit FindingTally(const v1::Audit& audit);

  // To be called in rank order.
  void Add(const v1::Finding& finding);

  // Whole, however long: decisions are exported by them.
  const std::vector<std::string>& labels() const { return labels_; }
  const std::vector<Suspect>& suspects() const { return suspects_; }
  std::size_t whole_count() const { return whole_count_; }
  const ItemColumns& items() const { return items_; }
  const std::array<std::int64_t, kBinCount>& flagged_bins() const { return flagged_bins_; }
  const std::array<std::int64_t, kBinCount>& unflagged_bins() const { return unflagged_bins_; }
  // By IsStronger.
  std::vector<Move> SortedMoves() const;

 private:
  std::size_t LabelIndex(std::string_view label);
  std::int64_t TrueIndex(const v1::Finding& finding, std::size_t given_index);
  std::vector<std::size_t> LabelIndexes(
      const google::protobuf::RepeatedPtrField<v1::SimilarItem>& similar_items);
  void Keep(const v1::Finding& finding, std::size_t given_index, std::size_t suggested_index);

  std::vector<std::string> labels_;
  absl::flat_hash_map<std::string, std::size_t> index_by_label_;
  ItemColumns items_;
  std::vector<Suspect> suspects_;
  std::size_t whole_count_ = 0;
  std::size_t text_bytes_ = 0;
  std::array<std::int64_t, kBinCount> flagged_bins_{};
  std::array<std::int64_t, kBinCount> unflagged_bins_{};
  absl::flat_hash_map<std::pair<std::size_t, std::size_t>, std::int64_t> moves_;
};

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_FINDING_TALLY_H_
