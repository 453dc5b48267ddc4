#ifndef ASSAY_ENGINE_STORE_CODEC_H_
#define ASSAY_ENGINE_STORE_CODEC_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/status.h"
#include "engine/store/keys.h"
#include "engine/store/store.h"
#include "google/protobuf/message.h"

namespace assay {

// Values as bytes: protobuf messages, or one number in 8 bytes, big-endian.
//
// Errors of everything that reads a value:
//   DATA_LOSS STORED_VALUE_DAMAGED  the bytes are not a value of that kind of key (metadata
//                                   key_kind); restore a backup.

// STORED_VALUE_DAMAGED.
absl::Status DamagedValueError(KeyKind kind);

// The bytes of `message`.
//
// Errors:
//   INVALID_ARGUMENT TEXT_NOT_UTF8  a text field holds other bytes than UTF-8; stored, it could
//                                   not be read back.
absl::StatusOr<std::string> EncodeMessage(const google::protobuf::Message& message);

// Adds the bytes of `message` at the end of `bytes`; errors as EncodeMessage.
absl::Status AppendEncoded(const google::protobuf::Message& message, std::string& bytes);

// The same in two steps, for messages made of texts that were checked before.
absl::Status CheckTexts(const google::protobuf::Message& message);
void AppendChecked(const google::protobuf::Message& message, std::string& bytes);

// Replaces the content of `message`.
absl::Status DecodeMessage(KeyKind kind, std::string_view bytes,
                           google::protobuf::Message& message);

std::string EncodeNumber(uint64_t number);
absl::StatusOr<uint64_t> DecodeNumber(KeyKind kind, std::string_view bytes);

// True where all of `text` is UTF-8.
bool IsUtf8(std::string_view text);

// The bytes stored under `key`; nullopt where there are none.
absl::StatusOr<std::optional<std::string>> ReadBytes(const Store& store, std::string_view key);

// The number stored under `key`; nullopt where there is none.
absl::StatusOr<std::optional<uint64_t>> ReadNumber(const Store& store, KeyKind kind,
                                                   std::string_view key);

// The message stored under `key`; nullopt where there is none.
template <typename Message>
absl::StatusOr<std::optional<Message>> ReadMessage(const Store& store, KeyKind kind,
                                                   std::string_view key) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, ReadBytes(store, key));
  if (!bytes.has_value()) {
    return std::nullopt;
  }
  std::optional<Message> message(std::in_place);
  ASSAY_RETURN_IF_ERROR(DecodeMessage(kind, *bytes, *message));
  return message;
}

// At most `limit` messages of `range`, in key order.
template <typename Message>
absl::StatusOr<std::vector<Message>> ReadMessages(const Store& store, KeyKind kind,
                                                  const KeyRange& range, size_t limit) {
  std::vector<Message> messages;
  absl::Status damage;
  const auto visit = [&](std::string_view, std::string_view value) {
    if (messages.size() >= limit) {
      return false;
    }
    damage = DecodeMessage(kind, value, messages.emplace_back());
    return damage.ok();
  };
  ASSAY_RETURN_IF_ERROR(store.Scan(range.begin, range.end, visit));
  ASSAY_RETURN_IF_ERROR(damage);
  return messages;
}

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_CODEC_H_
