#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/campaign_commands.h"
#include "clients/cli/campaign_from_file.h"
#include "clients/cli/campaign_text.h"
#include "clients/cli/input_file.h"
#include "clients/cli/message_json.h"
#include "clients/cli/output_file.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/prolific_join.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using Request = v1::ExportCampaignRequest;
using Json = nlohmann::ordered_json;

Request::Format FormatOf(const std::string& word) {
  if (word == "lossless") {
    return Request::FORMAT_LOSSLESS;
  }
  if (word == "consensus") {
    return Request::FORMAT_CONSENSUS_CSV;
  }
  if (word == "labels-jsonl") {
    return Request::FORMAT_LABELS_JSONL;
  }
  return word.empty() || word == "labels" ? Request::FORMAT_LABELS_CSV : Request::FORMAT_FOREIGN;
}

Json LossesJson(const std::vector<v1::FormatLoss>& losses) {
  Json list = Json::array();
  for (const v1::FormatLoss& loss : losses) {
    list.push_back({{"what", loss.what()}, {"count", loss.count()}});
  }
  return list;
}

// What did not come along.
void SayLosses(const std::vector<v1::FormatLoss>& losses, const GlobalOptions& options) {
  if (options.quiet || losses.empty()) {
    return;
  }
  std::cerr << "not in the other format:" << std::endl;
  for (const v1::FormatLoss& loss : losses) {
    std::cerr << "  " << loss.what() << ": " << Count(loss.count()) << std::endl;
  }
}

// The bytes of `file`, and a bar that says how far it is.
client::ByteSource WithProgress(InputFile& file, ProgressBar& bar, std::string_view phase) {
  return [&file, &bar, phase]() -> absl::StatusOr<std::string_view> {
    bar.Show(phase, file.read_bytes(), file.size());
    return file.Read();
  };
}

// The number of an Annotator.Kind, as ImportLabelsSpec wants it.
int KindNumber(const std::string& word) {
  if (word.empty()) {
    return 0;
  }
  return word == "crowd" ? 2 : 1;
}

absl::StatusOr<v1::ImportLabelsResponse> ImportFile(Session& session,
                                                    const CampaignFileOptions& options,
                                                    const v1::ImportLabelsSpec& spec) {
  InputFile file(options.file);
  ASSAY_RETURN_IF_ERROR(file.Open());
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ProgressBar bar(session.options().quiet);
  auto imported =
      client.campaigns().ImportLabelFile(spec, WithProgress(file, bar, "importing labels"));
  bar.Clear();
  return imported;
}

// With the times and without the broken-off submissions that Prolific tells of.
absl::StatusOr<v1::ImportLabelsResponse> ImportJoined(Session& session,
                                                      const CampaignFileOptions& options,
                                                      v1::ImportLabelsSpec spec) {
  ASSAY_ASSIGN_OR_RETURN(const auto join,
                         ProlificJoin::Open({.answers_file = options.file,
                                             .answers_format = options.format,
                                             .export_file = options.prolific,
                                             .participant_column = options.annotator}));
  spec.set_format("csv");
  spec.set_annotator_column(join->participant_column());
  if (spec.time_column().empty()) {
    spec.set_time_column(join->time_column());
  }
  if (spec.active_seconds_column().empty()) {
    spec.set_active_seconds_column(join->seconds_column());
  }
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(
      v1::ImportLabelsResponse imported,
      client.campaigns().ImportLabelFile(spec, [&join] { return join->Read(); }));
  for (v1::FormatLoss& loss : join->Losses()) {
    *imported.add_losses() = std::move(loss);
  }
  return imported;
}

}  // namespace

absl::Status RunCampaignExport(Session& session, const CampaignFileOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  const Request::Format format = FormatOf(options.format);
  std::vector<v1::FormatLoss> losses;
  const auto write = [&](const client::ByteSink& sink) -> absl::Status {
    if (format != Request::FORMAT_FOREIGN) {
      return client.campaigns().Export(options.name, format, sink);
    }
    ASSAY_ASSIGN_OR_RETURN(losses,
                           client.campaigns().ExportForeign(options.name, options.format, sink));
    return absl::OkStatus();
  };
  if (options.out_file.empty()) {
    const auto print = [](std::string_view bytes) {
      return std::cout.write(bytes.data(), std::ssize(bytes))
                 ? absl::OkStatus()
                 : CannotWrite("stdout", "disk full or closed");
    };
    ASSAY_RETURN_IF_ERROR(write(print));
    SayLosses(losses, session.options());
    return std::cout.flush() ? absl::OkStatus() : CannotWrite("stdout", "disk full or closed");
  }
  OutputFile file(options.out_file);
  int64_t byte_count = 0;
  ASSAY_RETURN_IF_ERROR(write([&](std::string_view bytes) {
    file.Write(bytes);
    byte_count += std::ssize(bytes);
    return absl::OkStatus();
  }));
  ASSAY_RETURN_IF_ERROR(file.Commit());
  if (session.options().json) {
    PrintJson({{"out", options.out_file}, {"n_bytes", byte_count}, {"losses", LossesJson(losses)}});
  } else if (!session.options().quiet) {
    std::cerr << options.out_file << ": " << Count(byte_count) << " bytes" << std::endl;
    SayLosses(losses, session.options());
  }
  return absl::OkStatus();
}

absl::Status RunCampaignImport(Session& session, const CampaignFileOptions& options) {
  if (options.create) {
    ASSAY_RETURN_IF_ERROR(CreateFromFile(session, options));
    CampaignFileOptions labels = options;
    labels.create = false;
    if (labels.create_annotators.empty()) {
      labels.create_annotators = "expert";
    }
    const absl::Status imported = RunCampaignImport(session, labels);
    if (!imported.ok()) {
      DeleteCreated(session, options);
    }
    return imported;
  }
  v1::ImportLabelsSpec spec;
  spec.set_campaign(options.name);
  spec.set_file_name(FileNameOf(options.file));
  spec.set_format(options.format);
  spec.set_item_column(options.item);
  spec.set_annotator_column(options.annotator);
  spec.set_label_column(options.label);
  spec.set_time_column(options.time);
  spec.set_active_seconds_column(options.active_seconds);
  spec.set_cost_column(options.cost);
  spec.set_input_tokens_column(options.input_tokens);
  spec.set_output_tokens_column(options.output_tokens);
  spec.set_create_annotators_kind(KindNumber(options.create_annotators));
  ASSAY_ASSIGN_OR_RETURN(const v1::ImportLabelsResponse imported,
                         options.prolific.empty()
                             ? ImportFile(session, options, std::move(spec))
                             : ImportJoined(session, options, std::move(spec)));
  if (session.options().json) {
    PrintJson(MessageJson(imported));
    return absl::OkStatus();
  }
  std::cout << Count(imported.label_count()) << " labels added";
  if (imported.repeated_count() > 0) {
    std::cout << ", " << Count(imported.repeated_count()) << " were there already";
  }
  if (imported.superseding_count() > 0) {
    std::cout << ", " << Count(imported.superseding_count()) << " supersede earlier ones";
  }
  if (imported.created_annotator_count() > 0) {
    std::cout << ", " << Count(imported.created_annotator_count()) << " annotators added";
  }
  std::cout << std::endl;
  SayLosses({imported.losses().begin(), imported.losses().end()}, session.options());
  return absl::OkStatus();
}

absl::Status RunCampaignRestore(Session& session, const CampaignFileOptions& options) {
  InputFile file(options.file);
  ASSAY_RETURN_IF_ERROR(file.Open());
  v1::RestoreCampaignSpec spec;
  spec.set_campaign_id(options.name);
  spec.set_dataset_id(options.dataset);
  spec.set_file_name(FileNameOf(options.file));
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ProgressBar bar(session.options().quiet);
  ASSAY_ASSIGN_OR_RETURN(const v1::RestoreCampaignResponse restored,
                         client.campaigns().Restore(spec, WithProgress(file, bar, "restoring")));
  bar.Clear();
  if (session.options().json) {
    PrintJson(MessageJson(restored));
    return absl::OkStatus();
  }
  std::cout << CampaignText(restored.campaign()) << "log        " << Count(restored.entry_count())
            << " entries" << std::endl;
  return absl::OkStatus();
}

}  // namespace assay::cli
