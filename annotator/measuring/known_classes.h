#ifndef ASSAY_ANNOTATOR_MEASURING_KNOWN_CLASSES_H_
#define ASSAY_ANNOTATOR_MEASURING_KNOWN_CLASSES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/measuring/label_collector.h"
#include "assay/v1/quality.pb.h"
#include "engine/base/progress.h"
#include "engine/labels/label_table.h"

namespace assay {

// Known labels of items that were labelled, from a table of gold answers or of the truth.
class KnownClasses {
 public:
  // Reads the table and looks its items up among the labels collected so far; those without labels
  // are counted and left out.
  //
  // Errors: those of ReadKnownLabels, and INVALID_ARGUMENT
  //   NOT_A_NUMBER  a known label is none where labels must be numbers; metadata row.
  static absl::StatusOr<KnownClasses> Read(const v1::KnownLabels& spec,
                                           exchange::ByteSource& source,
                                           const LabelCollector& collector, ProgressSink& progress);

  // Makes the known labels classes, also those that no annotator said.
  //
  // INVALID_ARGUMENT UNKNOWN_CLASS: the classes are given, and a known label is none of them.
  absl::Status AddClasses(LabelCollector& collector) const;

  // Items with and without labels.
  int64_t known_count() const { return static_cast<int64_t>(labels_.size()); }
  int64_t unknown_count() const { return unknown_count_; }
  // `what`: "gold" or "truth".
  void AddWarnings(std::string_view what, v1::LabelTableInfo& info) const;

  // N values: the class of each item, kNoClass where it is not known, kClassOfNoLabel
  // (consensus_score.h) where no class of the table has that name.
  std::vector<int32_t> Classes(const LabelTable& table) const;
  // N values: the number that is known, NaN where none is.
  std::vector<double> Numbers(const LabelTable& table) const;

 private:
  struct Known {
    uint32_t item;
    std::string label;  // as the table spells it
    int64_t row;
  };

  std::string file_name_;
  std::vector<Known> labels_;
  int64_t unknown_count_ = 0;
  std::string first_unknown_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_KNOWN_CLASSES_H_
