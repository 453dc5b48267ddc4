#ifndef ASSAY_CLIENTS_CLI_MTURK_OPTIONS_H_
#define ASSAY_CLIENTS_CLI_MTURK_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/session.h"

namespace assay::cli {

struct MturkImportOptions {
  std::string file;  // "-": standard input
  std::string campaign;
  bool create = false;
  std::string answer;
  std::string kind;
  std::string item;
  std::string text;
  std::string span_unit;
  std::string question;
  bool pseudonymize = false;
  bool include_rejected = false;
};

struct MturkExportOptions {
  std::string campaign;
  std::string out_dir;
  bool hits = false;  // JSON lines for the API too
  std::string external_url;
  bool keep_emoji = false;
  std::optional<double> gold_share;
  int max_assignments = 0;
  std::string reward;
  std::string title;
  std::string description;
  std::string keywords;
  int64_t duration_seconds = 0;
  int64_t auto_approval_seconds = 0;
  int64_t lifetime_seconds = 0;
  bool micro_batches = false;
  bool plain_form = false;
};

// One of campaign, csv and item_count is given.
struct MturkEstimateOptions {
  std::string campaign;
  std::string csv;  // "-": standard input
  int64_t item_count = 0;
  std::optional<double> gold_share;
  int max_assignments = 0;
  std::string reward;
  bool masters = false;
  std::vector<std::string> qualifications;  // NAME=PRICE
  std::string fee_version;
};

struct MturkReviewOptions {
  std::string campaign;
  std::string out_dir;  // empty: no files
  std::optional<int> min_gold;
  std::optional<double> pass_mark;
  std::optional<double> min_seconds;
  std::optional<int> straight;
  std::optional<double> bonus_share;
  std::optional<double> bonus_mark;
};

struct MturkOptions {
  MturkImportOptions import;
  MturkExportOptions batch;
  MturkEstimateOptions estimate;
  MturkReviewOptions review;
};

// Each command does its work, prints its result on stdout, and returns what went wrong.
absl::Status RunMturkImport(Session& session, const MturkImportOptions& options);
absl::Status RunMturkExport(Session& session, const MturkExportOptions& options);
absl::Status RunMturkEstimate(Session& session, const MturkEstimateOptions& options);
absl::Status RunMturkReview(Session& session, const MturkReviewOptions& options);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_MTURK_OPTIONS_H_
