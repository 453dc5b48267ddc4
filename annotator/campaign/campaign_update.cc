#include <algorithm>
#include <cstdio>
#include <map>

#include "annotator/campaign/campaign_settings.h"
#include "engine/base/status.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;

// When a field can be changed, by the first part of its path.
enum class When { kAlways, kBeforeFirstLabel, kNever };

When ChangeableWhen(const std::string& field) {
  static const auto& kFields = *new std::map<std::string, When>{
      {"display_name", When::kAlways},    {"question", When::kAlways},
      {"schema", When::kAlways},          {"guidelines", When::kAlways},
      {"shown_columns", When::kAlways},   {"annotators", When::kAlways},
      {"overlap", When::kAlways},         {"gold", When::kAlways},
      {"lease_duration", When::kAlways},  {"max_lease_count", When::kAlways},
      {"budget_micros", When::kAlways},   {"currency_code", When::kAlways},
      {"order", When::kBeforeFirstLabel}, {"seed", When::kBeforeFirstLabel},
  };
  const auto found = kFields.find(field);
  return found == kFields.end() ? When::kNever : found->second;
}

absl::Status BadUpdateMask(const std::string& path, const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_UPDATE_MASK",
                   "found the path '" + path + "' in update_mask, expected " + expected,
                   {{"field", "update_mask"}, {"found", path}, {"expected", expected}});
}

absl::Status CampaignStarted(const v1::Campaign& campaign, const std::string& field) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "CAMPAIGN_STARTED",
      field + " of " + campaign.name() + " can be changed before the first item is handed out only",
      {{"field", field}, {"name", campaign.name()}});
}

bool HasStarted(const storage::v1::CampaignHead& head) {
  return head.next_sequence() > 0 || head.fresh_position() > 0 || head.next_lease() > 1 ||
         head.has_pending_labels();
}

absl::Status CheckPath(const std::string& path, const v1::Campaign& campaign, bool started) {
  using google::protobuf::util::FieldMaskUtil;
  const std::string field = path.substr(0, path.find('.'));
  if (started && field == "dataset") {
    return CampaignStarted(campaign, "dataset");
  }
  if (!FieldMaskUtil::IsValidPath<v1::Campaign>(path)) {
    return BadUpdateMask(path, "a field of Campaign");
  }
  const When when = ChangeableWhen(field);
  if (when == When::kNever || path == "guidelines.version") {
    return BadUpdateMask(path, "a field that can be changed");
  }
  if (when == When::kBeforeFirstLabel && started) {
    return CampaignStarted(campaign, field);
  }
  // What was paid does not become another currency.
  if (field == "currency_code" && started && !campaign.currency_code().empty()) {
    return CampaignStarted(campaign, field);
  }
  return absl::OkStatus();
}

// Once there are labels, classes are added at the end and the kind stays.
absl::Status CheckSchemaChange(const v1::Campaign& before, const v1::Campaign& after,
                               bool started) {
  if (!started) {
    return absl::OkStatus();
  }
  if (before.schema().kind() != after.schema().kind()) {
    return CampaignStarted(before, "schema.kind");
  }
  const auto& old_classes = before.schema().classes();
  const auto& new_classes = after.schema().classes();
  const bool kept = new_classes.size() >= old_classes.size() &&
                    std::equal(old_classes.begin(), old_classes.end(), new_classes.begin());
  return kept ? absl::OkStatus() : CampaignStarted(before, "schema.classes");
}

absl::Status CheckEtag(const std::string& found, const v1::Campaign& campaign) {
  if (found.empty() || found == campaign.etag()) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                   campaign.name() + " was changed meanwhile: found the etag " + found +
                       ", expected " + campaign.etag() + "; read it again",
                   {{"field", "etag"}, {"found", found}, {"expected", campaign.etag()}});
}

uint64_t Fnv1a(std::string_view bytes) {
  uint64_t hash = 0xCBF29CE484222325ull;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ull;
  }
  return hash;
}

void MergeFields(const v1::UpdateCampaignRequest& request, v1::Campaign& campaign) {
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  const int32_t version = campaign.guidelines().version();
  const std::string text = campaign.guidelines().text();
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(request.campaign(), request.update_mask(),
                                                        options, &campaign);
  // A bound that is absent there is merged as 0.
  if (!request.campaign().schema().has_min_value() && campaign.schema().min_value() == 0) {
    campaign.mutable_schema()->clear_min_value();
  }
  if (!request.campaign().schema().has_max_value() && campaign.schema().max_value() == 0) {
    campaign.mutable_schema()->clear_max_value();
  }
  const bool has_new_text = campaign.guidelines().text() != text;
  campaign.mutable_guidelines()->set_version(version + (has_new_text ? 1 : 0));
}

}  // namespace

void TouchCampaign(int64_t now_us, v1::Campaign& campaign) {
  *campaign.mutable_update_time() = TimeUtil::MicrosecondsToTimestamp(now_us);
  // The etag before is part of it, so that no state ever comes back under an earlier etag.
  char text[17];
  std::snprintf(text, sizeof(text), "%016llx",
                static_cast<unsigned long long>(Fnv1a(campaign.SerializeAsString())));
  campaign.set_etag(text);
}

absl::Status ApplyUpdate(const v1::UpdateCampaignRequest& request,
                         const storage::v1::CampaignHead& head, int64_t now_us,
                         v1::Campaign& campaign) {
  if (campaign.state() == v1::Campaign::STATE_CLOSED) {
    return CampaignClosedError(campaign.name());
  }
  ASSAY_RETURN_IF_ERROR(CheckEtag(request.campaign().etag(), campaign));
  if (request.update_mask().paths().empty()) {
    return BadUpdateMask("", "at least one path");
  }
  const bool started = HasStarted(head);
  for (const std::string& path : request.update_mask().paths()) {
    ASSAY_RETURN_IF_ERROR(CheckPath(path, campaign, started));
  }
  v1::Campaign changed = campaign;
  MergeFields(request, changed);
  ASSAY_RETURN_IF_ERROR(CheckCampaign(changed));
  ASSAY_RETURN_IF_ERROR(CheckSchemaChange(campaign, changed, started));
  if (changed.gold().dataset() != campaign.gold().dataset()) {
    return BadUpdateMask("gold.dataset", "a field that can be changed");
  }
  if (!MessageDifferencer::Equals(changed, campaign)) {
    TouchCampaign(now_us, changed);
    campaign = std::move(changed);
  }
  return absl::OkStatus();
}

}  // namespace assay
