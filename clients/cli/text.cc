#include "clients/cli/text.h"

#include <cmath>
#include <cstdio>

#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

// U+0080 to U+009F, which some terminals obey.
bool IsC1Control(std::string_view text) {
  return text.size() >= 2 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0;
}

}  // namespace

std::string Count(int64_t value) {
  const std::string digits = std::to_string(value);
  std::string grouped;
  for (size_t i = 0; i < digits.size(); ++i) {
    const size_t left = digits.size() - i;
    if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') {
      grouped += ',';
    }
    grouped += digits[i];
  }
  return grouped;
}

std::string Count(double value) { return Count(static_cast<int64_t>(std::llround(value))); }

std::string JoinedCounts(const google::protobuf::RepeatedField<int32_t>& counts,
                         const std::string& mark) {
  std::string joined;
  for (const int32_t count : counts) {
    joined += (joined.empty() ? "" : mark) + std::to_string(count);
  }
  return joined;
}

std::string Percent(double share) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.3g %%", std::round(1000.0 * share) / 10.0);
  return text;
}

std::string OneLine(std::string_view text, size_t width) {
  std::string line;
  size_t code_points = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    const bool starts_code_point = (byte & 0xC0) != 0x80;
    if (starts_code_point && code_points == width) {
      return line + "…";
    }
    const bool is_c1 = IsC1Control(text.substr(i));
    i += is_c1 ? 1 : 0;
    if (byte < 0x20 || byte == 0x7F || is_c1) {
      if (!line.empty() && line.back() != ' ') {
        line += ' ';
        ++code_points;
      }
      continue;
    }
    code_points += starts_code_point ? 1 : 0;
    line += c;
  }
  return line;
}

nlohmann::ordered_json ColumnsJson(const v1::Dataset& dataset) {
  nlohmann::ordered_json columns = nlohmann::ordered_json::array();
  for (const v1::Column& column : dataset.columns()) {
    std::string role = v1::Column::Role_Name(column.role()).substr(5);
    for (char& c : role) {
      c = static_cast<char>(std::tolower(c));
    }
    columns.push_back({{"name", column.name()}, {"role", role}, {"reason", column.reason()}});
  }
  return columns;
}

}  // namespace assay::cli
