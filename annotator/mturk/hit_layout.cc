#include "annotator/mturk/hit_layout.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/column_names.h"
#include "annotator/mturk/html_escape.h"
#include "annotator/mturk/result_intake.h"
#include "annotator/schema/label_text.h"
#include "nlohmann/json.hpp"

namespace assay::mturk {
namespace {

using v1::LabelSchema;

constexpr const char* kCrowdScript =
    "<script src=\"https://assets.crowd.aws/crowd-html-elements.js\"></script>\n";

std::string Escaped(std::string_view text) {
  int64_t astral_count = 0;
  return EscapeHtml(text, false, astral_count);
}

std::string Attribute(std::string_view name, std::string_view text) {
  return absl::StrCat(" ", std::string(name), "=\"", Escaped(text), "\"");
}

std::string Placeholder(const std::string& name) { return absl::StrCat("${", name, "}"); }

std::string JsonList(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return nlohmann::json(std::vector<std::string>(names.begin(), names.end())).dump();
}

std::string InputName(const std::string& column, std::set<std::string>& taken) {
  std::string name;
  for (const char c : column) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                         (c >= '0' && c <= '9' && !name.empty());
    name += is_word ? c : '_';
  }
  name = name.empty() ? "column" : name;
  std::string unique = name;
  for (int i = 2; !taken.insert(unique).second; ++i) {
    unique = absl::StrCat(name, "_", i);
  }
  return unique;
}

std::string NumberRange(const LabelSchema& schema) {
  std::string range;
  if (schema.has_min_value()) range += Attribute("min", ShortestNumber(schema.min_value()));
  if (schema.has_max_value()) range += Attribute("max", ShortestNumber(schema.max_value()));
  return range;
}

std::string PreWrapped(std::string_view text) {
  return absl::StrCat("<div style=\"white-space: pre-wrap\">", Escaped(text), "</div>");
}

// Guidelines that fold away; nothing where there are none.
std::string Details(const v1::Campaign& campaign) {
  const std::string& text = campaign.guidelines().text();
  return text.empty() ? ""
                      : absl::StrCat("<details><summary>Instructions</summary>", PreWrapped(text),
                                     "</details>\n");
}

bool LooksLikeImage(const std::string& column) {
  const std::string name = exchange::NormalizeColumnName(column);
  return name.find("image") != std::string::npos || name.find("img") != std::string::npos ||
         name.find("url") != std::string::npos || name.find("photo") != std::string::npos;
}

}  // namespace

HitLayout::HitLayout(const v1::Campaign& campaign, const std::vector<std::string>& columns,
                     bool plain_form)
    : columns_(columns), input_names_{kItemIdColumn} {
  std::set<std::string> taken = {kItemIdColumn};
  for (const std::string& column : columns_) {
    input_names_.push_back(InputName(column, taken));
  }
  html_ = absl::StrCat(
      "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n", plain_form ? "" : kCrowdScript,
      "</head>\n<body>\n<!-- item ", Placeholder(kItemIdColumn), " -->\n",
      plain_form ? PlainForm(campaign) : CrowdForm(campaign), "</body>\n</html>\n");
}

bool HitLayout::HasPlainForm(LabelSchema::Kind kind) {
  return kind != LabelSchema::KIND_TEXT_SPANS && kind != LabelSchema::KIND_BOXES;
}

// The requester site adds the form and its button around inputs that stand in none.
std::string HitLayout::PlainForm(const v1::Campaign& campaign) const {
  const LabelSchema& schema = campaign.schema();
  std::string inputs;
  const auto add = [&](std::string_view type, std::string_view name, std::string_view value,
                       std::string_view text, std::string_view more) {
    absl::StrAppend(&inputs, "<p><label><input", Attribute("type", type), Attribute("name", name),
                    Attribute("value", value), std::string(more), "> ", Escaped(text),
                    "</label></p>\n");
  };
  if (schema.kind() == LabelSchema::KIND_NUMBER) {
    inputs = absl::StrCat("<p><input type=\"number\" name=\"label\" step=\"any\" required",
                          NumberRange(schema), "></p>\n");
  } else if (schema.kind() == LabelSchema::KIND_PAIRWISE) {
    for (const char* const name : {"first", "second", "tie"}) {
      add("radio", "label", name, name, " required");
    }
  } else {
    const bool is_multiple = schema.kind() == LabelSchema::KIND_MULTIPLE_CHOICE;
    for (const std::string& name : schema.classes()) {
      is_multiple ? add("checkbox", "label." + name, "true", name, "")
                  : add("radio", "label", name, name, " required");
    }
  }
  return absl::StrCat("<h3>", Escaped(campaign.question()), "</h3>\n", ShownFields(), inputs,
                      Details(campaign));
}

std::string HitLayout::CrowdForm(const v1::Campaign& campaign) const {
  const bool is_form = campaign.schema().kind() != LabelSchema::KIND_TEXT_SPANS;
  return absl::StrCat(is_form ? "<crowd-form answer-format=\"flatten-objects\">\n" : "",
                      Widget(campaign), is_form ? "</crowd-form>\n" : "");
}

std::string HitLayout::Fill(const std::vector<std::string>& inputs) const {
  std::string page;
  std::string_view rest = html_;
  while (!rest.empty()) {
    const size_t begin = std::min(rest.find("${"), rest.size());
    page += rest.substr(0, begin);
    rest.remove_prefix(begin);
    if (rest.empty()) {
      break;
    }
    const size_t end = rest.find('}');
    const std::string_view name = rest.substr(2, end - 2);
    const auto place = std::find(input_names_.begin(), input_names_.end(), name);
    page += inputs[static_cast<size_t>(place - input_names_.begin())];
    rest.remove_prefix(end + 1);
  }
  return page;
}

std::string HitLayout::Widget(const v1::Campaign& campaign) const {
  const LabelSchema& schema = campaign.schema();
  const std::string header = Attribute("header", campaign.question());
  switch (schema.kind()) {
    case LabelSchema::KIND_MULTIPLE_CHOICE:
      return Checkboxes(campaign);
    case LabelSchema::KIND_NUMBER:
      return absl::StrCat("<h3>", Escaped(campaign.question()), "</h3>\n", ShownFields(),
                          "<crowd-input name=\"label\" type=\"number\" step=\"any\" required",
                          NumberRange(schema), "></crowd-input>\n", Instructions(campaign));
    case LabelSchema::KIND_TEXT_SPANS: {
      nlohmann::json labels = nlohmann::json::array();
      for (const std::string& name : schema.classes()) {
        labels.push_back({{"label", name}, {"fullDisplayName", name}});
      }
      return absl::StrCat("<crowd-entity-annotation name=\"label\"", header,
                          Attribute("labels", labels.dump()), " text=\"", Placeholder(TextInput()),
                          "\">\n", Instructions(campaign), "</crowd-entity-annotation>\n");
    }
    case LabelSchema::KIND_BOXES:
      return absl::StrCat("<crowd-bounding-box name=\"label\"", header,
                          Attribute("labels", JsonList(schema.classes())), " src=\"",
                          Placeholder(ImageInput()), "\">\n", Instructions(campaign),
                          "</crowd-bounding-box>\n");
    default:
      return Classifier(campaign);
  }
}

std::string HitLayout::Classifier(const v1::Campaign& campaign) const {
  const bool is_pair = campaign.schema().kind() == LabelSchema::KIND_PAIRWISE;
  const std::string categories =
      is_pair ? R"(["first","second","tie"])" : JsonList(campaign.schema().classes());
  return absl::StrCat("<crowd-classifier name=\"label\"", Attribute("header", campaign.question()),
                      Attribute("categories", categories), ">\n<classification-target>\n",
                      ShownFields(), "</classification-target>\n", Instructions(campaign),
                      "</crowd-classifier>\n");
}

std::string HitLayout::Checkboxes(const v1::Campaign& campaign) const {
  std::string boxes;
  for (const std::string& name : campaign.schema().classes()) {
    absl::StrAppend(&boxes, "<p><crowd-checkbox name=\"label\"", Attribute("value", name), ">",
                    Escaped(name), "</crowd-checkbox></p>\n");
  }
  return absl::StrCat("<h3>", Escaped(campaign.question()), "</h3>\n", ShownFields(), boxes,
                      Instructions(campaign));
}

std::string HitLayout::Instructions(const v1::Campaign& campaign) const {
  const auto kind = campaign.schema().kind();
  if (kind == LabelSchema::KIND_MULTIPLE_CHOICE || kind == LabelSchema::KIND_NUMBER) {
    return Details(campaign);
  }
  const std::string body = PreWrapped(
      campaign.guidelines().text().empty() ? campaign.question() : campaign.guidelines().text());
  return absl::StrCat("<full-instructions header=\"Instructions\">", body,
                      "</full-instructions>\n<short-instructions>", body,
                      "</short-instructions>\n");
}

std::string HitLayout::ShownFields() const {
  std::string fields;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const std::string placeholder = Placeholder(input_names_[i + 1]);
    if (columns_.size() > 1) {
      absl::StrAppend(&fields, "<h4>", Escaped(columns_[i]), "</h4>\n");
    }
    if (LooksLikeImage(columns_[i])) {
      absl::StrAppend(&fields, "<p><img src=\"", placeholder,
                      "\" alt=\"\" style=\"max-width: 100%\"></p>\n");
    } else {
      absl::StrAppend(&fields, "<p style=\"white-space: pre-wrap\">", placeholder, "</p>\n");
    }
  }
  return fields;
}

std::string HitLayout::ImageInput() const {
  const auto found = std::find_if(columns_.begin(), columns_.end(), LooksLikeImage);
  const size_t index = found == columns_.end() ? 0 : static_cast<size_t>(found - columns_.begin());
  return input_names_[std::min(index + 1, input_names_.size() - 1)];
}

std::string HitLayout::TextInput() const {
  const auto found = std::find_if(columns_.begin(), columns_.end(), [](const std::string& column) {
    return exchange::IsTextName(exchange::NormalizeColumnName(column));
  });
  const size_t index = found == columns_.end() ? 0 : static_cast<size_t>(found - columns_.begin());
  return input_names_[std::min(index + 1, input_names_.size() - 1)];
}

}  // namespace assay::mturk
