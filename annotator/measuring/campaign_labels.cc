#include "annotator/measuring/campaign_labels.h"

#include <string>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/campaign/campaign_name.h"
#include "annotator/desk/item_sums.h"
#include "annotator/schema/label_schema.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

constexpr int64_t kItemsAReport = 1 << 14;

class CampaignLabels {
 public:
  CampaignLabels(const v1::LabelSource& source, const StoredLabels& stored,
                 storage::v1::CampaignRecord record, LabelSchema schema, LabelCollector& collector)
      : source_(source),
        stored_(stored),
        record_(std::move(record)),
        schema_(std::move(schema)),
        collector_(collector) {}

  absl::Status Read(ProgressSink& progress) {
    if (source_.classes().empty() && schema_.has_classes()) {
      for (const std::string& name : schema_.proto().classes()) {
        ASSAY_RETURN_IF_ERROR(collector_.AddClass(name));
      }
    }
    absl::Status status;
    int64_t item_count = 0;
    ASSAY_RETURN_IF_ERROR(stored_.campaigns.ScanItems(
        record_.campaign_number(), 0,
        [&](uint64_t item_number, const storage::v1::CampaignItemState& item) {
          if (item_number >= kFirstGoldItem) {
            return false;
          }
          status = AddItem(item_number, item);
          if (status.ok() && ++item_count % kItemsAReport == 0) {
            progress.Report("reading labels", item_count, 0);
            status = progress.cancelled() ? MakeError(absl::StatusCode::kCancelled, "CANCELLED",
                                                      "reading labels was cancelled")
                                          : absl::OkStatus();
          }
          return status.ok();
        }));
    return status;
  }

 private:
  absl::Status AddItem(uint64_t item_number, const storage::v1::CampaignItemState& item) {
    std::string item_id;
    for (const auto& touch : item.touches()) {
      if (touch.label() == 0 || (touch.machine() && !source_.include_machines())) {
        continue;
      }
      if (item_id.empty()) {
        ASSAY_ASSIGN_OR_RETURN(auto stored,
                               stored_.datasets.GetItem(record_.dataset_number(), item_number));
        item_id = std::move(*stored.mutable_item_id());
      }
      ASSAY_ASSIGN_OR_RETURN(const std::string* name, NameOf(touch.annotator_number()));
      ASSAY_ASSIGN_OR_RETURN(const v1::LabelValue value,
                             AnswerValue(schema_, item, touch.answer()));
      const std::string text = schema_.Canonical(value);
      LabelRow label;
      label.item = item_id;
      label.annotator = *name;
      label.label = text;
      label.row = ++row_;
      label.order = static_cast<double>(touch.label());
      ASSAY_RETURN_IF_ERROR(collector_.Add(label));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<const std::string*> NameOf(uint64_t annotator_number) {
    std::string& name = names_[annotator_number];
    if (name.empty()) {
      ASSAY_ASSIGN_OR_RETURN(const auto record, stored_.annotators.GetByNumber(annotator_number));
      name = ParseResourceName(kAnnotatorCollection, record.annotator().name()).value_or("");
    }
    return &name;
  }

  const v1::LabelSource& source_;
  const StoredLabels& stored_;
  const storage::v1::CampaignRecord record_;
  const LabelSchema schema_;
  LabelCollector& collector_;
  std::unordered_map<uint64_t, std::string> names_;
  int64_t row_ = 0;
};

}  // namespace

absl::Status ReadCampaignLabels(const v1::LabelSource& source, const StoredLabels& stored,
                                LabelCollector& collector, ProgressSink& progress) {
  ASSAY_ASSIGN_OR_RETURN(auto record,
                         FindCampaign(stored.campaigns, source.campaign(), "spec.labels.campaign"));
  ASSAY_ASSIGN_OR_RETURN(LabelSchema schema, LabelSchema::Make(record.campaign().schema()));
  progress.Report("reading labels", 0, 0);
  return CampaignLabels(source, stored, std::move(record), std::move(schema), collector)
      .Read(progress);
}

}  // namespace assay
