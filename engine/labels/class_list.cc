#include "engine/labels/class_list.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace assay {
namespace {

std::optional<int64_t> ParseInteger(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

void SortClasses(std::vector<std::string>& classes) {
  std::sort(classes.begin(), classes.end());
  std::vector<std::pair<int64_t, std::string>> numbered;
  numbered.reserve(classes.size());
  for (const std::string& name : classes) {
    const std::optional<int64_t> number = ParseInteger(name);
    if (!number.has_value()) {
      return;
    }
    numbered.emplace_back(*number, name);
  }
  // Equal numbers ("7", "07") keep the order of their bytes.
  std::sort(numbered.begin(), numbered.end());
  std::transform(numbered.begin(), numbered.end(), classes.begin(),
                 [](const auto& entry) { return entry.second; });
}

}  // namespace

size_t EncodedLabels::missing_count() const {
  return static_cast<size_t>(std::count(labels.begin(), labels.end(), kMissingLabel));
}

EncodedLabels EncodeLabels(std::span<const std::string> labels) {
  absl::flat_hash_map<std::string, int32_t> index;
  for (const std::string& label : labels) {
    if (!label.empty()) {
      index.try_emplace(label, 0);
    }
  }
  EncodedLabels encoded;
  encoded.classes.reserve(index.size());
  for (const auto& entry : index) {
    encoded.classes.push_back(entry.first);
  }
  SortClasses(encoded.classes);
  for (size_t k = 0; k < encoded.classes.size(); ++k) {
    index[encoded.classes[k]] = static_cast<int32_t>(k);
  }
  encoded.labels.reserve(labels.size());
  for (const std::string& label : labels) {
    encoded.labels.push_back(label.empty() ? kMissingLabel : index.find(label)->second);
  }
  return encoded;
}

}  // namespace assay
