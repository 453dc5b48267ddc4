#include "annotator/formats/file_summary.h"

#include <set>
#include <string>

#include "annotator/exchange/table_error.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

class Summary {
 public:
  void Add(const v1::LabelValue& value) {
    using Case = v1::LabelValue::ValueCase;
    switch (value.value_case()) {
      case Case::kChoice:
      case Case::kChoices:
        several_ = several_ || (value.has_choices() && value.choices().classes_size() != 1);
        kinds_.insert(v1::LabelSchema::KIND_SINGLE_CHOICE);
        for (const std::string& name : ClassesOf(value)) {
          AddClass(name);
        }
        break;
      case Case::kNumber:
        kinds_.insert(v1::LabelSchema::KIND_NUMBER);
        break;
      case Case::kSpans:
        kinds_.insert(v1::LabelSchema::KIND_TEXT_SPANS);
        for (const auto& span : value.spans().spans()) {
          AddClass(span.label_class());
        }
        break;
      case Case::kBoxes:
        kinds_.insert(v1::LabelSchema::KIND_BOXES);
        for (const auto& box : value.boxes().boxes()) {
          AddClass(box.label_class());
        }
        break;
      case Case::kPreference:
        kinds_.insert(v1::LabelSchema::KIND_PAIRWISE);
        break;
      case Case::VALUE_NOT_SET:
        break;
    }
  }

  absl::StatusOr<v1::LabelSchema> Schema(const std::string& file_name) {
    if (kinds_.size() != 1) {
      const std::string found = kinds_.empty() ? "no label" : "labels of several kinds";
      return exchange::TableError(file_name, {}, "BAD_FOREIGN_FILE",
                                  "found " + found + ", expected labels of one kind",
                                  {{"found", found}, {"expected", "labels of one kind"}});
    }
    schema_.set_kind(several_ ? v1::LabelSchema::KIND_MULTIPLE_CHOICE : *kinds_.begin());
    return schema_;
  }

 private:
  void AddClass(const std::string& name) {
    if (seen_.insert(name).second) {
      schema_.add_classes(name);
    }
  }

  std::set<v1::LabelSchema::Kind> kinds_;
  std::set<std::string> seen_;
  bool several_ = false;
  v1::LabelSchema schema_;
};

}  // namespace

absl::StatusOr<FileSummary> SummariseFile(const ForeignFormat& format, const ReadOptions& options,
                                          exchange::ByteSource& source) {
  ASSAY_ASSIGN_OR_RETURN(const auto reader, format.make_reader(options, source));
  FileSummary summary;
  Summary kinds;
  ForeignItem item;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool any, reader->Next(item));
    if (!any) {
      break;
    }
    ++summary.item_count;
    for (const ForeignLabel& label : item.labels) {
      ++summary.label_count;
      kinds.Add(label.value);
    }
  }
  ASSAY_ASSIGN_OR_RETURN(summary.schema, kinds.Schema(options.file_name));
  return summary;
}

}  // namespace assay::formats
