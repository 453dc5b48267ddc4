#ifndef ASSAY_CLIENTS_CLI_REVIEW_OPTIONS_H_
#define ASSAY_CLIENTS_CLI_REVIEW_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <functional>

#include "absl/status/status.h"
#include "clients/cli/options.h"
#include "clients/cli/session.h"

namespace assay::cli {

// Adds --verified and the prices to a command.
void AddVerifiedOptions(CLI::App& command, VerifiedOptions& verified, CostOptions& costs);

// Adds verify, sample, compare, list and show below `audit`.  Each sets `action`.
void AddReviewCommands(CLI::App& audit, ReviewOptions& options,
                       std::function<absl::Status(Session&)>& action);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_REVIEW_OPTIONS_H_
