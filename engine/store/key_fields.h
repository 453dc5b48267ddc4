#ifndef ASSAY_ENGINE_STORE_KEY_FIELDS_H_
#define ASSAY_ENGINE_STORE_KEY_FIELDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/status.h"
#include "engine/store/keys.h"

// How the fields of keys are written and read; for the room alone.
namespace assay {

inline constexpr std::string_view kTextEnd{"\x00\x01", 2};
inline constexpr std::string_view kEscapedZero{"\x00\xFF", 2};

class KeyWriter {
 public:
  explicit KeyWriter(KeyKind kind) : key_(1, static_cast<char>(kind)) {}

  KeyWriter& Number(uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      key_.push_back(static_cast<char>((number >> shift) & 0xFF));
    }
    return *this;
  }

  KeyWriter& LastText(std::string_view text) {
    key_.append(text);
    return *this;
  }

  KeyWriter& Text(std::string_view text) {
    for (const char byte : text) {
      if (byte == '\0') {
        key_.append(kEscapedZero);
      } else {
        key_.push_back(byte);
      }
    }
    key_.append(kTextEnd);
    return *this;
  }

  std::string Take() { return std::move(key_); }

 private:
  std::string key_;
};

// Once a field is missing, all that follow are read as zero and Finish fails.
class KeyReader {
 public:
  KeyReader(KeyKind kind, std::string_view key) : kind_(kind), rest_(key) {
    valid_ = !rest_.empty() && rest_[0] == static_cast<char>(kind);
    rest_.remove_prefix(valid_ ? 1 : 0);
  }

  // What else must hold of a key that is not damaged.
  void Require(bool holds) { valid_ = valid_ && holds; }

  uint64_t Number() {
    if (!valid_ || rest_.size() < 8) {
      valid_ = false;
      return 0;
    }
    uint64_t number = 0;
    for (int i = 0; i < 8; ++i) {
      number = (number << 8) | static_cast<uint8_t>(rest_[static_cast<size_t>(i)]);
    }
    rest_.remove_prefix(8);
    return number;
  }

  std::string Text() {
    std::string text;
    while (valid_) {
      const size_t zero = rest_.find('\0');
      if (zero == std::string_view::npos || zero + 1 >= rest_.size()) {
        break;
      }
      const std::string_view mark = rest_.substr(zero, 2);
      text.append(rest_.substr(0, zero));
      rest_.remove_prefix(zero + 2);
      if (mark == kTextEnd) {
        return text;
      }
      valid_ = mark == kEscapedZero;
      text.push_back('\0');
    }
    valid_ = false;
    return {};
  }

  absl::Status Finish() const {
    if (valid_ && rest_.empty()) {
      return absl::OkStatus();
    }
    const std::string name(KeyKindName(kind_));
    return MakeError(
        absl::StatusCode::kDataLoss, "STORED_KEY_DAMAGED",
        "the store holds a key that is not a whole key of kind '" + name + "'; restore a backup",
        {{"key_kind", name}});
  }

 private:
  KeyKind kind_;
  std::string_view rest_;
  bool valid_ = false;
};

inline std::string NumberKey(KeyKind kind, uint64_t number) {
  return KeyWriter(kind).Number(number).Take();
}

inline absl::StatusOr<uint64_t> ParseNumberKey(KeyKind kind, std::string_view key) {
  KeyReader reader(kind, key);
  const uint64_t number = reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return number;
}

// The least key that is greater than every key that begins with `prefix`.  The first byte of a
// key, its kind, is never FF, so there is one.
inline std::string AfterPrefix(std::string prefix) {
  while (prefix.back() == '\xFF') {
    prefix.pop_back();
  }
  prefix.back() = static_cast<char>(static_cast<uint8_t>(prefix.back()) + 1);
  return prefix;
}

inline KeyRange PrefixRange(const std::string& prefix) { return {prefix, AfterPrefix(prefix)}; }

inline std::string EndOfKind(KeyKind kind) {
  return AfterPrefix(std::string(1, static_cast<char>(kind)));
}

inline std::string JustAfter(std::string key) {
  key.push_back('\0');
  return key;
}

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_KEY_FIELDS_H_
