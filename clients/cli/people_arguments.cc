#include "clients/cli/campaign_arguments.h"
#include "clients/cli/campaign_commands.h"

namespace assay::cli {
namespace {

void AddPrices(CLI::App& command, AnnotatorOptions& options) {
  command.add_option("--price-per-label", options.label_price, "Such as 0.05");
  command.add_option("--price-per-hour", options.hour_price, "Of active time, such as 30");
  command.add_option("--price-per-million-input-tokens", options.input_tokens_price,
                     "Of what a language model reads, such as 3");
  command.add_option("--price-per-million-output-tokens", options.output_tokens_price,
                     "Of what it writes, such as 15");
  command.add_option("--currency", options.currency, "Currency of the prices, such as USD");
  command.add_option("--title", options.display_name, "Name for people");
}

}  // namespace

void AddAnnotatorCommand(CLI::App& app, AnnotatorOptions& options, CommandAction& action) {
  CLI::App* const annotator =
      app.add_subcommand("annotator", "Who and what puts labels on items: people, rules, models");
  annotator->fallthrough();
  annotator->require_subcommand(1);

  CLI::App* const add =
      AddVerb(*annotator, "add", "Add an annotator", options, action, &RunAnnotatorAdd);
  add->add_option("NAME", options.name, "Name of the annotator")->required();
  add->add_option("--kind", options.kind, "What it is (default expert)")
      ->check(CLI::IsMember({"expert", "crowd", "rule", "model"}));
  AddPrices(*add, options);
  CLI::Option* const term =
      add->add_option("--term", options.term, "Of a rule: this term, whole words");
  add->add_option("--regex", options.regex, "Of a rule: this regular expression (RE2)")
      ->excludes(term);
  add->add_option("--column", options.column,
                  "Of a rule: the column it looks at (default: every text column)");
  add->add_option("--class", options.label_class, "Of a rule: the class it gives");
  add->add_option("--audit", options.audit, "Of a model: the audit that trained it");

  AddVerb(*annotator, "list", "List the annotators", action, &RunAnnotatorList);
  CLI::App* const show =
      AddVerb(*annotator, "show", "One annotator", options, action, &RunAnnotatorShow);
  show->add_option("NAME", options.name, "Annotator")->required();
  CLI::App* const update = AddVerb(*annotator, "update", "Change what is named, leave the rest",
                                   options, action, &RunAnnotatorUpdate);
  update->add_option("NAME", options.name, "Annotator")->required();
  AddPrices(*update, options);
  update->add_flag_callback(
      "--disable", [&options] { options.disabled = true; }, "Give no more work to it");
  update->add_flag_callback(
      "--enable", [&options] { options.disabled = false; }, "Give work to it again");
}

void AddKeyCommands(CLI::App& app, KeyOptions& options, CommandAction& action) {
  CLI::App* const key = app.add_subcommand("key", "Keys: who may do what over the network");
  key->fallthrough();
  key->require_subcommand(1);
  CLI::App* const create = AddVerb(*key, "create", "Make a key; its secret is shown once", options,
                                   action, &RunKeyCreate);
  create->add_option("--role", options.role, "What its bearer may do")
      ->required()
      ->check(CLI::IsMember({"admin", "manager", "annotator", "viewer"}));
  create->add_option("--annotator", options.annotator, "Whose key it is, of the role annotator");
  create->add_option("--name", options.name, "Name for people");
  create->add_option("--expires", options.expires,
                     "After which time it ends, such as 90d, 12h or 30m (default: never)");
  create->add_option("--out", options.out_file,
                     "File for the secret, readable by its owner only (default: stdout)");
  AddVerb(*key, "list", "List the keys, without their secrets", action, &RunKeyList);
  CLI::App* const revoke = AddVerb(*key, "revoke", "Make a key useless from the next call on",
                                   options, action, &RunKeyRevoke);
  revoke->add_option("KEY", options.name, "Key, such as keys/2")->required();
  AddVerb(*key, "whoami", "Who the caller is", action, &RunKeyCaller);

  CLI::App* const trail =
      AddVerb(app, "trail", "What was changed by whom, newest first", options, action, &RunTrail);
  trail->add_option("--limit", options.limit, "At most so many (default 50)")
      ->check(CLI::Range(1, 1'000'000));
}

}  // namespace assay::cli
