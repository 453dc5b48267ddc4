#include "clients/cli/mturk_arguments.h"

namespace assay::cli {
namespace {

void AddImport(CLI::App& mturk, MturkImportOptions& options, CommandAction& action) {
  CLI::App* const import =
      AddVerb(mturk, "import", "Read the result file of a batch into a campaign", options, action,
              &RunMturkImport);
  import
      ->add_option("FILE", options.file,
                   "Result file, or JSON of the API, plain or gzip; - for stdin")
      ->required();
  import->add_option("--campaign", options.campaign, "Campaign")->required();
  import->add_flag("--create", options.create, "Make the campaign where it is not there");
  import->add_option("--answer", options.answer,
                     "The question that labels come from (default: the likeliest one)");
  import->add_option("--kind", options.kind, "Kind of the labels (default: as the answers are)")
      ->check(
          CLI::IsMember({"single", "multiple", "ordinal", "number", "spans", "boxes", "pairwise"}));
  import->add_option("--item", options.item,
                     "Input that identifies items (default: assay_item_id, else all inputs)");
  import->add_option("--text", options.text, "Input that spans lie in (default: found out)");
  import
      ->add_option("--span-unit", options.span_unit,
                   "What offsets of spans count (default: found out)")
      ->check(CLI::IsMember({"code-points", "utf16"}));
  import->add_option("--question", options.question, "Of a new campaign (default: the title)");
  import->add_flag("--pseudonymize", options.pseudonymize,
                   "Keep keyed hashes instead of worker ids");
  import->add_flag("--include-rejected", options.include_rejected,
                   "Answers of rejected assignments are labels too");
}

void AddExport(CLI::App& mturk, MturkExportOptions& options, CommandAction& action) {
  CLI::App* const batch =
      AddVerb(mturk, "export", "Write what a batch is made of: input.csv, layout.html, hits.jsonl",
              options, action, &RunMturkExport);
  batch->add_option("NAME", options.campaign, "Campaign")->required();
  batch->add_option("--out", options.out_dir, "Directory")->required();
  batch->add_flag("--hits", options.hits,
                  "Also write hits.jsonl: CreateHIT parameters for the API");
  batch->add_option("--external-url", options.external_url,
                    "hits.jsonl with this page as ExternalQuestion (https)");
  batch->add_flag("--keep-emoji", options.keep_emoji,
                  "Leave characters beyond U+FFFF as they are; the requester site refuses them");
  batch->add_option("--gold-share", options.gold_share, "Share of known questions, 0 to 0.5");
  batch->add_option("--assignments", options.max_assignments,
                    "Assignments of a HIT (default: the campaign's overlap)");
  batch->add_option("--reward", options.reward, "Dollars for an assignment, such as 0.05");
  batch->add_option("--title", options.title, "Of the HITs");
  batch->add_option("--description", options.description, "Of the HITs");
  batch->add_option("--keywords", options.keywords, "Of the HITs, separated by commas");
  batch->add_option("--duration", options.duration_seconds, "Seconds for an assignment");
  batch->add_option("--auto-approval", options.auto_approval_seconds,
                    "Seconds after which an assignment is approved");
  batch->add_option("--lifetime", options.lifetime_seconds, "Seconds that a HIT is offered");
  batch->add_flag("--micro-batches", options.micro_batches,
                  "HITs of fewer assignments where that is cheaper; see assay mturk estimate");
  batch->add_flag("--plain-form", options.plain_form,
                  "A form of HTML's own inputs instead of crowd-html-elements");
}

void AddEstimate(CLI::App& mturk, MturkEstimateOptions& options, CommandAction& action) {
  CLI::App* const estimate =
      AddVerb(mturk, "estimate", "Say what a batch would cost before it is published", options,
              action, &RunMturkEstimate);
  CLI::Option_group* const items = estimate->add_option_group("items", "What is asked about");
  items->add_option("NAME", options.campaign, "Campaign: its items that want labels");
  items->add_option("--csv", options.csv, "Table with a row for each item; - for stdin");
  items->add_option("--items", options.item_count, "So many items");
  items->require_option(1);
  estimate->add_option("--reward", options.reward, "Dollars for an assignment, such as 0.05")
      ->required();
  estimate->add_option("--assignments", options.max_assignments,
                       "Workers for each item (default: the campaign's overlap, or 1)");
  estimate->add_option("--gold-share", options.gold_share, "Share of known questions, 0 to 0.5");
  estimate->add_flag("--masters", options.masters, "Only workers with the Masters qualification");
  estimate->add_option("--qualification", options.qualifications,
                       "NAME=PRICE: another qualification and its fee for an assignment");
  estimate->add_option("--fee-version", options.fee_version,
                       "Fees as of YYYY-MM-DD (default: the newest)");
}

void AddReview(CLI::App& mturk, MturkReviewOptions& options, CommandAction& action) {
  CLI::App* const review =
      AddVerb(mturk, "review", "Decide which assignments to approve, and say why not", options,
              action, &RunMturkReview);
  review->add_option("NAME", options.campaign, "Campaign")->required();
  review->add_option("--out", options.out_dir,
                     "Directory for review.csv (to upload) and bonus.csv (default: none)");
  review->add_option("--min-gold", options.min_gold, "Known questions before they count");
  review->add_option("--pass-mark", options.pass_mark, "Share of right answers that is enough");
  review->add_option("--min-seconds", options.min_seconds, "Faster is impossible");
  review->add_option("--straight", options.straight, "Equal answers that make a straight line");
  review->add_option("--bonus-share", options.bonus_share, "Bonus as a share of what was earned");
  review->add_option("--bonus-mark", options.bonus_mark, "Share of right answers that earns it");
}

}  // namespace

void AddMturkCommand(CLI::App& app, MturkOptions& options, CommandAction& action) {
  CLI::App* const mturk =
      app.add_subcommand("mturk", "Amazon Mechanical Turk: batches out, results in, who is paid");
  mturk->fallthrough();
  mturk->require_subcommand(1);
  AddImport(*mturk, options.import, action);
  AddExport(*mturk, options.batch, action);
  AddEstimate(*mturk, options.estimate, action);
  AddReview(*mturk, options.review, action);
}

}  // namespace assay::cli
