#ifndef ASSAY_TESTS_PROTO_CONTRACT_H_
#define ASSAY_TESTS_PROTO_CONTRACT_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.pb.h"

namespace assay {

// The contract as this build compiled it, with comments.
google::protobuf::FileDescriptorSet CompiledContract();

// What of `before` is missing or changed in `after` in a way that breaks clients or stored data:
// files' messages, fields (number, name, type, label), enum values, services and methods.  One
// sentence each; empty when `after` is compatible.
std::vector<std::string> IncompatibleChanges(const google::protobuf::FileDescriptorSet& before,
                                             const google::protobuf::FileDescriptorSet& after);

}  // namespace assay

#endif  // ASSAY_TESTS_PROTO_CONTRACT_H_
