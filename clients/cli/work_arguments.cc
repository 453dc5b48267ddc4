#include "clients/cli/campaign_arguments.h"
#include "clients/cli/campaign_commands.h"

namespace assay::cli {

using Run = absl::Status (*)(Session&, const WorkOptions&);

void AddWorkCommands(CLI::App& campaign, WorkOptions& options, CommandAction& action) {
  const auto add = [&](const char* verb, const char* description, Run run) {
    CLI::App* const command = AddVerb(campaign, verb, description, options, action, run);
    command->add_option("NAME", options.campaign, "Campaign")->required();
    command->add_option("--annotator", options.annotator,
                        "Who works (default: the annotator of the key)");
    return command;
  };
  const auto add_lease = [&](CLI::App* command) {
    command->add_option("--lease", options.lease, "The lease, as `lease` printed it")->required();
  };
  const auto add_request_id = [&](CLI::App* command) {
    command->add_option("--request-id", options.request_id,
                        "Makes the call repeatable by a script (default: a new one)");
  };
  const auto add_leases = [&](CLI::App* command) {
    command->add_option("--lease", options.leases, "Only these (default: all that are held)")
        ->delimiter(',')
        ->allow_extra_args(false);
  };

  add("label", "Answer items one after another, in this terminal", &RunCampaignLabel);

  CLI::App* const lease = add("lease", "Take items to answer (for scripts)", &RunCampaignLease);
  lease->add_option("--count", options.count, "At most so many (default 1)")
      ->check(CLI::Range(1, 1000));

  CLI::App* const submit = add("submit", "Answer an item (for scripts)", &RunCampaignSubmit);
  add_lease(submit);
  submit
      ->add_option("--label", options.label,
                   "The class; of multiple choice the classes separated by '|'; a number; of "
                   "spans, boxes and pairs the JSON of LabelValue")
      ->required();
  submit->add_option("--wall-seconds", options.wall_seconds, "From shown to answered")
      ->check(CLI::NonNegativeNumber);
  submit->add_option("--active-seconds", options.active_seconds, "Of these at work")
      ->check(CLI::NonNegativeNumber);
  submit->add_option("--confidence", options.confidence, "How sure the annotator is")
      ->check(CLI::Range(0.0, 1.0));
  submit
      ->add_option("--input-tokens", options.input_tokens,
                   "Tokens that a language model read for it")
      ->check(CLI::NonNegativeNumber);
  submit->add_option("--output-tokens", options.output_tokens, "Tokens that it wrote")
      ->check(CLI::NonNegativeNumber);
  submit->add_option("--comment", options.comment, "For people");
  add_request_id(submit);

  for (CLI::App* const command :
       {add("skip", "Give an item up for good (for scripts)", &RunCampaignSkip),
        add("flag", "Say that something is wrong with an item (for scripts)", &RunCampaignFlag)}) {
    add_lease(command);
    command->add_option("--reason", options.reason, "Why")->required();
  }
  add_leases(
      add("extend", "Keep items for their whole time again (for scripts)", &RunCampaignExtend));
  add_leases(add("release", "Give items back unanswered (for scripts)", &RunCampaignRelease));
  CLI::App* const undo =
      add("undo", "Take the last answered items once more (for scripts)", &RunCampaignUndo);
  undo->add_option("--count", options.count, "So many (default 1)")->check(CLI::Range(1, 64));
}

}  // namespace assay::cli
