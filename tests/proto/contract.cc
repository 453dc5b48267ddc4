#include "tests/proto/contract.h"

#include <map>
#include <stdexcept>

#include "tests/support/test_data.h"

namespace assay {
namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::EnumDescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::ServiceDescriptorProto;

// Every message, enum and service by full name.
struct Catalogue {
  std::map<std::string, DescriptorProto> messages;
  std::map<std::string, EnumDescriptorProto> enums;
  std::map<std::string, ServiceDescriptorProto> services;

  void AddMessage(const std::string& scope, const DescriptorProto& message) {
    const std::string name = scope + "." + message.name();
    messages[name] = message;
    for (const auto& nested : message.nested_type()) {
      AddMessage(name, nested);
    }
    for (const auto& nested : message.enum_type()) {
      enums[name + "." + nested.name()] = nested;
    }
  }

  explicit Catalogue(const FileDescriptorSet& files) {
    for (const auto& file : files.file()) {
      for (const auto& message : file.message_type()) {
        AddMessage(file.package(), message);
      }
      for (const auto& an_enum : file.enum_type()) {
        enums[file.package() + "." + an_enum.name()] = an_enum;
      }
      for (const auto& service : file.service()) {
        services[file.package() + "." + service.name()] = service;
      }
    }
  }
};

void CompareFields(const std::string& name, const DescriptorProto& before,
                   const DescriptorProto& after, std::vector<std::string>& changes) {
  std::map<int, FieldDescriptorProto> fields;
  for (const auto& field : after.field()) {
    fields[field.number()] = field;
  }
  for (const auto& old : before.field()) {
    const std::string field_name = name + "." + old.name();
    const auto found = fields.find(old.number());
    if (found == fields.end()) {
      changes.push_back(field_name + " was removed or renumbered");
    } else if (found->second.name() != old.name()) {
      changes.push_back(field_name + " was renamed to " + found->second.name());
    } else if (found->second.type() != old.type() || found->second.label() != old.label() ||
               found->second.type_name() != old.type_name()) {
      changes.push_back(field_name + " changed its type");
    }
  }
}

void CompareEnum(const std::string& name, const EnumDescriptorProto& before,
                 const EnumDescriptorProto& after, std::vector<std::string>& changes) {
  std::map<int, std::string> values;
  for (const auto& value : after.value()) {
    values[value.number()] = value.name();
  }
  for (const auto& old : before.value()) {
    const auto found = values.find(old.number());
    if (found == values.end() || found->second != old.name()) {
      changes.push_back(name + "." + old.name() + " was removed, renamed or renumbered");
    }
  }
}

void CompareService(const std::string& name, const ServiceDescriptorProto& before,
                    const ServiceDescriptorProto& after, std::vector<std::string>& changes) {
  std::map<std::string, std::string> methods;
  for (const auto& method : after.method()) {
    auto copy = method;
    copy.clear_options();
    methods[method.name()] = copy.SerializeAsString();
  }
  for (const auto& old : before.method()) {
    auto copy = old;
    copy.clear_options();
    const auto found = methods.find(old.name());
    if (found == methods.end() || found->second != copy.SerializeAsString()) {
      changes.push_back(name + "." + old.name() + " was removed or changed its messages");
    }
  }
}

template <typename Map, typename Compare>
void CompareAll(const Map& before, const Map& after, const Compare& compare,
                std::vector<std::string>& changes) {
  for (const auto& [name, old] : before) {
    const auto found = after.find(name);
    if (found == after.end()) {
      changes.push_back(name + " was removed or renamed");
    } else {
      compare(name, old, found->second, changes);
    }
  }
}

}  // namespace

FileDescriptorSet CompiledContract() {
  FileDescriptorSet contract;
  if (!contract.ParseFromString(
          ReadFile(std::string(ASSAY_BINARY_DIR) + "/generated/contract.binpb"))) {
    throw std::runtime_error("contract.binpb is no descriptor set");
  }
  return contract;
}

std::vector<std::string> IncompatibleChanges(const FileDescriptorSet& before,
                                             const FileDescriptorSet& after) {
  const Catalogue old(before);
  const Catalogue now(after);
  std::vector<std::string> changes;
  CompareAll(old.messages, now.messages, CompareFields, changes);
  CompareAll(old.enums, now.enums, CompareEnum, changes);
  CompareAll(old.services, now.services, CompareService, changes);
  return changes;
}

}  // namespace assay
