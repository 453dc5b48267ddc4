// What each format writes comes back: the same items, annotators and labels.

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "annotator/formats/values.h"
#include "annotator/schema/label_schema.h"
#include "gmock/gmock.h"
#include "tests/annotator/formats/read_file.h"
#include "tests/support/status_matchers.h"

namespace assay::formats {
namespace {

constexpr char kText[] = "😀 \"Ada, 宇宙\" 👩‍🚀 met Bob\nin Zürich 🇨🇭 today";

struct Sample {
  const char* kind;
  v1::LabelSchema::Kind schema_kind;
  std::vector<v1::LabelValue> values;
};

v1::LabelValue Spans(std::vector<std::tuple<int, int, const char*>> spans) {
  v1::LabelValue value;
  value.mutable_spans();
  for (const auto& [start, end, name] : spans) {
    auto& span = *value.mutable_spans()->add_spans();
    span.set_start_offset(start);
    span.set_end_offset(end);
    span.set_label_class(name);
    span.set_column("text");
  }
  return value;
}

v1::LabelValue Box(double x, double y, double width, double height, const char* name) {
  v1::LabelValue value;
  auto& box = *value.mutable_boxes()->add_boxes();
  box.set_min_x_pixels(x);
  box.set_min_y_pixels(y);
  box.set_max_x_pixels(x + width);
  box.set_max_y_pixels(y + height);
  box.set_label_class(name);
  return value;
}

v1::LabelValue Preference(v1::LabelValue::Preference preference) {
  v1::LabelValue value;
  value.set_preference(preference);
  return value;
}

std::vector<Sample> Samples() {
  return {
      {"single",
       v1::LabelSchema::KIND_SINGLE_CHOICE,
       {ChoiceValue("PER"), ChoiceValue("a, \"b\" 😀"), ChoiceValue("PER")}},
      {"multiple",
       v1::LabelSchema::KIND_MULTIPLE_CHOICE,
       {ChoicesValue({"PER", "LOC"}), ChoicesValue({"a, \"b\" 😀"}), ChoicesValue({"LOC"})}},
      {"number", v1::LabelSchema::KIND_NUMBER, {NumberValue(2.5), NumberValue(-3), NumberValue(0)}},
      // Code points: 😀 is 0, Ada 3-6, 宇宙 8-10; Bob begins after 👩‍🚀, which is three
      // of them.
      {"spans",
       v1::LabelSchema::KIND_TEXT_SPANS,
       {Spans({{0, 1, "LOC"}, {3, 6, "PER"}, {8, 10, "LOC"}}), Spans({{12, 15, "PER"}}),
        Spans({{2, 11, "PER"}, {3, 6, "LOC"}})}},
      {"boxes",
       v1::LabelSchema::KIND_BOXES,
       {Box(1, 2, 30, 40, "PER"), Box(0.5, 0, 10.25, 3, "LOC"), Box(5, 5, 1, 1, "PER")}},
      {"pairwise",
       v1::LabelSchema::KIND_PAIRWISE,
       {Preference(v1::LabelValue::PREFERENCE_FIRST), Preference(v1::LabelValue::PREFERENCE_TIE),
        Preference(v1::LabelValue::PREFERENCE_SECOND)}},
  };
}

// Formats that hold one label an item, and those that do not name the item.
bool HoldsConsensus(std::string_view format) {
  return format == "doccano" || format == "huggingface" || format == "sagemaker" ||
         format == "conll" || format == "coco";
}

class RoundTripTest : public testing::TestWithParam<std::tuple<std::string, size_t>> {};

TEST_P(RoundTripTest, TheSameLabelsComeBack) {
  const auto& [name, place] = GetParam();
  const ForeignFormat& format = *FindForeignFormat(name);
  const Sample sample = Samples()[place];
  WriteOptions options;
  options.question = "Which?";
  options.schema.set_kind(sample.schema_kind);
  for (const char* const label_class : {"PER", "LOC", "a, \"b\" 😀"}) {
    options.schema.add_classes(label_class);
  }
  options.annotators = {"anna", "ben"};
  std::string file;
  const Sink sink = [&](std::string_view bytes) {
    file += bytes;
    return absl::OkStatus();
  };
  const auto writer = format.make_writer(options, sink);
  ASSERT_THAT(writer->Begin(), IsOk());
  // Spans that CoNLL can hold lie on words of the text.
  const bool words = name == "conll";
  const std::string text = words ? "😀 Ada 宇宙 met Bob in Zürich" : kText;
  std::map<std::pair<std::string, std::string>, std::string> expected;
  for (size_t i = 0; i < sample.values.size(); ++i) {
    ItemToWrite item;
    item.id = "item \"" + std::to_string(i) + "\", 😀";
    item.fields = {{"text", text}, {"note", "a\tb, \"c\""}};
    v1::LabelValue first = sample.values[i];
    if (words) {
      first = i == 0 ? Spans({{0, 1, "LOC"}, {2, 5, "PER"}, {6, 8, "LOC"}})
                     : Spans({{2, 8, "PER"}, {13, 16, "LOC"}});
    }
    const v1::LabelValue second = sample.values[(i + 1) % sample.values.size()];
    item.labels = {{"anna", first, 1'700'000'000'000'000 + static_cast<int64_t>(i) * 1'000'000, 0},
                   {"ben", second, 1'700'000'100'000'000, 0}};
    item.consensus = first;
    ASSERT_THAT(writer->Write(item), IsOk());
    const std::string id = words ? std::to_string(i + 1) : item.id;
    if (HoldsConsensus(name)) {
      expected[{id, name}] = first.ShortDebugString();
    } else {
      expected[{id, "anna"}] = first.ShortDebugString();
      expected[{id, "ben"}] = second.ShortDebugString();
    }
  }
  ASSERT_THAT(writer->End(), IsOk());

  const auto read = ReadAll(name, file);
  ASSERT_THAT(read, IsOk()) << file;
  std::map<std::pair<std::string, std::string>, std::string> found;
  for (const ForeignItem& item : read->items) {
    for (const ForeignLabel& label : item.labels) {
      v1::LabelValue value = ConformValue(label.value, sample.schema_kind);
      for (auto& span : *value.mutable_spans()->mutable_spans()) {
        span.set_column("text");  // empty: the first text, which it is
      }
      if (value.spans().spans().empty() && sample.schema_kind != v1::LabelSchema::KIND_TEXT_SPANS) {
        value = ConformValue(label.value, sample.schema_kind);
      }
      found[{item.id, label.annotator}] = value.ShortDebugString();
    }
  }
  EXPECT_EQ(found, expected) << file;
}

std::vector<std::tuple<std::string, size_t>> Cases() {
  std::vector<std::tuple<std::string, size_t>> cases;
  for (const ForeignFormat& format : ForeignFormats()) {
    const std::vector<Sample> samples = Samples();
    for (size_t i = 0; i < samples.size(); ++i) {
      // The size of an image, which Label Studio's boxes need, is not known to a campaign.
      const bool needs_size =
          format.name == "label_studio" && samples[i].kind == std::string("boxes");
      if (format.make_reader != nullptr && format.make_writer != nullptr && !needs_size &&
          format.kinds.find(samples[i].kind) != std::string_view::npos) {
        cases.emplace_back(format.name, i);
      }
    }
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTripTest, testing::ValuesIn(Cases()),
                         [](const auto& test_case) {
                           return std::get<0>(test_case.param) + "_" +
                                  Samples()[std::get<1>(test_case.param)].kind;
                         });

}  // namespace
}  // namespace assay::formats
