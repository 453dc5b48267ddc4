#include "clients/cli/review_options.h"

#include "clients/cli/commands.h"

namespace assay::cli {
namespace {

using Run = absl::Status (*)(Session&, const ReviewOptions&);

}  // namespace

void AddVerifiedOptions(CLI::App& command, VerifiedOptions& verified, CostOptions& costs) {
  command.add_option("--verified", verified.file,
                     "CSV, TSV or JSONL with labels that a person has checked: id, and true_label "
                     "or correct (yes, no)");
  command.add_option("--verified-id", verified.id, "Its column with the item id");
  command.add_option("--verified-label", verified.label, "Its column with the true label");
  command.add_option("--review-cost", costs.review, "Price of checking one item, such as 0.05");
  command.add_option("--error-cost", costs.error, "Price of a wrong label that stays");
  command.add_option("--currency", costs.currency, "Currency of the prices, such as USD");
}

void AddReviewCommands(CLI::App& audit, ReviewOptions& options,
                       std::function<absl::Status(Session&)>& action) {
  const auto add = [&](const char* verb, const char* description, Run run) {
    CLI::App* command = audit.add_subcommand(verb, description);
    command->fallthrough();
    command->callback([&options, &action, run] {
      action = [&options, run](Session& session) { return run(session, options); };
    });
    return command;
  };
  CLI::App* verify =
      add("verify", "Tell an audit which labels a person found right or wrong", &RunAuditVerify);
  verify->add_option("AUDIT", options.audit, "Audit, such as audits/3")->required();
  AddVerifiedOptions(*verify, options.verified, options.costs);
  verify->add_option("--reviewer", options.reviewer, "Annotator who has checked them");
  verify->add_option("--out", options.out, "Directory for the results (default: assay-report)");
  verify->add_option("--top", options.top_count, "Suspects to print")->check(CLI::Range(0, 1000));

  CLI::App* sample = add("sample", "Write a table of items for a person to check", &RunAuditSample);
  sample->add_option("AUDIT", options.audit, "Audit, such as audits/3")->required();
  sample->add_option("--size", options.size, "Items to check (default: 100)")
      ->check(CLI::Range(1, 10000));
  sample->add_option("--out", options.out, "File (default: sample.csv)");
  sample->add_flag("--show-suggestion", options.show_suggestion,
                   "Also write the suggested label: quicker, but people tend to agree with it");

  CLI::App* compare =
      add("compare", "What changed from one audit to a later one", &RunAuditCompare);
  compare->add_option("BEFORE", options.audit, "The earlier audit")->required();
  compare->add_option("AFTER", options.other, "The later audit")->required();
  compare->add_option("--top", options.top_count, "Changes of each kind to print")
      ->check(CLI::Range(0, 1000));

  CLI::App* exported =
      add("export", "Write the results of an audit again, and its verdicts", &RunAuditExport);
  exported->add_option("AUDIT", options.audit, "Audit, such as audits/3")->required();
  exported->add_option("--out", options.out, "Directory for the results (default: assay-report)");
  exported->add_option("--top", options.top_count, "Suspects to print")->check(CLI::Range(0, 1000));
  exported->add_flag("--signals", options.signals, "Also write signals.csv: every signal's scores");

  CLI::App* list = audit.add_subcommand("list", "List the audits");
  list->fallthrough();
  list->callback([&action] { action = [](Session& session) { return RunAuditList(session); }; });

  CLI::App* show = add("show", "The figures of an audit", &RunAuditShow);
  show->add_option("AUDIT", options.audit, "Audit, such as audits/3")->required();
}

}  // namespace assay::cli
