#ifndef ASSAY_CLIENTS_CLI_CAMPAIGN_ARGUMENTS_H_
#define ASSAY_CLIENTS_CLI_CAMPAIGN_ARGUMENTS_H_

#include <CLI/CLI.hpp>
#include <functional>

#include "absl/status/status.h"
#include "clients/cli/campaign_options.h"
#include "clients/cli/session.h"

namespace assay::cli {

using CommandAction = std::function<absl::Status(Session&)>;

// The options of all commands about campaigns and those who work in them.
struct CampaignArguments {
  CampaignOptions campaign;
  CampaignFileOptions files;
  WorkOptions work;
  AnnotatorOptions annotator;
  KeyOptions key;
};

// Adds `assay campaign`, `assay annotator`, `assay key` and `assay trail`.  Each command sets
// `action`; both arguments must outlive the parsing and the action.
void AddCampaignCommand(CLI::App& app, CampaignArguments& arguments, CommandAction& action);
void AddWorkCommands(CLI::App& campaign, WorkOptions& options, CommandAction& action);
void AddAnnotatorCommand(CLI::App& app, AnnotatorOptions& options, CommandAction& action);
void AddKeyCommands(CLI::App& app, KeyOptions& options, CommandAction& action);

// A command that runs `run` with `options`.
template <typename Options>
CLI::App* AddVerb(CLI::App& parent, const char* verb, const char* description, Options& options,
                  CommandAction& action, absl::Status (*run)(Session&, const Options&)) {
  CLI::App* const command = parent.add_subcommand(verb, description);
  command->fallthrough();
  command->callback([&options, &action, run] {
    action = [&options, run](Session& session) { return run(session, options); };
  });
  return command;
}

// A command without options.
inline CLI::App* AddVerb(CLI::App& parent, const char* verb, const char* description,
                         CommandAction& action, absl::Status (*run)(Session&)) {
  CLI::App* const command = parent.add_subcommand(verb, description);
  command->fallthrough();
  command->callback([&action, run] { action = run; });
  return command;
}

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_CAMPAIGN_ARGUMENTS_H_
