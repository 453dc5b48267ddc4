#include "annotator/http/query.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace assay::http {
namespace {

int HexValue(char digit) {
  const auto byte = static_cast<unsigned char>(digit);
  if (std::isxdigit(byte) == 0) {
    return -1;
  }
  return std::isdigit(byte) != 0 ? byte - '0' : std::tolower(byte) - 'a' + 10;
}

std::optional<std::string> DecodePart(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return PercentDecode(spaced);
}

}  // namespace

std::optional<std::string> PercentDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (text.size() - i < 3 || HexValue(text[i + 1]) < 0 || HexValue(text[i + 2]) < 0) {
      return std::nullopt;
    }
    decoded += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
    i += 2;
  }
  return decoded;
}

std::optional<std::map<std::string, std::string>> ParseQuery(std::string_view query) {
  std::map<std::string, std::string> values;
  while (!query.empty()) {
    const std::string_view entry = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(entry.size() + 1, query.size()));
    if (entry.empty()) {
      continue;
    }
    const size_t equals = std::min(entry.find('='), entry.size());
    std::optional<std::string> name = DecodePart(entry.substr(0, equals));
    std::optional<std::string> value = DecodePart(entry.substr(std::min(equals + 1, entry.size())));
    if (!name.has_value() || !value.has_value() ||
        !values.emplace(*std::move(name), *std::move(value)).second) {
      return std::nullopt;
    }
  }
  return values;
}

std::string PercentEncode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += "0123456789ABCDEF"[byte >> 4];
      encoded += "0123456789ABCDEF"[byte & 15];
    }
  }
  return encoded;
}

}  // namespace assay::http
