#include "annotator/rpc/workplaces.h"

#include <utility>

#include "annotator/rpc/resource_name.h"
#include "engine/base/status.h"
#include "engine/store/resource_name.h"

namespace assay::rpc {
namespace {

absl::Status NotYourWork(const std::string& annotator, const std::string& message) {
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_YOUR_WORK", message,
                   {{"annotator", annotator}});
}

}  // namespace

absl::StatusOr<Workplaces::Workplace> Workplaces::Find(const Caller& caller,
                                                       const std::string& campaign,
                                                       const std::string& annotator) const {
  if (caller.annotator_number != 0 && !annotator.empty() && annotator != caller.annotator_name) {
    return NotYourWork(caller.annotator_name, "the key belongs to " + caller.annotator_name +
                                                  ", not to another annotator");
  }
  const std::string& name = annotator.empty() ? caller.annotator_name : annotator;
  ASSAY_ASSIGN_OR_RETURN(const std::string id, ResourceId(kAnnotatorCollection, name, "annotator"));
  Workplace place;
  ASSAY_ASSIGN_OR_RETURN(place.desk, desks_.Find(campaign));
  ASSAY_ASSIGN_OR_RETURN(const auto record, annotators_.Get(id));
  const v1::Annotator& known = record.annotator();
  place.worker.machine =
      known.kind() == v1::Annotator::KIND_RULE || known.kind() == v1::Annotator::KIND_MODEL;
  if (place.worker.machine) {
    return NotYourWork(name, name + " is a rule or a model, which labels by RunAnnotator");
  }
  place.worker.annotator_number = record.annotator_number();
  place.worker.annotator_name = known.name();
  place.worker.disabled = known.disabled();
  place.worker.label_price_micros = known.label_price_micros();
  place.worker.hour_price_micros = known.hour_price_micros();
  place.worker.million_input_tokens_price_micros = known.million_input_tokens_price_micros();
  place.worker.million_output_tokens_price_micros = known.million_output_tokens_price_micros();
  place.worker.currency_code = known.currency_code();
  place.worker.key_number = caller.key_number;
  place.worker.peer = caller.peer;
  return place;
}

}  // namespace assay::rpc
