// The house rules for the contract, checked on the compiled descriptors: every element is
// documented, enums start with an UNSPECIFIED value, numbers have their unit in the name, and the
// requests and responses of methods are named after them.
#include <algorithm>
#include <cctype>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "tests/proto/contract.h"

namespace assay {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using ::testing::IsEmpty;

class Linter {
 public:
  explicit Linter(const google::protobuf::FileDescriptorSet& files) {
    for (const auto& file : files.file()) {
      const FileDescriptor* built = pool_.BuildFile(file);
      if (built == nullptr) {
        faults_.push_back(file.name() + " does not build");
      } else if (built->package() != "google.protobuf") {
        LintFile(*built);
      }
    }
  }

  const std::vector<std::string>& faults() const { return faults_; }

 private:
  template <typename Element>
  void RequireComment(const Element& element) {
    google::protobuf::SourceLocation location;
    if (!element.GetSourceLocation(&location) || location.leading_comments.size() < 5) {
      faults_.push_back(element.full_name() + " has no comment");
    }
  }

  void LintFile(const FileDescriptor& file) {
    for (int i = 0; i < file.message_type_count(); ++i) {
      LintMessage(*file.message_type(i));
    }
    for (int i = 0; i < file.enum_type_count(); ++i) {
      LintEnum(*file.enum_type(i));
    }
    for (int i = 0; i < file.service_count(); ++i) {
      RequireComment(*file.service(i));
      for (int j = 0; j < file.service(i)->method_count(); ++j) {
        LintMethod(*file.service(i)->method(j));
      }
    }
  }

  void LintMessage(const Descriptor& message) {
    if (message.options().map_entry()) {
      return;
    }
    RequireComment(message);
    for (int i = 0; i < message.field_count(); ++i) {
      LintField(*message.field(i));
    }
    for (int i = 0; i < message.nested_type_count(); ++i) {
      LintMessage(*message.nested_type(i));
    }
    for (int i = 0; i < message.enum_type_count(); ++i) {
      LintEnum(*message.enum_type(i));
    }
  }

  void LintField(const FieldDescriptor& field) {
    RequireComment(field);
    const std::string& name = field.name();
    const bool snake = std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
    });
    if (!snake) {
      faults_.push_back(field.full_name() + " is not lower_snake_case");
    }
    const bool duration =
        name.find("time") != std::string::npos || name.find("duration") != std::string::npos;
    const bool number = field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE &&
                        field.cpp_type() != FieldDescriptor::CPPTYPE_STRING;
    if (duration && number && !name.ends_with("_us") && !name.ends_with("_ms") &&
        !name.ends_with("_s")) {
      faults_.push_back(field.full_name() + " does not name its unit");
    }
  }

  void LintEnum(const EnumDescriptor& an_enum) {
    RequireComment(an_enum);
    std::string prefix;
    for (const char c : an_enum.name()) {
      if (std::isupper(static_cast<unsigned char>(c)) != 0 && !prefix.empty()) {
        prefix += '_';
      }
      prefix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    for (int i = 0; i < an_enum.value_count(); ++i) {
      const auto& value = *an_enum.value(i);
      RequireComment(value);
      if (!value.name().starts_with(prefix + "_")) {
        faults_.push_back(value.full_name() + " does not start with " + prefix + "_");
      }
    }
    if (an_enum.value(0)->number() != 0 || an_enum.value(0)->name() != prefix + "_UNSPECIFIED") {
      faults_.push_back(an_enum.full_name() + " does not begin with " + prefix +
                        "_UNSPECIFIED = 0");
    }
  }

  void LintMethod(const MethodDescriptor& method) {
    RequireComment(method);
    if (method.input_type()->name() != method.name() + "Request") {
      faults_.push_back(method.full_name() + " takes no " + method.name() + "Request");
    }
    if (method.name().starts_with("List")) {
      const Descriptor& response = *method.output_type();
      if (response.field_count() == 0 || response.field(0)->number() != 1 ||
          !response.field(0)->is_repeated()) {
        faults_.push_back(method.full_name() + ": field 1 of the response is no list");
      }
    }
  }

  DescriptorPool pool_;
  std::vector<std::string> faults_;
};

TEST(ContractLintTest, TheContractFollowsTheHouseRules) {
  EXPECT_THAT(Linter(CompiledContract()).faults(), IsEmpty());
}

TEST(ContractLintTest, TheLinterSeesFaults) {
  google::protobuf::FileDescriptorSet files;
  auto* file = files.add_file();
  file->set_name("bad.proto");
  file->set_package("bad");
  file->set_syntax("proto3");
  auto* message = file->add_message_type();
  message->set_name("Ask");
  auto* field = message->add_field();
  field->set_name("waitTime");
  field->set_number(1);
  field->set_type(google::protobuf::FieldDescriptorProto::TYPE_INT64);
  field->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
  auto* other = message->add_field();
  *other = *field;
  other->set_name("time_limit");
  other->set_number(2);
  auto* an_enum = file->add_enum_type();
  an_enum->set_name("Mood");
  an_enum->add_value()->set_name("GOOD");
  an_enum->mutable_value(0)->set_number(0);
  auto* method = file->add_service();
  method->set_name("S");
  method->add_method()->set_name("Do");
  method->mutable_method(0)->set_input_type(".bad.Ask");
  method->mutable_method(0)->set_output_type(".bad.Ask");
  const std::vector<std::string> faults = Linter(files).faults();
  for (const char* expected :
       {"bad.Ask has no comment", "bad.Ask.waitTime is not lower_snake_case",
        "bad.Ask.time_limit does not name its unit", "bad.GOOD does not start with MOOD_",
        "bad.Mood does not begin with MOOD_UNSPECIFIED = 0", "bad.S.Do takes no DoRequest"}) {
    EXPECT_THAT(faults, ::testing::Contains(expected));
  }
}

}  // namespace
}  // namespace assay
