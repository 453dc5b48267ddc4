#ifndef ASSAY_CLIENTS_CLI_LABEL_OPTIONS_H_
#define ASSAY_CLIENTS_CLI_LABEL_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <functional>

#include "absl/status/status.h"
#include "clients/cli/options.h"
#include "clients/cli/session.h"

namespace assay::cli {

// Adds the commands about several labels an item.  Each sets `action`.
void AddAgreementCommand(CLI::App& app, AgreementOptions& options,
                         std::function<absl::Status(Session&)>& action);
void AddConsensusCommand(CLI::App& app, ConsensusOptions& options,
                         std::function<absl::Status(Session&)>& action);

void AddCostCommand(CLI::App& app, CostsOptions& options,
                    std::function<absl::Status(Session&)>& action);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_LABEL_OPTIONS_H_
