#include "clients/cli/label_options.h"

#include "clients/cli/commands.h"

namespace assay::cli {
namespace {

void AddLabelOptions(CLI::App& command, LabelOptions& labels) {
  command
      .add_option("FILE", labels.file,
                  "Long table with one row for each label (CSV, TSV or JSONL, plain or gzip; - for "
                  "stdin), datasets/NAME for a stored one, or campaigns/NAME for the labels that "
                  "count in a campaign")
      ->required();
  command.add_option("--format", labels.format, "csv, tsv or jsonl (default: by name or content)");
  command.add_option("--item", labels.item, "Column with the item");
  command.add_option("--annotator", labels.annotator, "Column that says who gave the label");
  command.add_option("--label", labels.label, "Column with the label");
  command.add_option("--time", labels.time, "Column with the seconds that the label took");
  command
      .add_option("--repeats", labels.repeats,
                  "Which labels count where an annotator labelled an item more than once: last, "
                  "first or all")
      ->check(CLI::IsMember({"last", "first", "all"}))
      ->default_val("last");
  command
      .add_option("--classes", labels.classes,
                  "The classes there are, separated by commas, in their order where they have one; "
                  "any other label is refused")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_flag("--machines", labels.include_machines,
                   "Of a campaign: also the labels of rules and models");
  command.add_flag("--skip-empty", labels.skip_empty, "Leave out rows without a label");
}

void AddConfidenceOption(CLI::App& command, double& level) {
  command.add_option("--level-of-confidence", level, "How sure the intervals are (default: 0.95)")
      ->check(CLI::Range(0.5, 1.0));
}

}  // namespace

void AddAgreementCommand(CLI::App& app, AgreementOptions& options,
                         std::function<absl::Status(Session&)>& action) {
  CLI::App* command = app.add_subcommand("agreement", "How far annotators agree");
  command->fallthrough();
  AddLabelOptions(*command, options.labels);
  command
      ->add_option("--level", options.level,
                   "How much two different labels disagree: nominal, ordinal, interval (or "
                   "quadratic), ratio, linear, radical, circular, bipolar; jaccard or masi for "
                   "sets, spans for lists of spans")
      ->default_val("nominal");
  command
      ->add_option("--metric", options.metrics,
                   "Coefficients, separated by commas (default: all; see `assay methods "
                   "coefficient`)")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      ->add_option("--bootstrap", options.bootstrap_count,
                   "Replicates of the bootstrap over items; 0: analytic intervals only (default: "
                   "1000)")
      ->check(CLI::Range(0, 100000));
  AddConfidenceOption(*command, options.confidence_level);
  command->add_option("--out", options.out_dir,
                      "Directory for report.html, summary.json and the tables of pairs, classes, "
                      "items and annotators");
  command->callback([&options, &action] {
    action = [&options](Session& session) { return RunAgreement(session, options); };
  });
}

void AddConsensusCommand(CLI::App& app, ConsensusOptions& options,
                         std::function<absl::Status(Session&)>& action) {
  CLI::App* command = app.add_subcommand("consensus", "The most probable true label of each item");
  command->fallthrough();
  AddLabelOptions(*command, options.labels);
  command->add_option("--method", options.method,
                      "How (default: auto; see `assay methods consensus`)");
  command->add_option("--gold", options.gold,
                      "Table with items whose true label is known: item and label");
  command->add_option("--truth", options.truth,
                      "Table with true labels to score the answer against: item and label");
  command->add_option("--pred-probs", options.predicted_probabilities,
                      "npy file with a model's probabilities, a row for each item in the order of "
                      "their first labels; columns as --classes, else as NAME.classes.txt beside "
                      "it, else as the sorted labels");
  command
      ->add_option("--max-iterations", options.max_iterations,
                   "Rounds at most (default: the method's own limit)")
      ->check(CLI::Range(0, 1000000));
  AddConfidenceOption(*command, options.confidence_level);
  command->add_option("--out", options.out_file, "CSV file for the answer (default: stdout)");
  command->add_option("--annotators-out", options.annotators_file,
                      "CSV file with how good each annotator is");
  command->add_option("--confusions-out", options.confusions_file,
                      "CSV file with what each annotator says of items of which class");
  CLI::Option* const next_out = command->add_option(
      "--next-out", options.next_file, "CSV file with the labels to ask for next: item, annotator");
  CLI::Option* const next =
      command->add_option("--next", options.next_count, "How many of those, one for an item")
          ->check(CLI::Range(1, 1000000))
          ->needs(next_out);
  next_out->needs(next);
  command
      ->add_option("--next-method", options.next_method,
                   "How to choose them (`assay methods next_label`)")
      ->needs(next);
  command->callback([&options, &action] {
    action = [&options](Session& session) { return RunConsensus(session, options); };
  });
}

namespace {

void AddPriceOptions(CLI::App& command, CostsOptions& options) {
  AddLabelOptions(command, options.labels);
  command
      .add_option(
          "--group", options.groups,
          "Who is paid what, once for each group: NAME=PRICE[+PRICE...][@FEES][:ANNOTATOR,...], "
          "for example crowd=0.05@mturk, experts=18/hour:eve,kim, or of a million tokens read and "
          "written, with how many a label takes, model=3/input*400+15/output*20:gpt; without "
          "annotators all who are in no other group")
      ->allow_extra_args(false);
  command.add_option("--known", options.known, "Table with known labels of items: item and label");
  command.add_option("--gold-column", options.gold_column,
                     "Column with the known label, of that table or of the labels' own");
  command.add_option("--currency", options.currency, "Three capital letters as in USD");
  command
      .add_option("--level-of-confidence", options.confidence_level,
                  "How sure the intervals are (default: 0.9)")
      ->check(CLI::Range(0.5, 1.0));
}

void AddPlanOptions(CLI::App& command, CostsOptions& options) {
  command.add_option("--items", options.item_count, "Items to be labelled")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 40))
      ->required();
  command.add_option("--max-labels", options.max_label_count, "Labels an item at most")
      ->check(CLI::Range(1, 15));
  command.add_option("--budget", options.budget, "What can be spent");
  command.add_option("--target", options.target_accuracy, "Accuracy that is wanted")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--error-cost", options.error_cost, "What a wrong label that stays costs");
  command.add_flag("--same-annotators", options.same_annotators,
                   "Those of the pilot will do the rest");
  command.add_option("--out", options.out_file, "HTML page with the plan");
  CLI::Option* const checked =
      command
          .add_option("--audit-checked", options.audit_checked_count,
                      "Compare with an audit: so many of its findings would be checked")
          ->check(CLI::Range(int64_t{1}, int64_t{1} << 40));
  CLI::Option* const errors = command
                                  .add_option("--audit-errors", options.audit_errors,
                                              "Wrong labels by the audit: VALUE,LOW,HIGH")
                                  ->delimiter(',')
                                  ->expected(3)
                                  ->needs(checked);
  CLI::Option* const found = command
                                 .add_option("--audit-found", options.audit_found,
                                             "Wrong ones among those checked: VALUE,LOW,HIGH")
                                 ->delimiter(',')
                                 ->expected(3)
                                 ->needs(checked);
  checked->needs(errors);
  checked->needs(found);
  command.add_option("--check-price", options.check_price, "Price of checking one")->needs(checked);
  command.add_option("--check-seconds", options.check_seconds, "Seconds to check one")
      ->needs(checked);
}

}  // namespace

void AddCostCommand(CLI::App& app, CostsOptions& options,
                    std::function<absl::Status(Session&)>& action) {
  CLI::App* cost = app.add_subcommand("cost", "What labels cost, and what more of them would buy");
  cost->fallthrough();
  cost->require_subcommand(1);
  CLI::App* report = cost->add_subcommand("report", "What was paid, and for how many right labels");
  report->fallthrough();
  AddPriceOptions(*report, options);
  report->add_option("--cost-column", options.cost_column,
                     "Column with what each label cost, instead of --group");
  report->add_option("--method", options.method,
                     "Consensus that labels are judged by (`assay methods consensus`)");
  report->add_option("--top", options.max_item_count, "How many of the dearest items to list")
      ->check(CLI::Range(0, 1000000));
  report->callback([&options, &action] {
    action = [&options](Session& session) { return RunCostReport(session, options); };
  });
  CLI::App* plan = cost->add_subcommand(
      "plan", "From a pilot: how many labels, from whom, reach which accuracy at which cost");
  plan->fallthrough();
  AddPriceOptions(*plan, options);
  AddPlanOptions(*plan, options);
  plan->callback([&options, &action] {
    action = [&options](Session& session) { return RunCostPlan(session, options); };
  });
}

}  // namespace assay::cli
