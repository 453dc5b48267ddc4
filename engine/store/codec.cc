#include "engine/store/codec.h"

#include <unicode/ustring.h>

#include <cstring>
#include <limits>
#include <unordered_map>
#include <vector>

namespace assay {
namespace {

// Most texts are; eight bytes at a time.
bool IsAscii(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080u;
  uint64_t seen = 0;
  while (text.size() >= sizeof(uint64_t)) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof(bytes));
    seen |= bytes;
    text.remove_prefix(sizeof(bytes));
  }
  for (const char byte : text) {
    seen |= static_cast<uint8_t>(byte);
  }
  return (seen & kHighBits) == 0;
}

absl::Status NotStorableError(const google::protobuf::Message& message) {
  const std::string type = message.GetDescriptor()->full_name();
  return MakeError(absl::StatusCode::kInvalidArgument, "TEXT_NOT_UTF8",
                   "found bytes that are not UTF-8 in a text field of " + type +
                       "; texts are expected to be UTF-8",
                   {{"type", type}});
}

// The fields of a message that are texts or may hold some.
std::vector<const google::protobuf::FieldDescriptor*> TextFields(
    const google::protobuf::Descriptor& type) {
  using google::protobuf::FieldDescriptor;
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->type() == FieldDescriptor::TYPE_STRING ||
        field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      fields.push_back(field);
    }
  }
  return fields;
}

// The same, worked out once for each type and thread.
const std::vector<const google::protobuf::FieldDescriptor*>& KnownTextFields(
    const google::protobuf::Descriptor& type) {
  thread_local std::unordered_map<const google::protobuf::Descriptor*,
                                  std::vector<const google::protobuf::FieldDescriptor*>>
      known;
  const auto [place, is_new] = known.try_emplace(&type);
  if (is_new) {
    place->second = TextFields(type);
  }
  return place->second;
}

// Protobuf serialises a text field whatever its bytes, and refuses it when it is read back.
bool TextFieldsAreUtf8(const google::protobuf::Message& message) {
  using google::protobuf::FieldDescriptor;
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : KnownTextFields(*message.GetDescriptor())) {
    if (!field->is_repeated() && field->has_presence() && !reflection.HasField(message, field)) {
      continue;
    }
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      bool valid = true;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        valid = TextFieldsAreUtf8(field->is_repeated()
                                      ? reflection.GetRepeatedMessage(message, field, i)
                                      : reflection.GetMessage(message, field));
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        std::string scratch;
        valid = IsUtf8(field->is_repeated()
                           ? reflection.GetRepeatedStringReference(message, field, i, &scratch)
                           : reflection.GetStringReference(message, field, &scratch));
      }
      if (!valid) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

absl::Status DamagedValueError(KeyKind kind) {
  const std::string name(KeyKindName(kind));
  return MakeError(
      absl::StatusCode::kDataLoss, "STORED_VALUE_DAMAGED",
      "the store holds a value of kind '" + name + "' that cannot be read; restore a backup",
      {{"key_kind", name}});
}

absl::StatusOr<std::string> EncodeMessage(const google::protobuf::Message& message) {
  std::string bytes;
  ASSAY_RETURN_IF_ERROR(AppendEncoded(message, bytes));
  return bytes;
}

absl::Status AppendEncoded(const google::protobuf::Message& message, std::string& bytes) {
  if (!TextFieldsAreUtf8(message)) {
    return NotStorableError(message);
  }
  message.AppendToString(&bytes);
  return absl::OkStatus();
}

absl::Status DecodeMessage(KeyKind kind, std::string_view bytes,
                           google::protobuf::Message& message) {
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max()) ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return DamagedValueError(kind);
  }
  return absl::OkStatus();
}

std::string EncodeNumber(uint64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((number >> shift) & 0xFF));
  }
  return bytes;
}

absl::StatusOr<uint64_t> DecodeNumber(KeyKind kind, std::string_view bytes) {
  if (bytes.size() != 8) {
    return DamagedValueError(kind);
  }
  uint64_t number = 0;
  for (const char byte : bytes) {
    number = (number << 8) | static_cast<uint8_t>(byte);
  }
  return number;
}

bool IsUtf8(std::string_view text) {
  if (IsAscii(text)) {
    return true;
  }
  if (text.size() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
    return false;
  }
  // Converting into no room at all ends with "buffer overflow" for a good text that is not empty.
  int32_t length = 0;
  UErrorCode outcome = U_ZERO_ERROR;
  u_strFromUTF8(nullptr, 0, &length, text.data(), static_cast<int32_t>(text.size()), &outcome);
  return outcome == U_BUFFER_OVERFLOW_ERROR || U_SUCCESS(outcome);
}

absl::StatusOr<std::optional<std::string>> ReadBytes(const Store& store, std::string_view key) {
  absl::StatusOr<std::string> bytes = store.Get(key);
  if (absl::IsNotFound(bytes.status())) {
    return std::nullopt;
  }
  ASSAY_RETURN_IF_ERROR(bytes.status());
  return std::optional<std::string>(*std::move(bytes));
}

absl::StatusOr<std::optional<uint64_t>> ReadNumber(const Store& store, KeyKind kind,
                                                   std::string_view key) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, ReadBytes(store, key));
  if (!bytes.has_value()) {
    return std::nullopt;
  }
  ASSAY_ASSIGN_OR_RETURN(const uint64_t number, DecodeNumber(kind, *bytes));
  return std::optional<uint64_t>(number);
}

}  // namespace assay
