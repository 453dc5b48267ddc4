#include <filesystem>

#include "gmock/gmock.h"
#include "tests/proto/contract.h"
#include "tests/support/test_data.h"

namespace assay {
namespace {

using google::protobuf::FileDescriptorSet;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

FileDescriptorSet Baseline() {
  FileDescriptorSet baseline;
  EXPECT_TRUE(baseline.ParseFromString(
      ReadFile(std::filesystem::path(ASSAY_SOURCE_DIR) / "proto/baseline/v1.binpb")));
  return baseline;
}

// A change that fails here breaks clients and stored data: add a new field instead.  After a
// compatible change, `cmake --build --preset release --target assay_contract_baseline` stores the
// new contract.
TEST(ContractBaselineTest, NothingThatClientsOrStoredDataRelyOnIsGone) {
  const FileDescriptorSet baseline = Baseline();
  EXPECT_GT(baseline.file_size(), 5);
  EXPECT_THAT(IncompatibleChanges(baseline, CompiledContract()), IsEmpty());
}

// Everything in today's contract is protected from tomorrow on.
TEST(ContractBaselineTest, TheBaselineHoldsTheWholeContract) {
  EXPECT_THAT(IncompatibleChanges(CompiledContract(), Baseline()), IsEmpty());
}

FileDescriptorSet* FindFile(FileDescriptorSet* set, const std::string& name,
                            google::protobuf::FileDescriptorProto** file) {
  for (auto& candidate : *set->mutable_file()) {
    if (candidate.name() == name) {
      *file = &candidate;
    }
  }
  return set;
}

TEST(ContractBaselineTest, EachKindOfBreakIsSeen) {
  const FileDescriptorSet before = CompiledContract();
  FileDescriptorSet after = before;
  google::protobuf::FileDescriptorProto* file = nullptr;
  FindFile(&after, "assay/v1/methods.proto", &file);
  ASSERT_NE(file, nullptr);
  auto* method = file->mutable_message_type(0);
  ASSERT_EQ(method->name(), "Method");
  method->mutable_field(1)->set_number(77);
  method->mutable_field(2)->set_name("words");
  method->mutable_field(3)->set_type(google::protobuf::FieldDescriptorProto::TYPE_INT64);
  method->mutable_enum_type(0)->mutable_value(1)->set_number(9);
  file->mutable_service(0)->mutable_method(0)->set_server_streaming(true);
  file->mutable_message_type(1)->set_name("ListAllRequest");
  EXPECT_THAT(
      IncompatibleChanges(before, after),
      ElementsAre("assay.v1.ListMethodsRequest was removed or renamed",
                  "assay.v1.Method.name was removed or renumbered",
                  "assay.v1.Method.description was renamed to words",
                  "assay.v1.Method.source changed its type",
                  "assay.v1.Method.Kind.KIND_SIGNAL was removed, renamed or renumbered",
                  "assay.v1.MethodService.ListMethods was removed or changed its messages"));
}

}  // namespace
}  // namespace assay
