#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "annotator/exchange/csv_writer.h"
#include "clients/cli/input_file.h"
#include "clients/cli/kind_word.h"
#include "clients/cli/message_json.h"
#include "clients/cli/mturk_options.h"
#include "clients/cli/output_file.h"
#include "clients/cli/price_text.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

constexpr int kShownRefused = 20;

v1::SpanUnit UnitOf(const std::string& word) {
  if (word == "utf16") {
    return v1::SPAN_UNIT_UTF16_UNITS;
  }
  return word == "code-points" ? v1::SPAN_UNIT_CODE_POINTS : v1::SPAN_UNIT_UNSPECIFIED;
}

nlohmann::json ImportJson(const v1::ImportResultsResponse& imported) {
  nlohmann::json refused = nlohmann::json::array();
  for (const v1::RefusedRow& row : imported.refused()) {
    refused.push_back({{"row", row.row()}, {"reason", row.reason()}});
  }
  nlohmann::json repairs = nlohmann::json::array();
  for (const std::string& repair : imported.repairs()) {
    repairs.push_back(repair);
  }
  return {{"rows_read", imported.row_count()},
          {"assignments_imported", imported.assignment_count()},
          {"rows_refused", imported.refused_count()},
          {"statuses_updated", imported.status_changed_count()},
          {"repairs", std::move(repairs)},
          {"refused", std::move(refused)}};
}

void PrintImport(const v1::ImportResultsResponse& imported, const std::string& campaign) {
  std::cout << Count(imported.row_count()) << " rows read, " << Count(imported.assignment_count())
            << " assignments imported, " << Count(imported.refused_count()) << " rows refused\n"
            << Count(imported.label_count()) << " labels added to " << campaign;
  if (imported.status_changed_count() > 0) {
    std::cout << ", " << Count(imported.status_changed_count()) << " states updated";
  }
  if (!imported.answer().empty()) {
    std::cout << " from the question '" << imported.answer() << "'";
  }
  std::cout << "\n";
  if (imported.other_answers_size() > 0) {
    std::cout << Count(int64_t{imported.other_answers_size()})
              << " other questions are kept with the assignments; --answer takes labels from:";
    for (const std::string& answer : imported.other_answers()) {
      std::cout << " '" << answer << "'";
    }
    std::cout << "\n";
  }
  for (const std::string& repair : imported.repairs()) {
    std::cout << "repaired: " << repair << "\n";
  }
  for (int i = 0; i < std::min(imported.refused_size(), kShownRefused); ++i) {
    std::cout << "refused: row " << imported.refused(i).row() << ": "
              << imported.refused(i).reason() << "\n";
  }
  if (imported.refused_count() > kShownRefused) {
    std::cout << "refused: " << Count(imported.refused_count() - kShownRefused)
              << " more rows; --json lists them\n";
  }
  std::cout << std::flush;
}

// "0.05".
std::string DollarText(int64_t micros) {
  const int64_t cents = micros / 10'000;
  const std::string text = std::to_string(cents % 100);
  return std::to_string(cents / 100) + (text.size() == 1 ? ".0" : ".") + text;
}

absl::Status MakeDirectory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  return error ? CannotWrite(path, error.message()) : absl::OkStatus();
}

absl::StatusOr<v1::ExportBatchRequest> ExportRequest(const Session& session,
                                                     const MturkExportOptions& options) {
  v1::ExportBatchRequest request;
  request.set_campaign(options.campaign);
  request.set_keep_astral_characters(options.keep_emoji);
  if (options.gold_share.has_value()) {
    request.set_gold_share(*options.gold_share);
  }
  request.set_max_assignments(options.max_assignments);
  if (!options.reward.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t reward, ParsePrice("--reward", options.reward));
    request.set_reward_micros(reward);
  }
  request.set_title(options.title);
  request.set_description(options.description);
  request.set_keywords(options.keywords);
  request.mutable_assignment_duration()->set_seconds(options.duration_seconds);
  request.mutable_auto_approval_delay()->set_seconds(options.auto_approval_seconds);
  request.mutable_lifetime()->set_seconds(options.lifetime_seconds);
  request.set_external_url(options.external_url);
  request.set_seed(session.options().seed);
  request.set_micro_batches(options.micro_batches);
  request.set_plain_form(options.plain_form);
  return request;
}

void PrintCutting(const v1::BatchSummary& summary, const MturkExportOptions& options) {
  if (options.micro_batches && summary.batch_assignment_counts_size() > 1) {
    std::cout
        << "publish input.csv " << summary.batch_assignment_counts_size()
        << " times, for the workers of one batch may not work on another: give each of them a "
           "qualification that the other batches exclude\n";
  }
}

void PrintExport(const Session& session, const v1::BatchSummary& summary,
                 const MturkExportOptions& options) {
  if (session.options().json) {
    PrintJson({{"out", options.out_dir},
               {"hits", summary.hit_count()},
               {"gold", summary.gold_count()},
               {"assignments_per_item", summary.max_assignments()},
               {"batch_assignments", summary.batch_assignment_counts()},
               {"emoji", summary.astral_character_count()},
               {"largest_page_bytes", summary.largest_page_bytes()}});
    return;
  }
  std::cout << options.out_dir << ": " << Count(summary.hit_count()) << " HITs ("
            << Count(summary.gold_count()) << " items with known answers), "
            << JoinedCounts(summary.batch_assignment_counts(), " and ")
            << " assignments each; the largest page has " << Count(summary.largest_page_bytes())
            << " of 65,535 bytes\n";
  PrintCutting(summary, options);
  if (summary.astral_character_count() > 0) {
    std::cout << Count(summary.astral_character_count()) << " characters beyond U+FFFF "
              << (options.keep_emoji ? "are left as they are: the requester site refuses them"
                                     : "are written as character references")
              << "\n";
  }
  std::cout << std::flush;
}

v1::ReviewAssignmentsRequest ReviewRequest(const MturkReviewOptions& options) {
  v1::ReviewAssignmentsRequest request;
  request.set_campaign(options.campaign);
  v1::ReviewPolicy& policy = *request.mutable_policy();
  if (options.min_gold.has_value()) policy.set_min_gold_count(*options.min_gold);
  if (options.pass_mark.has_value()) policy.set_gold_pass_mark(*options.pass_mark);
  if (options.min_seconds.has_value()) policy.set_min_work_seconds(*options.min_seconds);
  if (options.straight.has_value()) policy.set_min_straight_count(*options.straight);
  if (options.bonus_share.has_value()) policy.set_bonus_share(*options.bonus_share);
  if (options.bonus_mark.has_value()) policy.set_bonus_mark(*options.bonus_mark);
  return request;
}

// What a review is written to.
class ReviewFiles {
 public:
  void Add(const v1::ReviewAssignmentsResponse& part) {
    for (const v1::AssignmentDecision& decision : part.decisions()) {
      const std::array<std::string_view, 4> cells = {decision.assignment_id(), decision.hit_id(),
                                                     decision.approve() ? "x" : "",
                                                     decision.reason()};
      exchange::AppendCsvRow(review_, std::span<const std::string_view>(cells));
      if (!decision.approve()) {
        rejections_.push_back({{"assignment_id", decision.assignment_id()},
                               {"worker_id", decision.worker_id()},
                               {"reason", decision.reason()}});
      }
    }
    for (const v1::WorkerBonus& bonus : part.bonuses()) {
      const std::string amount = DollarText(bonus.amount_micros());
      const std::array<std::string_view, 4> cells = {bonus.worker_id(), bonus.assignment_id(),
                                                     amount, bonus.reason()};
      exchange::AppendCsvRow(bonus_, std::span<const std::string_view>(cells));
    }
  }

  absl::Status Write(const std::filesystem::path& directory) const {
    OutputFile review(directory / "review.csv");
    review.Write(review_);
    ASSAY_RETURN_IF_ERROR(review.Commit());
    OutputFile bonus(directory / "bonus.csv");
    bonus.Write(bonus_);
    return bonus.Commit();
  }

  const nlohmann::json& rejections() const { return rejections_; }

 private:
  // The columns that the upload of the requester site asks for.
  std::string review_ = "assignmentId,HITId,Approve,Reject\n";
  std::string bonus_ = "workerId,assignmentId,bonusAmount,reason\n";
  nlohmann::json rejections_ = nlohmann::json::array();
};

}  // namespace

absl::Status RunMturkImport(Session& session, const MturkImportOptions& options) {
  InputFile file(options.file);
  ASSAY_RETURN_IF_ERROR(file.Open());
  v1::ImportResultsSpec spec;
  spec.set_campaign(options.campaign);
  spec.set_file_name(FileNameOf(options.file));
  spec.set_create(options.create);
  spec.set_answer(options.answer);
  spec.set_kind(KindOfWord(options.kind));
  spec.set_item_column(options.item);
  spec.set_text_column(options.text);
  spec.set_span_unit(UnitOf(options.span_unit));
  spec.set_question(options.question);
  spec.set_pseudonymize_workers(options.pseudonymize);
  spec.set_include_rejected(options.include_rejected);
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ProgressBar bar(session.options().quiet);
  ASSAY_ASSIGN_OR_RETURN(
      const v1::ImportResultsResponse imported,
      client.mturk().ImportResults(spec, [&]() -> absl::StatusOr<std::string_view> {
        bar.Show("importing results", file.read_bytes(), file.size());
        return file.Read();
      }));
  bar.Clear();
  if (session.options().json) {
    PrintJson(ImportJson(imported));
  } else {
    PrintImport(imported, options.campaign);
  }
  return absl::OkStatus();
}

absl::Status RunMturkExport(Session& session, const MturkExportOptions& options) {
  using Request = v1::ExportBatchRequest;
  ASSAY_ASSIGN_OR_RETURN(Request request, ExportRequest(session, options));
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_RETURN_IF_ERROR(MakeDirectory(options.out_dir));
  std::vector<std::pair<Request::File, const char*>> files = {
      {Request::FILE_INPUT_CSV, "input.csv"}, {Request::FILE_LAYOUT_HTML, "layout.html"}};
  if (options.hits || !options.external_url.empty()) {
    files.emplace_back(
        options.external_url.empty() ? Request::FILE_HTML_HITS : Request::FILE_EXTERNAL_HITS,
        "hits.jsonl");
  }
  v1::BatchSummary summary;
  for (const auto& [kind, name] : files) {
    request.set_file(kind);
    OutputFile file(std::filesystem::path(options.out_dir) / name);
    ASSAY_ASSIGN_OR_RETURN(const v1::BatchSummary written,
                           client.mturk().ExportBatch(request, [&](std::string_view bytes) {
                             file.Write(bytes);
                             return absl::OkStatus();
                           }));
    ASSAY_RETURN_IF_ERROR(file.Commit());
    if (kind != Request::FILE_LAYOUT_HTML) {
      summary = written;
    }
  }
  PrintExport(session, summary, options);
  return absl::OkStatus();
}

absl::Status RunMturkReview(Session& session, const MturkReviewOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ReviewFiles files;
  ASSAY_ASSIGN_OR_RETURN(const v1::ReviewSummary summary,
                         client.mturk().ReviewAssignments(
                             ReviewRequest(options),
                             [&](const v1::ReviewAssignmentsResponse& part) { files.Add(part); }));
  if (!options.out_dir.empty()) {
    ASSAY_RETURN_IF_ERROR(MakeDirectory(options.out_dir));
    ASSAY_RETURN_IF_ERROR(files.Write(options.out_dir));
  }
  if (session.options().json) {
    PrintJson({{"approved", summary.approved_count()},
               {"rejected", summary.rejected_count()},
               {"reward", DollarText(summary.reward_micros())},
               {"bonus", DollarText(summary.bonus_micros())},
               {"policy", summary.policy_text()},
               {"rejections", files.rejections()}});
    return absl::OkStatus();
  }
  std::cout << Count(summary.approved_count()) << " to approve ($"
            << DollarText(summary.reward_micros()) << " without fees), "
            << Count(summary.rejected_count()) << " to reject, bonuses $"
            << DollarText(summary.bonus_micros()) << "\npolicy: " << summary.policy_text() << "\n";
  for (const nlohmann::json& rejection : files.rejections()) {
    std::cout << rejection["assignment_id"].get<std::string>() << ": "
              << rejection["reason"].get<std::string>() << "\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

}  // namespace assay::cli
