#include "annotator/campaign/annotator_catalog.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "annotator/campaign/rule_matcher.h"
#include "annotator/desk/repeatable_call.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/resource_name.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::FieldMaskUtil;
using google::protobuf::util::MessageDifferencer;

constexpr size_t kMaxIdBytes = 63;
constexpr size_t kMaxNameBytes = 256;
// A million of the currency for a label or an hour: sums stay far below 2^63.
constexpr int64_t kMaxPriceMicros = 1'000'000'000'000;

absl::Status BadAnnotator(std::string_view field, std::string_view found,
                          std::string_view expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ANNOTATOR",
                   "found " + std::string(found) + " as " + std::string(field) + ", expected " +
                       std::string(expected),
                   {{"field", std::string(field)},
                    {"found", std::string(found)},
                    {"expected", std::string(expected)}});
}

absl::Status CheckPrice(std::string_view field, int64_t price) {
  return price >= 0 && price <= kMaxPriceMicros
             ? absl::OkStatus()
             : BadAnnotator(field, std::to_string(price),
                            "0 to " + std::to_string(kMaxPriceMicros));
}

bool IsCurrency(std::string_view code) {
  return code.size() == 3 && std::all_of(code.begin(), code.end(), [](char letter) {
           return letter >= 'A' && letter <= 'Z';
         });
}

absl::Status CheckCurrency(const v1::Annotator& annotator) {
  const std::string& code = annotator.currency_code();
  const bool has_price = annotator.label_price_micros() > 0 || annotator.hour_price_micros() > 0 ||
                         annotator.million_input_tokens_price_micros() > 0 ||
                         annotator.million_output_tokens_price_micros() > 0;
  if (!code.empty() && !IsCurrency(code)) {
    return BadAnnotator("currency_code", "'" + code + "'", "three capital letters");
  }
  return has_price && code.empty()
             ? BadAnnotator("currency_code", "nothing", "the currency of the price")
             : absl::OkStatus();
}

absl::Status CheckMachine(const v1::Annotator& annotator) {
  const bool is_rule = annotator.kind() == v1::Annotator::KIND_RULE;
  if (is_rule != annotator.has_rule()) {
    return BadAnnotator("rule", is_rule ? "nothing" : "a rule",
                        is_rule ? "what it looks for" : "nothing without KIND_RULE");
  }
  if (is_rule) {
    ASSAY_RETURN_IF_ERROR(RuleMatcher::Make(annotator.rule()).status());
  }
  const bool is_model = annotator.kind() == v1::Annotator::KIND_MODEL;
  if (is_model == annotator.audit().empty()) {
    return BadAnnotator("audit", is_model ? "nothing" : annotator.audit(),
                        is_model ? "audits/{audit}" : "nothing without KIND_MODEL");
  }
  return absl::OkStatus();
}

// The etag before is part of it, so that no state ever comes back under an earlier etag.
void Touch(v1::Annotator& annotator) {
  char text[17];
  std::snprintf(text, sizeof(text), "%016llx",
                static_cast<unsigned long long>(RequestHash("annotator", annotator)));
  annotator.set_etag(text);
}

absl::Status CheckMask(const google::protobuf::FieldMask& mask) {
  constexpr std::string_view kFields[] = {"display_name",
                                          "label_price_micros",
                                          "hour_price_micros",
                                          "million_input_tokens_price_micros",
                                          "million_output_tokens_price_micros",
                                          "currency_code",
                                          "disabled"};
  const std::string expected =
      "display_name, label_price_micros, hour_price_micros, million_input_tokens_price_micros, "
      "million_output_tokens_price_micros, currency_code or disabled";
  const auto bad = [&](const std::string& path) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_UPDATE_MASK",
                     "found the path '" + path + "' in update_mask, expected " + expected,
                     {{"field", "update_mask"}, {"found", path}, {"expected", expected}});
  };
  for (const std::string& path : mask.paths()) {
    if (std::find(std::begin(kFields), std::end(kFields), path) == std::end(kFields)) {
      return bad(path);
    }
  }
  return mask.paths().empty() ? bad("") : absl::OkStatus();
}

}  // namespace

absl::Status CheckAnnotatorId(std::string_view id) {
  const bool fits = !id.empty() && id.size() <= kMaxIdBytes && id.front() != '.' &&
                    std::all_of(id.begin(), id.end(), [](char letter) {
                      return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                             (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' ||
                             letter == '.';
                    });
  if (fits) {
    return absl::OkStatus();
  }
  const std::string found(id.substr(0, 80));
  const std::string expected =
      "1-63 characters of a-z, A-Z, 0-9, '-', '_', '.', not beginning with '.'";
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ANNOTATOR_ID",
                   "found the annotator id '" + found + "', expected " + expected,
                   {{"field", "annotator_id"}, {"found", found}, {"expected", expected}});
}

absl::Status CheckAnnotator(const v1::Annotator& annotator) {
  if (annotator.kind() == v1::Annotator::KIND_UNSPECIFIED ||
      !v1::Annotator::Kind_IsValid(annotator.kind())) {
    return BadAnnotator("kind", std::to_string(annotator.kind()), "one of the kinds");
  }
  if (annotator.display_name().size() > kMaxNameBytes) {
    return BadAnnotator("display_name", std::to_string(annotator.display_name().size()) + " bytes",
                        "at most " + std::to_string(kMaxNameBytes) + " bytes");
  }
  if (!IsUtf8(annotator.display_name())) {
    return BadAnnotator("display_name", "other bytes than UTF-8", "UTF-8");
  }
  ASSAY_RETURN_IF_ERROR(CheckPrice("label_price_micros", annotator.label_price_micros()));
  ASSAY_RETURN_IF_ERROR(CheckPrice("hour_price_micros", annotator.hour_price_micros()));
  ASSAY_RETURN_IF_ERROR(CheckPrice("million_input_tokens_price_micros",
                                   annotator.million_input_tokens_price_micros()));
  ASSAY_RETURN_IF_ERROR(CheckPrice("million_output_tokens_price_micros",
                                   annotator.million_output_tokens_price_micros()));
  ASSAY_RETURN_IF_ERROR(CheckCurrency(annotator));
  return CheckMachine(annotator);
}

absl::StatusOr<v1::Annotator> AnnotatorCatalog::CreateOnce(
    const v1::CreateAnnotatorRequest& request) {
  storage::v1::AnnotatorRecord record;
  v1::Annotator& annotator = *record.mutable_annotator();
  annotator = request.annotator();
  ASSAY_RETURN_IF_ERROR(CheckAnnotator(annotator));
  if (!annotator.audit().empty() && !audits_.Get(annotator.audit()).ok()) {
    return BadAnnotator("audit", "'" + annotator.audit().substr(0, 100) + "'",
                        "an audit, audits/{audit}");
  }
  annotator.set_name(ResourceName(kAnnotatorCollection, request.annotator_id()));
  *annotator.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(clock_.WallMicros());
  Touch(annotator);
  record.set_create_request_id(request.request_id());
  const auto made = annotators_.Create(record);
  if (absl::IsAlreadyExists(made.status()) && !request.request_id().empty()) {
    // The first call may have died before its answer was kept.
    const auto stored = annotators_.Get(request.annotator_id());
    if (stored.ok() && stored->create_request_id() == request.request_id()) {
      return stored->annotator();
    }
  }
  ASSAY_RETURN_IF_ERROR(made.status());
  return made->annotator();
}

absl::StatusOr<v1::Annotator> AnnotatorCatalog::Create(const v1::CreateAnnotatorRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckAnnotatorId(request.annotator_id()));
  return RunRepeatable<v1::Annotator>(requests_, "CreateAnnotator", request, clock_.WallMicros(),
                                      [&] { return CreateOnce(request); });
}

absl::StatusOr<v1::Annotator> AnnotatorCatalog::UpdateOnce(
    const v1::UpdateAnnotatorRequest& request) {
  const std::string& name = request.annotator().name();
  const auto id = ParseResourceName(kAnnotatorCollection, name);
  if (!id.has_value()) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
        "found '" + name.substr(0, 100) + "' as annotator.name, expected annotators/{annotator}",
        {{"field", "annotator.name"}, {"found", name.substr(0, 100)}});
  }
  ASSAY_RETURN_IF_ERROR(CheckMask(request.update_mask()));
  const auto change = [&](storage::v1::AnnotatorRecord& record) -> absl::Status {
    v1::Annotator& annotator = *record.mutable_annotator();
    const std::string& etag = request.annotator().etag();
    if (!etag.empty() && etag != annotator.etag()) {
      return MakeError(
          absl::StatusCode::kAborted, "ETAG_MISMATCH",
          name + " was changed meanwhile: found the etag " + etag.substr(0, 100) + ", expected " +
              annotator.etag() + "; read it again",
          {{"field", "etag"}, {"found", etag.substr(0, 100)}, {"expected", annotator.etag()}});
    }
    v1::Annotator changed = annotator;
    FieldMaskUtil::MergeMessageTo(request.annotator(), request.update_mask(),
                                  FieldMaskUtil::MergeOptions(), &changed);
    ASSAY_RETURN_IF_ERROR(CheckAnnotator(changed));
    if (!MessageDifferencer::Equals(changed, annotator)) {
      Touch(changed);
      annotator = std::move(changed);
    }
    return absl::OkStatus();
  };
  ASSAY_ASSIGN_OR_RETURN(const auto record, annotators_.Update(*id, change));
  return record.annotator();
}

absl::StatusOr<v1::Annotator> AnnotatorCatalog::Update(const v1::UpdateAnnotatorRequest& request) {
  return RunRepeatable<v1::Annotator>(requests_, "UpdateAnnotator", request, clock_.WallMicros(),
                                      [&] { return UpdateOnce(request); });
}

}  // namespace assay
