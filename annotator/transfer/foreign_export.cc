#include "annotator/transfer/foreign_export.h"

#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/desk/item_sums.h"
#include "annotator/desk/lease_fields.h"
#include "annotator/formats/foreign_format.h"
#include "annotator/schema/label_schema.h"
#include "engine/base/status.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::CampaignItemState;

constexpr size_t kChunkBytes = 128 << 10;

class ForeignExport {
 public:
  ForeignExport(Store& store, CampaignDesk::Snapshot snapshot, LabelSchema schema)
      : record_(std::move(snapshot.record)),
        end_(snapshot.head.next_sequence()),
        schema_(std::move(schema)),
        campaigns_(store),
        annotators_(store),
        fields_(store) {}

  absl::Status Write(const formats::ForeignFormat& format, const formats::Sink& sink,
                     ExportLosses& losses) {
    formats::WriteOptions options;
    options.question = record_.campaign().question();
    options.schema = schema_.proto();
    ASSAY_ASSIGN_OR_RETURN(options.annotators, ListAnnotators());
    const auto writer = format.make_writer(options, sink);
    ASSAY_RETURN_IF_ERROR(writer->Begin());
    absl::Status status;
    ASSAY_RETURN_IF_ERROR(campaigns_.ScanItems(
        record_.campaign_number(), 0, [&](uint64_t item_number, const CampaignItemState& row) {
          if (item_number >= kFirstGoldItem) {
            return false;
          }
          status = WriteItem(item_number, row, *writer);
          return status.ok();
        }));
    ASSAY_RETURN_IF_ERROR(status);
    ASSAY_RETURN_IF_ERROR(writer->End());
    for (const auto& [what, times] : writer->losses().counts()) {
      losses[what] += times;
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<std::vector<std::string>> ListAnnotators() {
    std::vector<uint64_t> numbers;
    ASSAY_RETURN_IF_ERROR(
        campaigns_.ScanAnnotators(record_.campaign_number(), [&](const auto& annotator) {
          numbers.push_back(annotator.annotator_number());
          return true;
        }));
    std::vector<std::string> names;
    for (const uint64_t number : numbers) {
      ASSAY_ASSIGN_OR_RETURN(names.emplace_back(), NameOf(number));
    }
    return names;
  }

  absl::StatusOr<std::string> NameOf(uint64_t annotator_number) {
    std::string& name = names_[annotator_number];
    if (name.empty()) {
      ASSAY_ASSIGN_OR_RETURN(const auto record, annotators_.GetByNumber(annotator_number));
      name = ParseResourceName(kAnnotatorCollection, record.annotator().name()).value_or("");
    }
    return name;
  }

  absl::Status WriteItem(uint64_t item_number, const CampaignItemState& row,
                         formats::ForeignWriter& writer) {
    formats::ItemToWrite item;
    for (const auto& touch : row.touches()) {
      if (touch.label() == 0 || touch.label() > end_) {
        continue;
      }
      ASSAY_ASSIGN_OR_RETURN(const auto entry,
                             campaigns_.GetLogEntry(record_.campaign_number(), touch.label() - 1));
      if (!entry.has_value()) {
        return DamagedValueError(KeyKind::kCampaignLog);
      }
      formats::ForeignLabel& label = item.labels.emplace_back();
      ASSAY_ASSIGN_OR_RETURN(label.annotator, NameOf(touch.annotator_number()));
      label.value = entry->value();
      label.submit_time_us = entry->submit_time_us();
      label.active_time_us = entry->active_time_us();
    }
    if (item.labels.empty()) {
      return absl::OkStatus();
    }
    if (row.consensus() != 0) {
      ASSAY_ASSIGN_OR_RETURN(item.consensus, AnswerValue(schema_, row, row.consensus() - 1));
    }
    v1::Lease shown;
    shown.set_item_id(absl::StrCat(item_number));
    ASSAY_RETURN_IF_ERROR(fields_.Fill(record_, shown));
    item.id = shown.item_id();
    for (v1::Lease::Field& field : *shown.mutable_fields()) {
      item.fields.emplace_back(std::move(*field.mutable_column()),
                               std::move(*field.mutable_value()));
    }
    return writer.Write(item);
  }

  const storage::v1::CampaignRecord record_;
  const uint64_t end_;
  const LabelSchema schema_;
  const CampaignRepository campaigns_;
  const AnnotatorRepository annotators_;
  const LeaseFields fields_;
  std::unordered_map<uint64_t, std::string> names_;
};

// What no format of another tool has.
void CountOwn(const storage::v1::CampaignFigures& figures, ExportLosses& losses) {
  const std::pair<const char*, int64_t> counts[] = {
      {"skips", figures.skip_count()},
      {"flags", figures.flag_count()},
      {"superseded labels", figures.superseded_label_count()}};
  for (const auto& [what, times] : counts) {
    if (times > 0) {
      losses[what] += times;
    }
  }
}

}  // namespace

absl::StatusOr<ExportLosses> ExportForeign(
    Store& store, CampaignDesk& desk, const std::string& format_name,
    const std::function<absl::Status(std::string_view)>& sink) {
  const formats::ForeignFormat* const format = formats::FindForeignFormat(format_name);
  if (format == nullptr || format->make_writer == nullptr) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_EXPORT_FORMAT",
                     "found the format '" + format_name +
                         "', expected one that `assay methods format` says can be exported",
                     {{"field", "foreign_format"}, {"found", format_name}});
  }
  ASSAY_ASSIGN_OR_RETURN(CampaignDesk::Snapshot snapshot, desk.Read());
  ASSAY_ASSIGN_OR_RETURN(LabelSchema schema,
                         LabelSchema::Make(snapshot.record.campaign().schema()));
  ExportLosses losses;
  CountOwn(snapshot.head.figures(), losses);
  std::string buffer;
  const auto buffered = [&](std::string_view bytes) -> absl::Status {
    buffer += bytes;
    if (buffer.size() < kChunkBytes) {
      return absl::OkStatus();
    }
    const absl::Status sent = sink(buffer);
    buffer.clear();
    return sent;
  };
  ASSAY_RETURN_IF_ERROR(ForeignExport(store, std::move(snapshot), std::move(schema))
                            .Write(*format, buffered, losses));
  ASSAY_RETURN_IF_ERROR(buffer.empty() ? absl::OkStatus() : sink(buffer));
  return losses;
}

}  // namespace assay
