#include "annotator/transfer/foreign_rows.h"

#include <set>
#include <string>
#include <utility>

#include "engine/base/status.h"

namespace assay {
namespace {

class ForeignRows final : public LabelRows {
 public:
  ForeignRows(const v1::ImportLabelsSpec& spec, const LabelSchema& schema,
              std::unique_ptr<formats::ForeignReader> reader)
      : LabelRows(spec.file_name()), schema_(schema), reader_(std::move(reader)) {
    titles_.label = spec.label_column().empty() ? "label" : spec.label_column();
  }

  absl::StatusOr<bool> Next(GivenLabel& label) override {
    while (next_ == item_.labels.size()) {
      ASSAY_ASSIGN_OR_RETURN(const bool any, reader_->Next(item_));
      if (!any) {
        return false;
      }
      next_ = 0;
    }
    formats::ForeignLabel& given = item_.labels[next_++];
    label = GivenLabel();
    label.at = item_.at;
    label.item_id = item_.id;
    annotator_id_ = formats::AnnotatorIdOf(given.annotator);
    if (annotator_id_ != given.annotator) {
      changed_names_.insert(std::move(given.annotator));
    }
    label.annotator_id = annotator_id_;
    ASSAY_RETURN_IF_ERROR(CheckNames(label));
    value_ = formats::ConformValue(std::move(given.value), schema_.proto().kind());
    if (absl::Status status = schema_.Check(value_); !status.ok()) {
      return BadValue(label.at, status);
    }
    label.value = &value_;
    label.submit_time_us = given.submit_time_us;
    label.active_time_us = given.active_time_us;
    return true;
  }

  std::map<std::string, int64_t> Losses() const override {
    std::map<std::string, int64_t> losses = reader_->losses().counts();
    if (!changed_names_.empty()) {
      losses["names of annotators that were changed to what a name may be"] =
          static_cast<int64_t>(changed_names_.size());
    }
    return losses;
  }

 private:
  const LabelSchema& schema_;
  const std::unique_ptr<formats::ForeignReader> reader_;
  formats::ForeignItem item_;
  size_t next_ = 0;
  std::string annotator_id_;
  v1::LabelValue value_;
  std::set<std::string> changed_names_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<LabelRows>> OpenForeignLabels(const v1::ImportLabelsSpec& spec,
                                                             const formats::ForeignFormat& format,
                                                             const LabelSchema& schema,
                                                             exchange::ByteSource& source) {
  formats::ReadOptions options;
  options.file_name = spec.file_name();
  options.label_column = spec.label_column();
  options.item_column = spec.item_column();
  ASSAY_ASSIGN_OR_RETURN(auto reader, format.make_reader(options, source));
  return std::make_unique<ForeignRows>(spec, schema, std::move(reader));
}

}  // namespace assay
