#include "clients/cli/label_exchange.h"

#include <charconv>
#include <sstream>

#include "clients/cli/text.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

constexpr std::string_view kDatasetPrefix = "datasets/";
constexpr std::string_view kCampaignPrefix = "campaigns/";

v1::LabelSource::RepeatPolicy ToPolicy(const std::string& repeats) {
  if (repeats == "first") {
    return v1::LabelSource::REPEAT_POLICY_FIRST;
  }
  return repeats == "all" ? v1::LabelSource::REPEAT_POLICY_ALL
                          : v1::LabelSource::REPEAT_POLICY_LAST;
}

}  // namespace

absl::Status OpenNext(const std::string& path, InputFiles& files) {
  for (const auto& other : files) {
    if (path == "-" && other->path() == "-") {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ARGUMENTS",
                       "found - for two files, expected standard input for one of them at most",
                       {{"found", "-"}});
    }
  }
  files.push_back(std::make_unique<InputFile>(path));
  return files.back()->Open();
}

bool IsStored(const LabelOptions& labels) {
  return labels.file.starts_with(kDatasetPrefix) || labels.file.starts_with(kCampaignPrefix);
}

absl::StatusOr<v1::LabelSource> MakeSource(const LabelOptions& labels, InputFiles& files) {
  v1::LabelSource source;
  if (labels.file.starts_with(kCampaignPrefix)) {
    source.set_campaign(labels.file);
    source.set_include_machines(labels.include_machines);
  } else if (IsStored(labels)) {
    source.set_dataset(labels.file);
  } else {
    ASSAY_RETURN_IF_ERROR(OpenNext(labels.file, files));
    source.set_file_name(FileNameOf(labels.file));
  }
  source.set_format(labels.format);
  source.set_item_column(labels.item);
  source.set_annotator_column(labels.annotator);
  source.set_label_column(labels.label);
  source.set_time_column(labels.time);
  source.set_repeats(ToPolicy(labels.repeats));
  source.mutable_classes()->Assign(labels.classes.begin(), labels.classes.end());
  source.set_skip_empty_labels(labels.skip_empty);
  return source;
}

std::string DescribeTable(const v1::LabelTableInfo& table) {
  std::ostringstream text;
  text << OneLine(table.source(), 80) << ": " << Count(table.label_count()) << " labels of "
       << Count(table.item_count()) << " items by " << Count(table.annotator_count())
       << " annotators, " << Count(table.class_count()) << " classes\n";
  for (const auto& column : table.columns()) {
    text << "  " << column.role() << ": " << OneLine(column.name(), 60)
         << (column.guessed() ? "  (guessed from its name)" : "") << "\n";
  }
  for (const std::string& warning : table.warnings()) {
    text << "Note: " << OneLine(warning, 400) << "\n";
  }
  return text.str();
}

std::string NumberText(std::optional<double> value) {
  if (!value.has_value()) {
    return "";
  }
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), *value).ptr};
}

}  // namespace assay::cli
