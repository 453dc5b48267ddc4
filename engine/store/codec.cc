#include "engine/store/codec.h"

#include <unicode/ustring.h>

#include <cstring>
#include <limits>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>
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

// Where a type of message has texts; worked out once for each type and thread.
struct TextPlaces {
  struct Field {
    const google::protobuf::FieldDescriptor* field = nullptr;
    const TextPlaces* inside = nullptr;  // null: the field is a text itself
  };
  std::vector<Field> fields;
  // Of a oneof at most one member is there.
  std::vector<std::pair<const google::protobuf::OneofDescriptor*, std::vector<Field>>> oneofs;
};

using KnownPlaces =
    std::unordered_map<const google::protobuf::Descriptor*, std::unique_ptr<TextPlaces>>;

bool MayHoldText(const google::protobuf::Descriptor& type,
                 std::unordered_set<const google::protobuf::Descriptor*>& seen) {
  using google::protobuf::FieldDescriptor;
  if (!seen.insert(&type).second) {
    return false;
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.type() == FieldDescriptor::TYPE_STRING ||
        (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         MayHoldText(*field.message_type(), seen))) {
      return true;
    }
  }
  return false;
}

const TextPlaces& PlacesOf(const google::protobuf::Descriptor& type, KnownPlaces& known) {
  using google::protobuf::FieldDescriptor;
  const auto [found, is_new] = known.try_emplace(&type);
  if (!is_new) {
    return *found->second;
  }
  found->second = std::make_unique<TextPlaces>();
  TextPlaces& places = *found->second;
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
    places.oneofs.emplace_back(type.oneof_decl(i), std::vector<TextPlaces::Field>());
  }
  for (int i = 0; i < type.field_count(); ++i) {
    TextPlaces::Field place{.field = type.field(i)};
    if (place.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      std::unordered_set<const google::protobuf::Descriptor*> seen;
      if (!MayHoldText(*place.field->message_type(), seen)) {
        continue;
      }
      place.inside = &PlacesOf(*place.field->message_type(), known);
    } else if (place.field->type() != FieldDescriptor::TYPE_STRING) {
      continue;
    }
    const google::protobuf::OneofDescriptor* const oneof = place.field->real_containing_oneof();
    (oneof == nullptr ? places.fields : places.oneofs[oneof->index()].second).push_back(place);
  }
  return places;
}

bool TextFieldsAreUtf8(const google::protobuf::Message& message, const TextPlaces& places);

bool FieldIsUtf8(const google::protobuf::Message& message,
                 const google::protobuf::Reflection& reflection, const TextPlaces::Field& place) {
  std::string scratch;
  if (!place.field->is_repeated()) {
    return place.inside == nullptr
               ? IsUtf8(reflection.GetStringReference(message, place.field, &scratch))
               : !reflection.HasField(message, place.field) ||
                     TextFieldsAreUtf8(reflection.GetMessage(message, place.field), *place.inside);
  }
  const int count = reflection.FieldSize(message, place.field);
  for (int i = 0; i < count; ++i) {
    const bool valid =
        place.inside == nullptr
            ? IsUtf8(reflection.GetRepeatedStringReference(message, place.field, i, &scratch))
            : TextFieldsAreUtf8(reflection.GetRepeatedMessage(message, place.field, i),
                                *place.inside);
    if (!valid) {
      return false;
    }
  }
  return true;
}

// Protobuf serialises a text field whatever its bytes, and refuses it when it is read back.
bool TextFieldsAreUtf8(const google::protobuf::Message& message, const TextPlaces& places) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (const TextPlaces::Field& place : places.fields) {
    if (!FieldIsUtf8(message, reflection, place)) {
      return false;
    }
  }
  for (const auto& [oneof, members] : places.oneofs) {
    const auto* const present = reflection.GetOneofFieldDescriptor(message, oneof);
    for (const TextPlaces::Field& place : members) {
      if (place.field == present && !FieldIsUtf8(message, reflection, place)) {
        return false;
      }
    }
  }
  return true;
}

bool TextFieldsAreUtf8(const google::protobuf::Message& message) {
  thread_local KnownPlaces known;
  return TextFieldsAreUtf8(message, PlacesOf(*message.GetDescriptor(), known));
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
  ASSAY_RETURN_IF_ERROR(CheckTexts(message));
  AppendChecked(message, bytes);
  return absl::OkStatus();
}

absl::Status CheckTexts(const google::protobuf::Message& message) {
  return TextFieldsAreUtf8(message) ? absl::OkStatus() : NotStorableError(message);
}

void AppendChecked(const google::protobuf::Message& message, std::string& bytes) {
  message.AppendToString(&bytes);
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
