#include "annotator/mturk/cell_values.h"

#include <algorithm>
#include <cstddef>

namespace assay::mturk {
namespace {

constexpr int64_t kMicros = 1'000'000;
constexpr size_t kMaxIdBytes = 128;
constexpr int64_t kMaxRewardMicros = int64_t{1'000'000} * kMicros;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "3.52E+29": what a spreadsheet makes of an id of digits and one E.
bool IsScientific(std::string_view text) {
  size_t e = 0;
  while (e < text.size() && (IsDigit(text[e]) || text[e] == '.' || text[e] == ',')) {
    ++e;
  }
  return e + 1 < text.size() && (text[e] == 'e' || text[e] == 'E') &&
         (text[e + 1] == '+' || text[e + 1] == '-') && IsDigit(text.front());
}

}  // namespace

bool IsMturkId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && !IsScientific(id) &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c != '\x7f'; });
}

AssignmentStatus ParseAssignmentStatus(std::string_view text) {
  if (text == "Submitted") return AssignmentStatus::kSubmitted;
  if (text == "Approved") return AssignmentStatus::kApproved;
  return text == "Rejected" ? AssignmentStatus::kRejected : AssignmentStatus::kUnknown;
}

std::optional<int64_t> ParseReward(std::string_view text, bool& usual) {
  usual = text.starts_with('$');
  if (usual) {
    text.remove_prefix(1);
  } else if (text.ends_with(" USD")) {
    text.remove_suffix(4);
  }
  const size_t point = text.find_first_of(".,");
  const std::string_view whole = text.substr(0, point);
  const std::string_view cents =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  usual = usual && cents.size() == 2 && text[point] == '.';
  const auto digits = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), IsDigit);
  };
  if (whole.empty() || whole.size() > 7 || cents.size() > 4 || !digits(whole) || !digits(cents) ||
      (point != std::string_view::npos && cents.empty())) {
    return std::nullopt;
  }
  int64_t micros = 0;
  for (const char c : whole) micros = 10 * micros + (c - '0');
  int64_t scale = kMicros;
  micros *= kMicros;
  for (const char c : cents) micros += (c - '0') * (scale /= 10);
  return micros <= kMaxRewardMicros ? std::optional(micros) : std::nullopt;
}

bool IsApprovalRate(std::string_view text) {
  const size_t percent = text.find('%');
  return percent != std::string_view::npos && percent > 0 && percent <= 6 &&
         text.find_first_not_of("0123456789.") == percent;
}

}  // namespace assay::mturk
