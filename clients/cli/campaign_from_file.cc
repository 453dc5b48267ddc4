#include "clients/cli/campaign_from_file.h"

#include <string>

#include "annotator/formats/file_summary.h"
#include "annotator/formats/foreign_format.h"
#include "clients/cli/file_source.h"
#include "clients/cli/input_file.h"
#include "clients/cli/table_upload.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

absl::Status Conflict(const std::string& found, const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "CONFLICTING_OPTIONS",
                   "found " + found + " with --create, expected " + expected,
                   {{"field", "--create"}, {"found", found}, {"expected", expected}});
}

absl::StatusOr<formats::FileSummary> Summarise(const CampaignFileOptions& options) {
  const formats::ForeignFormat* const format = formats::FindForeignFormat(options.format);
  if (format == nullptr || format->make_reader == nullptr) {
    return Conflict(options.format.empty() ? "no --format" : "the format " + options.format,
                    "a format of another tool that can be imported (`assay methods format`)");
  }
  if (options.file == "-") {
    return Conflict("standard input", "a file, which is read twice");
  }
  InputFile file(options.file);
  ASSAY_RETURN_IF_ERROR(file.Open());
  FileSource source(file);
  formats::ReadOptions read;
  read.file_name = FileNameOf(options.file);
  read.label_column = options.label;
  read.item_column = options.item;
  return formats::SummariseFile(*format, read, source);
}

}  // namespace

absl::Status CreateFromFile(Session& session, const CampaignFileOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const formats::FileSummary summary, Summarise(options));
  TableOptions table;
  table.file = options.file;
  table.format = options.format;
  table.id = "item_id";
  table.no_labels = true;
  table.allow_no_features = true;
  ASSAY_ASSIGN_OR_RETURN(const auto imported, UploadTable(session, table, options.name));
  v1::Campaign campaign;
  campaign.set_dataset(imported.dataset().name());
  campaign.set_question(options.question.empty() ? "What is the right label?" : options.question);
  *campaign.mutable_schema() = summary.schema;
  absl::StatusOr<client::Client> client = session.Client();
  absl::Status status = client.status();
  if (client.ok()) {
    status = client->campaigns().Create(options.name, campaign).status();
  }
  if (!status.ok() && client.ok() && !imported.reused()) {
    client->datasets().Delete(imported.dataset().name()).IgnoreError();
  }
  return status;
}

void DeleteCreated(Session& session, const CampaignFileOptions& options) {
  const absl::StatusOr<client::Client> client = session.Client();
  if (!client.ok()) {
    return;
  }
  const auto campaign = client->campaigns().Get(options.name);
  client->campaigns().Delete(options.name).IgnoreError();
  if (campaign.ok()) {
    client->datasets().Delete(campaign->dataset()).IgnoreError();
  }
}

}  // namespace assay::cli
