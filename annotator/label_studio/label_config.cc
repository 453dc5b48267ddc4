#include "annotator/label_studio/label_config.h"

#include <expat.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "engine/base/status.h"

namespace assay::label_studio {
namespace {

using Kind = v1::LabelSchema::Kind;

constexpr size_t kMaxConfigBytes = 1 << 20;
constexpr std::array kControlTags{"Choices", "Rating",          "Number",
                                  "Labels",  "RectangleLabels", "Pairwise"};

absl::Status BadConfig(const std::string& detail) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_LABEL_CONFIG",
                   "the labelling configuration cannot be read: " + detail, {{"detail", detail}});
}

std::string Attribute(const XML_Char** attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2) {
    if (name == attributes[0]) {
      return attributes[1];
    }
  }
  return "";
}

// What the parser has seen so far.
struct ConfigReader {
  XML_Parser parser = nullptr;
  std::vector<Control> controls;
  // Of each open element the control that it belongs to.
  std::vector<std::optional<size_t>> open;
  bool has_dtd = false;
};

void XMLCALL Begin(void* data, const XML_Char* tag, const XML_Char** attributes) {
  auto& reader = *static_cast<ConfigReader*>(data);
  std::optional<size_t> owner = reader.open.empty() ? std::nullopt : reader.open.back();
  const std::string name = tag;
  if (std::find(kControlTags.begin(), kControlTags.end(), name) != kControlTags.end()) {
    const std::string to_name = Attribute(attributes, "toName");
    owner = reader.controls.size();
    reader.controls.push_back({.tag = name,
                               .name = Attribute(attributes, "name"),
                               .to_name = to_name.substr(0, to_name.find(',')),
                               .multiple = Attribute(attributes, "choice") == "multiple",
                               .classes = {}});
  } else if (owner.has_value() && (name == "Choice" || name == "Label")) {
    const std::string alias = Attribute(attributes, "alias");
    reader.controls[*owner].classes.push_back(alias.empty() ? Attribute(attributes, "value")
                                                            : alias);
  }
  reader.open.push_back(owner);
}

void XMLCALL End(void* data, const XML_Char*) { static_cast<ConfigReader*>(data)->open.pop_back(); }

// Nobody needs one, and what it can do is no business of a configuration.
void XMLCALL BeginDtd(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  auto& reader = *static_cast<ConfigReader*>(data);
  reader.has_dtd = true;
  XML_StopParser(reader.parser, XML_FALSE);
}

bool IsWholeNumber(const std::string& text) {
  return !text.empty() && text.size() <= 3 &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

bool Fits(const Control& control, const v1::LabelSchema& schema) {
  switch (schema.kind()) {
    case v1::LabelSchema::KIND_SINGLE_CHOICE:
      return control.tag == "Choices" && !control.multiple;
    case v1::LabelSchema::KIND_MULTIPLE_CHOICE:
      return control.tag == "Choices" && control.multiple;
    case v1::LabelSchema::KIND_ORDINAL:
      return (control.tag == "Choices" && !control.multiple) ||
             (control.tag == "Rating" &&
              std::all_of(schema.classes().begin(), schema.classes().end(), IsWholeNumber));
    case v1::LabelSchema::KIND_NUMBER:
      return control.tag == "Number" || control.tag == "Rating";
    case v1::LabelSchema::KIND_TEXT_SPANS:
      return control.tag == "Labels";
    case v1::LabelSchema::KIND_BOXES:
      return control.tag == "RectangleLabels";
    case v1::LabelSchema::KIND_PAIRWISE:
      return control.tag == "Pairwise";
    default:
      return false;
  }
}

const char* WantedBy(Kind kind) {
  switch (kind) {
    case v1::LabelSchema::KIND_SINGLE_CHOICE:
      return "<Choices> of one choice";
    case v1::LabelSchema::KIND_MULTIPLE_CHOICE:
      return "<Choices choice=\"multiple\">";
    case v1::LabelSchema::KIND_ORDINAL:
      return "<Choices> of one choice, or <Rating> for classes that are numbers";
    case v1::LabelSchema::KIND_NUMBER:
      return "<Number> or <Rating>";
    case v1::LabelSchema::KIND_TEXT_SPANS:
      return "<Labels>";
    case v1::LabelSchema::KIND_BOXES:
      return "<RectangleLabels>";
    default:
      return "<Pairwise>";
  }
}

absl::Status Mismatch(const std::string& found, const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "LABEL_CONFIG_MISMATCH",
                   "the labelling configuration has " + found + ", the campaign needs " + expected,
                   {{"found", found}, {"expected", expected}});
}

}  // namespace

absl::StatusOr<std::vector<Control>> ReadLabelConfig(std::string_view xml) {
  if (xml.size() > kMaxConfigBytes) {
    return BadConfig("it is longer than 1 MiB");
  }
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate("UTF-8"), &XML_ParserFree);
  ConfigReader reader;
  reader.parser = parser.get();
  XML_SetUserData(parser.get(), &reader);
  XML_SetElementHandler(parser.get(), &Begin, &End);
  XML_SetStartDoctypeDeclHandler(parser.get(), &BeginDtd);
  const bool ok = XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()),
                            /*isFinal=*/1) == XML_STATUS_OK;
  if (reader.has_dtd) {
    return BadConfig("it has a document type");
  }
  if (!ok) {
    return BadConfig("line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ": " +
                     XML_ErrorString(XML_GetErrorCode(parser.get())));
  }
  return std::move(reader.controls);
}

absl::StatusOr<Control> FindControl(const std::vector<Control>& controls,
                                    const v1::LabelSchema& schema) {
  const auto control = std::find_if(controls.begin(), controls.end(), [&](const Control& one) {
    return !one.name.empty() && Fits(one, schema);
  });
  if (control == controls.end()) {
    std::string found;
    for (const Control& one : controls) {
      found += (found.empty() ? "<" : ", <") + one.tag + ">";
    }
    return Mismatch(found.empty() ? "no tag to answer with" : found, WantedBy(schema.kind()));
  }
  for (const std::string& name : control->classes) {
    if (std::find(schema.classes().begin(), schema.classes().end(), name) ==
        schema.classes().end()) {
      return Mismatch("the class '" + name + "'", "classes of its own alone");
    }
  }
  return *control;
}

}  // namespace assay::label_studio
