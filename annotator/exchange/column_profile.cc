#include "annotator/exchange/column_profile.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>

#include "annotator/exchange/utf8.h"

namespace assay::exchange {
namespace {

constexpr int64_t kTokensCountedInAll = 4096;
constexpr int64_t kTokensCountedEach = 16;
constexpr size_t kFoundCharacters = 40;

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// libstdc++'s string hash (MurmurHash64A, fixed seed): absl's would differ from run to run.
uint64_t StableHash(std::string_view value) { return std::hash<std::string_view>()(value); }

double CountTokens(std::string_view text) {
  int64_t words = 0;
  int64_t ideographs = 0;
  bool in_word = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_space = byte == ' ' || (byte >= '\t' && byte <= '\r');
    words += !is_space && !in_word ? 1 : 0;
    in_word = !is_space;
    // Lead bytes of U+3000 to U+D7FF: kana, CJK ideographs, hangul.
    ideographs += byte >= 0xe3 && byte <= 0xed ? 1 : 0;
  }
  return std::max(static_cast<double>(words), static_cast<double>(ideographs) / 2);
}

bool LooksLikeJson(std::string_view cell) {
  return (cell.front() == '[' && cell.back() == ']') || (cell.front() == '{' && cell.back() == '}');
}

}  // namespace

std::optional<double> ParseNumber(std::string_view cell) {
  while (!cell.empty() && IsBlank(cell.front())) cell.remove_prefix(1);
  while (!cell.empty() && IsBlank(cell.back())) cell.remove_suffix(1);
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-') {
    cell.remove_prefix(1);
  }
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

void DistinctCounter::Add(std::string_view value) {
  const uint64_t hash = StableHash(value);
  if (!largest_first_.empty()) {
    if (hash >= largest_first_.front() || !hashes_.insert(hash).second) {
      return;
    }
    std::pop_heap(largest_first_.begin(), largest_first_.end());
    hashes_.erase(largest_first_.back());
    largest_first_.back() = hash;
    std::push_heap(largest_first_.begin(), largest_first_.end());
    return;
  }
  hashes_.insert(hash);
  if (hashes_.size() > kExactCount) {
    largest_first_.assign(hashes_.begin(), hashes_.end());
    std::make_heap(largest_first_.begin(), largest_first_.end());
  }
}

double DistinctCounter::count() const {
  if (largest_first_.empty()) {
    return static_cast<double>(hashes_.size());
  }
  const double largest = (static_cast<double>(largest_first_.front()) + 1) * 0x1p-64;
  return static_cast<double>(kExactCount) / largest;
}

void ColumnProfile::Add(std::string_view cell, int64_t row_number) {
  if (cell.empty()) {
    return;
  }
  total_bytes_ += cell.size();
  max_bytes_ = std::max<uint64_t>(max_bytes_, cell.size());
  json_count_ += LooksLikeJson(cell) ? 1 : 0;
  if (cell_count_ < kTokensCountedInAll || cell_count_ % kTokensCountedEach == 0) {
    ++token_cell_count_;
    token_count_ += CountTokens(cell);
  }
  AddNumber(cell, row_number);
  distinct_.Add(cell);
  ++cell_count_;
}

void ColumnProfile::AddNumber(std::string_view cell, int64_t row_number) {
  const std::optional<double> number = ParseNumber(cell);
  if (!number.has_value()) {
    is_integers_ = false;
    is_increasing_ = false;
    if (!first_non_number_.has_value()) {
      first_non_number_ = Offender{row_number, Excerpt(cell, kFoundCharacters)};
    }
    return;
  }
  ++number_count_;
  is_integers_ = is_integers_ && *number == std::trunc(*number);
  is_increasing_ = is_increasing_ && is_integers_ && (cell_count_ == 0 || *number > last_number_);
  last_number_ = *number;
}

double ColumnProfile::mean_tokens() const {
  return token_cell_count_ == 0 ? 0 : token_count_ / static_cast<double>(token_cell_count_);
}

}  // namespace assay::exchange
