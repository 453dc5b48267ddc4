// Any text as the JSON of any request of the contract: refused with BAD_JSON, or bytes of such a
// message that come back as JSON which gives the same message.  The first byte chooses the call.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "annotator/gateway/call_table.h"
#include "annotator/gateway/json_codec.h"
#include "assay/v1/campaigns.pb.h"
#include "assay/v1/datasets.pb.h"
#include "assay/v1/work.pb.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "google/protobuf/message.h"

namespace {

namespace pb = google::protobuf;

std::vector<const pb::Descriptor*> Requests() {
  std::vector<const pb::Descriptor*> types;
  for (const pb::FileDescriptor* file : {assay::v1::CreateCampaignRequest::descriptor()->file(),
                                         assay::v1::ImportDatasetRequest::descriptor()->file(),
                                         assay::v1::SubmitLabelRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        types.push_back(file->service(i)->method(j)->input_type());
      }
    }
  }
  return types;
}

// The field of a request whose JSON does not say all: paths that are no names of fields are written
// as others, or not at all.  No answer has one.
const pb::FieldDescriptor* MaskOf(const pb::Descriptor& type) {
  return type.FindFieldByName("update_mask");
}

// Equal content in one order, whatever bytes said it; without a mask.
std::string Canonical(const pb::Descriptor& type, const std::string& bytes) {
  const std::unique_ptr<pb::Message> message(
      pb::MessageFactory::generated_factory()->GetPrototype(&type)->New());
  ASSAY_CHECK(message->ParseFromString(bytes));
  if (MaskOf(type) != nullptr) {
    message->GetReflection()->ClearField(message.get(), MaskOf(type));
  }
  return message->SerializeAsString();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<const pb::Descriptor*> types = Requests();
  if (size == 0) {
    return 0;
  }
  const pb::Descriptor& type = *types[data[0] % types.size()];
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto bytes = assay::gateway::JsonToBytes(type, text);
  if (!bytes.ok()) {
    ASSAY_CHECK(assay::ErrorReason(bytes.status()) == "BAD_JSON");
    return 0;
  }
  const auto json = assay::gateway::BytesToJson(type, *bytes);
  if (!json.ok()) {
    ASSAY_CHECK(assay::ErrorReason(json.status()) == "BAD_MESSAGE" && MaskOf(type) != nullptr);
    return 0;
  }
  const auto again = assay::gateway::JsonToBytes(type, *json);
  ASSAY_CHECK(again.ok());
  ASSAY_CHECK(Canonical(type, *again) == Canonical(type, *bytes));
  return 0;
}
