#include "annotator/desk/campaign_rules.h"

#include <utility>

#include "assay/storage/v1/records.pb.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

constexpr int64_t kDefaultLeaseMicros = int64_t{30} * 60 * 1'000'000;
constexpr int64_t kDefaultLeaseCount = 10;
constexpr int64_t kDefaultGoldAnswers = 5;
constexpr double kDefaultTarget = 0.95;

using GoldAnswers = std::vector<std::optional<std::string>>;

// `unfit` gets the first label that is no answer.
absl::StatusOr<GoldAnswers> ReadGold(const Store& store, uint64_t dataset_number,
                                     const LabelSchema& schema, absl::Status& unfit) {
  GoldAnswers answers;
  absl::Status fault;
  const KeyRange range = LabelRange(dataset_number);
  ASSAY_RETURN_IF_ERROR(
      store.Scan(range.begin, range.end, [&](std::string_view, std::string_view value) {
        storage::v1::LabelRecord label;
        fault = DecodeMessage(KeyKind::kLabel, value, label);
        if (!fault.ok()) {
          return false;
        }
        const auto parsed = schema.Parse(label.label());
        if (!parsed.ok()) {
          unfit.Update(WithMetadata(
              parsed.status(),
              {{"field", "gold.dataset"}, {"row", std::to_string(label.item_index() + 1)}}));
          return true;
        }
        if (label.item_index() >= answers.size()) {
          answers.resize(label.item_index() + 1);
        }
        answers[label.item_index()] = schema.Canonical(*parsed);
        return true;
      }));
  ASSAY_RETURN_IF_ERROR(fault);
  return answers;
}

}  // namespace

v1::OverlapRule CampaignRules::WithDefaults(v1::OverlapRule rule) {
  if (rule.label_count() == 0) {
    rule.set_label_count(1);
  }
  if (rule.max_label_count() < rule.label_count()) {
    rule.set_max_label_count(rule.label_count());
  }
  if (rule.target_confidence() == 0) {
    rule.set_target_confidence(kDefaultTarget);
  }
  return rule;
}

absl::StatusOr<CampaignRules> CampaignRules::Make(const Store& store,
                                                  const storage::v1::CampaignRecord& record) {
  using google::protobuf::util::TimeUtil;
  const v1::Campaign& campaign = record.campaign();
  ASSAY_ASSIGN_OR_RETURN(LabelSchema schema, LabelSchema::Make(campaign.schema()));
  CampaignRules rules(std::move(schema));
  if (record.gold_dataset_number() != 0) {
    ASSAY_ASSIGN_OR_RETURN(rules.gold_answers_, ReadGold(store, record.gold_dataset_number(),
                                                         rules.schema_, rules.gold_fault_));
  }
  rules.annotators_.insert(campaign.annotators().begin(), campaign.annotators().end());
  const int64_t lease_us = TimeUtil::DurationToMicroseconds(campaign.lease_duration());
  rules.lease_duration_us_ = lease_us > 0 ? lease_us : kDefaultLeaseMicros;
  rules.max_lease_count_ =
      campaign.max_lease_count() > 0 ? campaign.max_lease_count() : kDefaultLeaseCount;
  rules.min_gold_answer_count_ = campaign.gold().min_answer_count() > 0
                                     ? campaign.gold().min_answer_count()
                                     : kDefaultGoldAnswers;
  return rules;
}

bool CampaignRules::HasAnswer(uint64_t item_number) const {
  const uint64_t index = item_number - kFirstGoldItem;
  return index < gold_answers_.size() && gold_answers_[index].has_value();
}

bool CampaignRules::IsRightGold(uint64_t item_number, const std::string& canonical) const {
  const uint64_t index = item_number - kFirstGoldItem;
  return index < gold_answers_.size() && gold_answers_[index] == canonical;
}

}  // namespace assay
