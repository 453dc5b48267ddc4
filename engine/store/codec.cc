#include "engine/store/codec.h"

#include <unicode/ustring.h>

#include <limits>
#include <vector>

namespace assay {
namespace {

absl::Status NotStorableError(const google::protobuf::Message& message) {
  const std::string type = message.GetDescriptor()->full_name();
  return MakeError(absl::StatusCode::kInvalidArgument, "TEXT_NOT_UTF8",
                   "found bytes that are not UTF-8 in a text field of " + type +
                       "; texts are expected to be UTF-8",
                   {{"type", type}});
}

// Protobuf serialises a text field whatever its bytes, and refuses it when it is read back.
bool TextFieldsAreUtf8(const google::protobuf::Message& message) {
  using google::protobuf::FieldDescriptor;
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
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
  if (!TextFieldsAreUtf8(message)) {
    return NotStorableError(message);
  }
  return message.SerializeAsString();
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
