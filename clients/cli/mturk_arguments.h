#ifndef ASSAY_CLIENTS_CLI_MTURK_ARGUMENTS_H_
#define ASSAY_CLIENTS_CLI_MTURK_ARGUMENTS_H_

#include <CLI/CLI.hpp>

#include "clients/cli/campaign_arguments.h"
#include "clients/cli/mturk_options.h"

namespace assay::cli {

// Adds `assay mturk`.  Both arguments must outlive the parsing and the action.
void AddMturkCommand(CLI::App& app, MturkOptions& options, CommandAction& action);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_MTURK_ARGUMENTS_H_
