#include "engine/agreement/element_lists.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay {
namespace {

using Texts = std::vector<std::string>;

bool IsJsonList(std::string_view text) { return !text.empty() && text.front() == '['; }

Texts SplitAtBars(std::string_view text) {
  Texts parts;
  while (true) {
    const size_t bar = text.find('|');
    parts.emplace_back(text.substr(0, bar));
    if (bar == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(bar + 1);
  }
}

std::optional<Texts> SetElements(std::string_view text) {
  Texts elements;
  if (text.empty()) {
    return elements;
  }
  if (!IsJsonList(text)) {
    elements = SplitAtBars(text);
    const bool has_empty = std::any_of(elements.begin(), elements.end(),
                                       [](const std::string& part) { return part.empty(); });
    return has_empty ? std::nullopt : std::optional(elements);
  }
  const nlohmann::json list = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!list.is_array()) {
    return std::nullopt;
  }
  for (const nlohmann::json& element : list) {
    if (!element.is_string() && !element.is_number() && !element.is_boolean()) {
      return std::nullopt;
    }
    elements.push_back(element.is_string() ? element.get<std::string>() : element.dump());
  }
  return elements;
}

std::optional<uint64_t> ReadOffset(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> SpanText(std::optional<uint64_t> start, std::optional<uint64_t> end,
                                    std::string_view label) {
  if (!start || !end || *start > *end) {
    return std::nullopt;
  }
  return std::to_string(*start) + "-" + std::to_string(*end) + ":" + std::string(label);
}

// "start-end:class" or "start-end".
std::optional<std::string> ReadSpan(std::string_view text) {
  const size_t colon = text.find(':');
  const std::string_view range = text.substr(0, colon);
  const std::string_view label =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  const size_t dash = range.find('-');
  if (dash == std::string_view::npos) {
    return std::nullopt;
  }
  return SpanText(ReadOffset(range.substr(0, dash)), ReadOffset(range.substr(dash + 1)), label);
}

std::optional<uint64_t> OffsetOf(const nlohmann::json& span, const char* key) {
  const auto found = span.find(key);
  if (found == span.end() || !found->is_number_unsigned()) {
    return std::nullopt;
  }
  return found->get<uint64_t>();
}

// A text, or a list of one text (Label Studio).
std::optional<std::string> LabelOf(const nlohmann::json& span) {
  for (const char* key : {"label", "labels", "class"}) {
    const auto found = span.find(key);
    if (found == span.end()) {
      continue;
    }
    const nlohmann::json& value = found->is_array() && found->size() == 1 ? (*found)[0] : *found;
    return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
  }
  return "";
}

std::optional<Texts> SpanElements(std::string_view text) {
  Texts spans;
  if (text.empty()) {
    return spans;
  }
  if (!IsJsonList(text)) {
    for (const std::string& part : SplitAtBars(text)) {
      const std::optional<std::string> span = ReadSpan(part);
      if (!span) {
        return std::nullopt;
      }
      spans.push_back(*span);
    }
    return spans;
  }
  const nlohmann::json list = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!list.is_array()) {
    return std::nullopt;
  }
  for (const nlohmann::json& item : list) {
    const std::optional<std::string> label = item.is_object() ? LabelOf(item) : std::nullopt;
    const std::optional<std::string> span =
        label ? SpanText(OffsetOf(item, "start"), OffsetOf(item, "end"), *label) : std::nullopt;
    if (!span) {
      return std::nullopt;
    }
    spans.push_back(*span);
  }
  return spans;
}

absl::StatusOr<ElementLists> ReadLists(const NameList& names,
                                       std::optional<Texts> (*read)(std::string_view),
                                       std::string_view reason, std::string_view expected) {
  ElementLists lists;
  NameIndex index;
  lists.begin.push_back(0);
  for (size_t k = 0; k < names.size(); ++k) {
    const std::optional<Texts> texts = read(names[k]);
    if (!texts) {
      return MakeError(
          absl::StatusCode::kFailedPrecondition, reason,
          "found the label \"" + std::string(names[k]) + "\", expected " + std::string(expected),
          {{"found", std::string(names[k])}});
    }
    std::vector<uint32_t> elements;
    for (const std::string& text : *texts) {
      elements.push_back(index.Intern(text));
    }
    std::sort(elements.begin(), elements.end());
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
    lists.elements.insert(lists.elements.end(), elements.begin(), elements.end());
    lists.begin.push_back(lists.elements.size());
  }
  return lists;
}

}  // namespace

absl::StatusOr<ElementLists> ReadSets(const NameList& names) {
  return ReadLists(names, &SetElements, "CLASSES_NOT_SETS",
                   "a set: elements with | between them, or a JSON list of texts");
}

absl::StatusOr<ElementLists> ReadSpanLists(const NameList& names) {
  return ReadLists(names, &SpanElements, "CLASSES_NOT_SPANS",
                   "spans: \"start-end:class\" with | between them, or a JSON list of objects with "
                   "start, end and label");
}

ElementLists SetsThatMeet(const ElementLists& sets, size_t max_count) {
  const size_t set_count = sets.begin.size() - 1;
  std::vector<uint32_t> empty_sets;
  std::vector<std::vector<uint32_t>> sets_with;
  for (uint32_t k = 0; k < set_count; ++k) {
    for (const uint32_t element : sets[k]) {
      sets_with.resize(std::max<size_t>(sets_with.size(), element + size_t{1}));
      sets_with[element].push_back(k);
    }
    if (sets[k].empty()) {
      empty_sets.push_back(k);
    }
  }
  ElementLists meeting;
  meeting.begin.push_back(0);
  std::vector<uint32_t> found;
  for (uint32_t k = 0; k < set_count; ++k) {
    found.clear();
    if (sets[k].empty()) {
      found = empty_sets;
    }
    for (const uint32_t element : sets[k]) {
      found.insert(found.end(), sets_with[element].begin(), sets_with[element].end());
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (meeting.elements.size() + found.size() > max_count) {
      return {};
    }
    meeting.elements.insert(meeting.elements.end(), found.begin(), found.end());
    meeting.begin.push_back(meeting.elements.size());
  }
  return meeting;
}

size_t CommonCount(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  size_t common = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    common += a[i] == b[j] ? 1 : 0;
    const bool forward_a = a[i] <= b[j];
    const bool forward_b = b[j] <= a[i];
    i += forward_a ? 1 : 0;
    j += forward_b ? 1 : 0;
  }
  return common;
}

double JaccardDistance(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  const size_t common = CommonCount(a, b);
  const size_t all = a.size() + b.size() - common;
  return all == 0 ? 0 : 1 - static_cast<double>(common) / static_cast<double>(all);
}

double MasiDistance(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  const size_t common = CommonCount(a, b);
  if (common == a.size() && common == b.size()) {
    return 0;
  }
  const bool contained = common == a.size() || common == b.size();
  const double monotonicity = contained ? 2.0 / 3.0 : 1.0 / 3.0;
  return 1 - monotonicity * (1 - JaccardDistance(a, b));
}

double F1Distance(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  const size_t sizes = a.size() + b.size();
  return sizes == 0 ? 0
                    : 1 - 2 * static_cast<double>(CommonCount(a, b)) / static_cast<double>(sizes);
}

}  // namespace assay
