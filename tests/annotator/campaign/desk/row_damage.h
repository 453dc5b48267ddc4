#ifndef ASSAY_TESTS_ANNOTATOR_CAMPAIGN_DESK_ROW_DAMAGE_H_
#define ASSAY_TESTS_ANNOTATOR_CAMPAIGN_DESK_ROW_DAMAGE_H_

#include <functional>
#include <string>

#include "google/protobuf/message.h"

namespace assay {

// Changes one field of a message at a time, and those of the messages in it: numbers grow by one,
// flags turn over, texts and lists grow or lose their last element.  `visit` gets each change's
// name, "touches.label" or "leases, one less", and the changed message.
void VisitDamaged(
    const google::protobuf::Message& message,
    const std::function<void(const std::string& name, const google::protobuf::Message&)>& visit);

}  // namespace assay

#endif  // ASSAY_TESTS_ANNOTATOR_CAMPAIGN_DESK_ROW_DAMAGE_H_
