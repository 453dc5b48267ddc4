#include "clients/cli/campaign_arguments.h"

#include "clients/cli/campaign_commands.h"

namespace assay::cli {
namespace {

const CLI::Range kShare(0.0, 1.0);

template <typename T>
void AddList(CLI::App& command, const char* name, T& values, const char* description) {
  command.add_option(name, values, description)->delimiter(',')->allow_extra_args(false);
}

void AddQuestion(CLI::App& command, CampaignSettings& settings) {
  command.add_option("--question", settings.question, "What annotators are asked");
  command.add_option("--title", settings.display_name, "Name for people");
  AddList(command, "--classes", settings.classes, "What may be answered, separated by commas");
  command.add_option("--min", settings.min_value, "Least number that is taken");
  command.add_option("--max", settings.max_value, "Greatest number that is taken");
  command.add_option("--guidelines", settings.guidelines, "Text file that says how to answer");
  AddList(command, "--show", settings.shown_columns,
          "Columns that annotators see (default: all but labels and annotators)");
  AddList(command, "--annotators", settings.annotators, "Who may work (default: everybody)");
}

void AddAmounts(CLI::App& command, CampaignSettings& settings) {
  command.add_option("--overlap", settings.overlap, "Labels of each item (default 1)")
      ->check(CLI::Range(1, 100));
  command
      .add_option("--max-overlap", settings.max_overlap,
                  "Up to so many labels while the consensus is unsure")
      ->check(CLI::Range(1, 100));
  command
      .add_option("--confidence", settings.target_confidence,
                  "What counts as sure for --max-overlap (default 0.95)")
      ->check(kShare);
  command
      .add_option("--lease-minutes", settings.lease_minutes,
                  "How long an item stays with an annotator (default 30)")
      ->check(CLI::Range(1.0 / 60, 43200.0));
  command
      .add_option("--prefetch", settings.prefetch,
                  "Items that an annotator may hold at once (default 10)")
      ->check(CLI::Range(1, 1000));
  command.add_option("--budget", settings.budget, "Labels cost at most this, such as 100");
  command.add_option("--currency", settings.currency, "Currency of the prices, such as USD");
}

void AddGold(CLI::App& command, CampaignSettings& settings) {
  command.add_option("--gold", settings.gold,
                     "Data set, or table file, whose labels are known answers");
  command.add_option("--gold-share", settings.gold_share, "Share of gold among the items")
      ->check(CLI::Range(0.0, 0.5));
  command.add_option("--gold-first", settings.gold_first, "Gold items that come first")
      ->check(CLI::Range(0, 1000));
  command.add_option("--pass-mark", settings.pass_mark, "Share of right gold answers to go on")
      ->check(kShare);
  command
      .add_option("--gold-answers", settings.gold_answers,
                  "Nobody fails before so many gold answers (default 5)")
      ->check(CLI::Range(1, 1000));
  command
      .add_option("--on-fail", settings.on_fail, "What happens to those who fail (default stop)")
      ->check(CLI::IsMember({"stop", "route", "none"}));
  command.add_option("--route-to", settings.route_to, "Campaign for those who fail");
}

void AddCreate(CLI::App& campaign, CampaignOptions& options, CommandAction& action) {
  CLI::App* const create =
      AddVerb(campaign, "create", "Ask a question about the items of a data set", options, action,
              &RunCampaignCreate);
  create->add_option("NAME", options.name, "Name of the campaign")->required();
  create->add_option("--dataset", options.dataset, "Data set, or table file of items")->required();
  create->add_option("--kind", options.settings.kind, "What a label is (default single)")
      ->check(
          CLI::IsMember({"single", "multiple", "ordinal", "number", "spans", "boxes", "pairwise"}));
  create
      ->add_option("--order", options.settings.order,
                   "random; sequential: as in the data set, or most suspicious first; gain: those "
                   "whose next label tells most (default random)")
      ->check(CLI::IsMember({"random", "sequential", "gain"}));
  AddQuestion(*create, options.settings);
  AddAmounts(*create, options.settings);
  AddGold(*create, options.settings);
  CLI::Option* const audit =
      create->add_option("--from-audit", options.from_audit, "Only the suspects of this audit");
  create->add_option("--top", options.top_count, "Only the most suspicious so many")
      ->needs(audit)
      ->check(CLI::PositiveNumber);
  CLI::Option* const unsure = create->add_option("--from-low-consensus", options.from_low_consensus,
                                                 "Only items that this campaign is unsure about");
  unsure->excludes(audit);
  create->add_option("--below", options.below_confidence, "What counts as unsure (default 0.8)")
      ->needs(unsure)
      ->check(kShare);
  create->add_flag("--start", options.start, "Start it at once");
}

void AddUpdate(CLI::App& campaign, CampaignOptions& options, CommandAction& action) {
  CLI::App* const update = AddVerb(campaign, "update", "Change what is named, leave the rest",
                                   options, action, &RunCampaignUpdate);
  update->add_option("NAME", options.name, "Campaign")->required();
  AddQuestion(*update, options.settings);
  AddAmounts(*update, options.settings);
  AddGold(*update, options.settings);
}

void AddLife(CLI::App& campaign, CampaignOptions& options, CommandAction& action) {
  const auto add = [&](const char* verb, const char* description, auto run) {
    CLI::App* const command = AddVerb(campaign, verb, description, options, action, run);
    command->add_option("NAME", options.name, "Campaign")->required();
    return command;
  };
  AddVerb(campaign, "list", "List the campaigns", action, &RunCampaignList);
  add("show", "Question, rules and state of a campaign", &RunCampaignShow);
  add("start", "Hand out items, for the first time or again", &RunCampaignStart);
  add("pause", "Hand out no more items; answers are taken", &RunCampaignPause);
  add("close", "End a campaign for good", &RunCampaignClose);
  add("delete", "Delete a draft or a closed campaign with its labels", &RunCampaignDelete);

  CLI::App* const status =
      add("status", "How far it is, how good and what it cost", &RunCampaignStatus);
  status->add_flag("--watch", options.watch, "Go on until the campaign is closed");
  status->add_option("--interval", options.interval_seconds, "Seconds between two (default 1)")
      ->check(CLI::Range(0.1, 3600.0));
  add("annotators", "How much each annotator did, and how well", &RunCampaignAnnotators);
  CLI::App* const items = add("items", "Items with their labels and consensus", &RunCampaignItems);
  items->add_option("--state", options.item_state, "Only these (default: all that were touched)")
      ->check(CLI::IsMember({"untouched", "open", "complete"}));
  items->add_option("--item", options.item_id, "Only the item with this id");
  items->add_option("--limit", options.limit, "At most so many")->check(CLI::PositiveNumber);

  CLI::App* const reinstate =
      add("reinstate", "Let an annotator go on who failed the gold items", &RunCampaignReinstate);
  reinstate->add_option("ANNOTATOR", options.annotator, "Who")->required();
  CLI::App* const machine =
      add("label-with", "Let a rule or a model label the items", &RunCampaignLabelWith);
  machine->add_option("ANNOTATOR", options.annotator, "Rule or model")->required();
  CLI::App* const settle =
      add("settle", "Hand the answers to the audit that the items came from", &RunCampaignSettle);
  settle->add_option("--min-confidence", options.min_confidence, "Leave out less sure items")
      ->check(kShare);
}

void AddFiles(CLI::App& campaign, CampaignFileOptions& options, CommandAction& action) {
  CLI::App* const save = AddVerb(campaign, "export", "Write the labels or the whole campaign",
                                 options, action, &RunCampaignExport);
  save->add_option("NAME", options.name, "Campaign")->required();
  save->add_option("--format", options.format,
                   "labels (csv, a row for each label), labels-jsonl, consensus (csv, a row for "
                   "each item), lossless (for `assay campaign restore`), or a format of another "
                   "tool (`assay methods format`); default labels");
  save->add_option("--out", options.out_file, "File (default: stdout)");

  CLI::App* const import = AddVerb(campaign, "import", "Add labels that were given elsewhere",
                                   options, action, &RunCampaignImport);
  import->add_option("NAME", options.name, "Campaign")->required();
  import->add_option("FILE", options.file, "CSV, TSV or JSONL, plain or gzip; - for stdin")
      ->required();
  import->add_option("--format", options.format,
                     "csv, tsv, jsonl, or a format of another tool (`assay methods format`)");
  import->add_option("--item", options.item, "Column with the item id");
  import->add_option("--annotator", options.annotator, "Column that says who gave the label");
  import->add_option("--label", options.label, "Column with the label");
  import->add_option("--time", options.time, "Column that says when it was given");
  import->add_option("--active-seconds", options.active_seconds, "Column with how long it took");
  import->add_option("--cost-column", options.cost,
                     "Column with what the label cost; else it costs the annotator's price");
  import->add_option("--input-tokens", options.input_tokens,
                     "Column with the tokens that a language model read for it");
  import->add_option("--output-tokens", options.output_tokens, "Column with those that it wrote");
  import
      ->add_option("--create-annotators", options.create_annotators,
                   "Add annotators that are not there yet, as this kind")
      ->check(CLI::IsMember({"expert", "crowd"}));
  CLI::Option* const create = import->add_flag(
      "--create", options.create,
      "Make the campaign and its data set from the file, which is of another tool");
  import->add_option("--question", options.question, "What the new campaign asks")->needs(create);
  import
      ->add_option("--prolific", options.prolific,
                   "What Prolific exports of the study: who took part, how it ended, how long it "
                   "took; joined with FILE by PROLIFIC_PID")
      ->excludes(create);

  CLI::App* const restore =
      AddVerb(campaign, "restore", "Make a campaign again from a lossless export", options, action,
              &RunCampaignRestore);
  restore->add_option("FILE", options.file, "What `assay campaign export --format lossless` wrote")
      ->required();
  restore->add_option("--name", options.name, "Other name of the campaign");
  restore->add_option("--dataset-name", options.dataset, "Other name of its data set");
}

}  // namespace

void AddCampaignCommand(CLI::App& app, CampaignArguments& arguments, CommandAction& action) {
  CLI::App* const campaign =
      app.add_subcommand("campaign", "Questions about items, answered by annotators");
  campaign->fallthrough();
  campaign->require_subcommand(1);
  AddCreate(*campaign, arguments.campaign, action);
  AddUpdate(*campaign, arguments.campaign, action);
  AddLife(*campaign, arguments.campaign, action);
  AddWorkCommands(*campaign, arguments.work, action);
  AddFiles(*campaign, arguments.files, action);
  AddAnnotatorCommand(app, arguments.annotator, action);
  AddKeyCommands(app, arguments.key, action);
}

}  // namespace assay::cli
