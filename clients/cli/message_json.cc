#include "clients/cli/message_json.h"

#include <cmath>
#include <iostream>

#include "absl/strings/ascii.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::TimeUtil;
using Json = nlohmann::ordered_json;

Json NumberJson(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// The values of an enum begin with the enum's name in capitals: "KIND_" for Kind.
Json EnumJson(const EnumValueDescriptor& value) {
  const std::string& zero = value.type()->value(0)->name();
  const std::string prefix = zero.substr(0, zero.rfind("UNSPECIFIED"));
  return EnumWord(value.name(), prefix);
}

Json ChildJson(const Message& child) {
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&child)) {
    return TimeUtil::ToString(*time);
  }
  if (const auto* duration = dynamic_cast<const google::protobuf::Duration*>(&child)) {
    return static_cast<double>(duration->seconds()) + 1e-9 * duration->nanos();
  }
  return MessageJson(child);
}

// The value of a field, or of element `index` of a repeated one.
template <typename Single, typename Element>
auto Pick(const FieldDescriptor& field, const Single& single, const Element& element) {
  return field.is_repeated() ? element() : single();
}

#define ASSAY_FIELD(getter)                                           \
  Pick(                                                               \
      field, [&] { return reflection.Get##getter(message, &field); }, \
      [&] { return reflection.GetRepeated##getter(message, &field, index); })

Json ValueJson(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return ASSAY_FIELD(Int32);
    case FieldDescriptor::CPPTYPE_INT64:
      return ASSAY_FIELD(Int64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return ASSAY_FIELD(UInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return ASSAY_FIELD(UInt64);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return NumberJson(ASSAY_FIELD(Double));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return NumberJson(static_cast<double>(ASSAY_FIELD(Float)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return ASSAY_FIELD(Bool);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumJson(*ASSAY_FIELD(Enum));
    case FieldDescriptor::CPPTYPE_STRING:
      return ASSAY_FIELD(String);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ChildJson(field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, index)
                                           : reflection.GetMessage(message, &field));
  }
  return nullptr;
}

#undef ASSAY_FIELD

Json ListJson(const Message& message, const FieldDescriptor& field) {
  const int size = message.GetReflection()->FieldSize(message, &field);
  if (field.is_map()) {
    Json map = Json::object();
    for (int i = 0; i < size; ++i) {
      const Json entry =
          MessageJson(message.GetReflection()->GetRepeatedMessage(message, &field, i));
      map[entry.at("key").get<std::string>()] = entry.at("value");
    }
    return map;
  }
  Json list = Json::array();
  for (int i = 0; i < size; ++i) {
    list.push_back(ValueJson(message, field, i));
  }
  return list;
}

// Durations say their unit.
std::string NameOf(const FieldDescriptor& field) {
  const bool is_duration = field.message_type() == google::protobuf::Duration::descriptor();
  return is_duration ? field.name() + "_seconds" : field.name();
}

}  // namespace

Json MessageJson(const Message& message) {
  Json json = Json::object();
  const auto& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    if (field.is_repeated()) {
      json[NameOf(field)] = ListJson(message, field);
    } else if (!field.has_presence() || message.GetReflection()->HasField(message, &field)) {
      json[NameOf(field)] = ValueJson(message, field, 0);
    }
  }
  return json;
}

std::string EnumWord(std::string_view value_name, std::string_view prefix) {
  if (value_name.starts_with(prefix)) {
    value_name.remove_prefix(prefix.size());
  }
  return absl::AsciiStrToLower(std::string(value_name));
}

void PrintJson(const Json& json) {
  std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << std::endl;
}

void PrintJsonLine(const Json& json) {
  std::cout << json.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

}  // namespace assay::cli
