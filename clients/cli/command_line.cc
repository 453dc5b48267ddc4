#include "clients/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <string_view>

#include "clients/cli/campaign_arguments.h"
#include "clients/cli/commands.h"
#include "clients/cli/label_options.h"
#include "clients/cli/mturk_arguments.h"
#include "clients/cli/review_options.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

using Action = std::function<absl::Status(Session&)>;

std::string DefaultDataDir() {
  const char* from_environment = std::getenv("ASSAY_DATA");
  return from_environment != nullptr && *from_environment != '\0' ? from_environment
                                                                  : "./assay-data";
}

void AddGlobalOptions(CLI::App& app, GlobalOptions& global) {
  app.add_option("--data", global.data_dir,
                 "Directory of the embedded store (default: $ASSAY_DATA, else ./assay-data)");
  app.add_option("--server", global.server, "Use the service at HOST:PORT instead of a directory");
  app.add_option("--key", global.key_file,
                 "File with the secret of a key for --server (default: $ASSAY_KEY)");
  app.add_flag("--tls", global.tls, "Speak TLS with --server");
  app.add_option("--tls-ca", global.tls_ca,
                 "PEM file with the certificates that sign the server's (default: the system's)");
  app.add_option("--tls-cert", global.tls_cert,
                 "PEM file with the certificate of this client, or service");
  app.add_option("--tls-key", global.tls_key, "PEM file with its private key");
  app.add_flag("--allow-insecure-key", global.allow_insecure_key,
               "Send the key to another machine without encryption");
  app.add_flag("--quiet,-q", global.quiet, "No progress, no remarks");
  app.add_flag("--json", global.json, "Machine-readable output");
  app.add_option("--seed", global.seed, "Seed of every random choice (default 0)");
  app.add_option("--threads", global.thread_count, "Threads (default: all cores)")
      ->check(CLI::Range(0, 256));
}

CLI::Option* AddTableOptions(CLI::App& command, TableOptions& table) {
  CLI::Option* file =
      command.add_option("FILE", table.file, "CSV, TSV or JSONL, plain or gzip; - for stdin");
  command.add_option("--format", table.format, "csv, tsv or jsonl (default: by name or content)");
  command.add_option("--id", table.id, "Column with the item id");
  command.add_option("--label", table.label, "Column with the given label");
  command.add_option("--annotator", table.annotator, "Column that says who gave the label");
  command.add_option("--text", table.text, "Columns of words, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--numeric", table.numeric, "Columns of numbers")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--categorical", table.categorical, "Columns of categories")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--max-classes", table.max_classes, "Refuse more classes (default 1000)")
      ->check(CLI::Range(2, 2000));
  return file;
}

void AddMatrixOptions(CLI::App& command, MatrixOptions& matrices) {
  CLI::Option* const probabilities = command.add_option(
      "--pred-probs", matrices.predicted_probabilities,
      "npy file with your model's out-of-sample probabilities, a row for each row of FILE; the "
      "columns are the classes of --classes, else the class 0, 1, ... where all labels are such "
      "numbers, else the sorted labels");
  command
      .add_option(
          "--classes", matrices.classes,
          "Classes of the columns, one on each line or in one line (default: NAME.classes.txt "
          "or .csv beside NAME.npy, where there is one)")
      ->needs(probabilities);
  command.add_option("--vectors", matrices.vectors,
                     "npy file with a vector for each row of FILE, for example of an embedding");
}

void AddAuditCommand(CLI::App& app, AuditOptions& options, ReviewOptions& review, Action& action) {
  CLI::App* audit = app.add_subcommand("audit", "Find the labels that are probably wrong");
  audit->fallthrough();
  AddTableOptions(*audit, options.table);
  AddMatrixOptions(*audit, options.matrices);
  audit->add_option("--out", options.out_dir, "Directory for the results")
      ->default_val("assay-report");
  audit->add_option("--folds", options.fold_count, "Parts of the cross-validation")
      ->check(CLI::Range(2, 20))
      ->default_val(5);
  audit->add_option("--top", options.top_count, "Suspects to print")
      ->check(CLI::Range(0, 1000))
      ->default_val(10);
  audit->add_option("--against", options.against,
                    "Score the rows with the models of this earlier audit; nothing is trained");
  audit->add_flag("--signals", options.signals, "Also write signals.csv: every signal's scores");
  AddVerifiedOptions(*audit, options.verified, options.costs);
  AddReviewCommands(*audit, review, action);
  audit->callback([&action, &options, audit] {
    // FILE stands beside the subcommands, so CLI11 cannot require it.
    const bool has_verb = !audit->get_subcommands().empty();
    if (has_verb && !options.table.file.empty()) {
      throw CLI::ExtrasError({options.table.file});
    }
    if (!has_verb && options.table.file.empty()) {
      throw CLI::RequiredError("FILE");
    }
    if (!has_verb) {
      action = [&options](Session& session) { return RunAudit(session, options); };
    }
  });
}

CLI::App* AddDatasetVerb(CLI::App& dataset, const char* verb, const char* description,
                         std::function<void()> chosen) {
  CLI::App* command = dataset.add_subcommand(verb, description);
  command->fallthrough();
  command->callback(std::move(chosen));
  return command;
}

void AddDatasetCommand(CLI::App& app, DatasetOptions& options, Action& action) {
  CLI::App* dataset = app.add_subcommand("dataset", "Tables of items with their labels");
  dataset->fallthrough();
  dataset->require_subcommand(1);
  CLI::App* import = AddDatasetVerb(*dataset, "import", "Store a table", [&] {
    action = [&](Session& session) { return RunDatasetImport(session, options); };
  });
  AddTableOptions(*import, options.table)->required();
  import->add_flag(
      "--long", options.table.one_label_per_row,
      "The table has one row for each label: rows with the same --id are labels of one "
      "item, for `assay agreement datasets/NAME` and `assay consensus datasets/NAME`");
  import->add_flag("--no-labels", options.table.no_labels,
                   "The table has no labels: items for a campaign");
  import->add_option("--name", options.name, "Name of the data set (default: from the file)");
  CLI::App* append = AddDatasetVerb(*dataset, "append", "Add the items of a table at the end", [&] {
    action = [&](Session& session) { return RunDatasetAppend(session, options); };
  });
  append->add_option("NAME", options.name, "Data set")->required();
  append->add_option("FILE", options.table.file, "CSV, TSV or JSONL, plain or gzip; - for stdin")
      ->required();
  append->add_option("--id", options.table.id, "Column with the item id (default: as in NAME)");
  append->add_option("--format", options.table.format, "csv, tsv or jsonl");
  AddDatasetVerb(*dataset, "list", "List the data sets",
                 [&] { action = [](Session& session) { return RunDatasetList(session); }; });
  CLI::App* show = AddDatasetVerb(*dataset, "show", "Columns and classes of a data set", [&] {
    action = [&](Session& session) { return RunDatasetShow(session, options); };
  });
  show->add_option("NAME", options.name, "Data set")->required();
  CLI::App* export_command = AddDatasetVerb(*dataset, "export", "Write a data set as a table", [&] {
    action = [&](Session& session) { return RunDatasetExport(session, options); };
  });
  export_command->add_option("NAME", options.name, "Data set")->required();
  export_command->add_option("--format", options.format, "csv, tsv or jsonl")->default_val("csv");
  export_command->add_option("--out", options.out_file, "File (default: stdout)");
  CLI::App* remove = AddDatasetVerb(
      *dataset, "delete", "Delete a data set with its labels and audits",
      [&] { action = [&](Session& session) { return RunDatasetDelete(session, options); }; });
  remove->add_option("NAME", options.name, "Data set")->required();
}

void AddServeCommand(CLI::App& app, ServeOptions& serve, Action& action) {
  CLI::App* serve_command = app.add_subcommand("serve", "Run the service over the data directory");
  serve_command->fallthrough();
  serve_command->add_option(
      "--listen", serve.listen,
      "HOST:PORT; port 0 takes a free one (default " + std::string(kDefaultListen) + ")");
  serve_command->add_option("--http", serve.http,
                            "HOST:PORT of the pages, /metrics, /healthz and /readyz, or none "
                            "(default " +
                                std::string(kDefaultHttp) + "; with --listen: none)");
  serve_command->add_option("--http-host", serve.http_hosts,
                            "Another name that browsers may call the pages by; may stand again");
  serve_command->add_option("--http-frame-ancestors", serve.http_frame_ancestor,
                            "An origin whose pages may hold ours in a frame, for example "
                            "https://www.mturk.com (default: none)");
  serve_command->add_option("--tls-client-ca", serve.tls_client_ca,
                            "PEM file: only clients with a certificate of these authorities get "
                            "in; --tls-cert and --tls-key are the service's own");
  serve_command->add_flag("--allow-insecure-listen", serve.allow_insecure,
                          "Accept connections from other machines without encryption");
  serve_command->add_option("--log-format", serve.log_format,
                            "text or json: a line for each call on stderr (default: none)");
  serve_command->add_option("--log-level", serve.log_level,
                            "debug, info, warning, error or off (default info)");
  serve_command->callback(
      [&] { action = [&](Session& session) { return RunServe(session, serve); }; });
}

void AddOtherCommands(CLI::App& app, MethodsOptions& methods, ServeOptions& serve, Action& action) {
  CLI::App* operation = app.add_subcommand("operation", "Long-running work and how it ended");
  operation->fallthrough();
  operation->require_subcommand(1);
  CLI::App* list = operation->add_subcommand("list", "List operations, newest first");
  list->fallthrough();
  list->callback([&] { action = [](Session& session) { return RunOperationList(session); }; });

  CLI::App* methods_command =
      app.add_subcommand("methods", "Everything registered, with its source");
  methods_command->fallthrough();
  methods_command->add_option(
      "KIND", methods.kind, "Only this kind: signal, coefficient, consensus, next_label or format");
  methods_command->callback(
      [&] { action = [&](Session& session) { return RunMethods(session, methods); }; });

  AddServeCommand(app, serve, action);
}

void AddMaintenanceCommands(CLI::App& app, MaintenanceOptions& options, Action& action) {
  BackupOptions& backup = options.backup;
  CLI::App* backup_command =
      app.add_subcommand("backup", "Copy the data directory's state, also while it is served");
  backup_command->fallthrough();
  backup_command
      ->add_option("DIR", backup.directory,
                   "New directory; with --server an absolute path on its machine")
      ->required();
  backup_command->callback(
      [&] { action = [&](Session& session) { return RunBackup(session, backup); }; });

  CLI::App* restore_command =
      app.add_subcommand("restore", "Make the data directory (empty or absent) from a backup");
  restore_command->fallthrough();
  restore_command->add_option("DIR", backup.directory, "Directory of the backup")->required();
  restore_command->callback(
      [&] { action = [&](Session& session) { return RunRestore(session, backup); }; });

  CLI::App* verify_command = app.add_subcommand(
      "verify", "Read everything back, and make every figure anew from the label logs");
  verify_command->fallthrough();
  verify_command->add_option("--campaign", options.verify.campaign, "Only this one");
  verify_command->callback(
      [&] { action = [&](Session& session) { return RunVerify(session, options.verify); }; });

  CLI::App* doctor_command = app.add_subcommand(
      "doctor", "Look at the data directory and this machine, or at --server, and say what to do");
  doctor_command->fallthrough();
  doctor_command->add_option("--tls-client-ca", options.doctor.tls_client_ca,
                             "As of `assay serve`, like --tls-cert and --tls-key");
  doctor_command->callback(
      [&] { action = [&](Session& session) { return RunDoctor(session, options.doctor); }; });
}

// CLI11 has exit codes of its own; ours are 0, 1 and 2.
int ReportParseError(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  const bool json = std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
  if (error.get_exit_code() == 0 || !json) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  GlobalOptions options;
  options.json = true;
  ReportError(MakeError(absl::StatusCode::kInvalidArgument, "BAD_ARGUMENTS", error.what()),
              options);
  return 2;
}

}  // namespace

int RunCommandLine(int argc, char** argv) {
  CLI::App app{"Assay finds the labels that are probably wrong."};
  app.name("assay");
  app.require_subcommand(1);
  app.set_version_flag("--version", "assay " ASSAY_VERSION);
  GlobalOptions global;
  global.data_dir = DefaultDataDir();
  AuditOptions audit;
  ReviewOptions review;
  AgreementOptions agreement;
  ConsensusOptions consensus;
  CostsOptions costs;
  DatasetOptions dataset;
  MethodsOptions methods;
  ServeOptions serve;
  MaintenanceOptions maintenance;
  CampaignArguments campaign;
  MturkOptions mturk;
  Action action;
  AddGlobalOptions(app, global);
  AddAuditCommand(app, audit, review, action);
  AddAgreementCommand(app, agreement, action);
  AddConsensusCommand(app, consensus, action);
  AddCostCommand(app, costs, action);
  AddDatasetCommand(app, dataset, action);
  AddCampaignCommand(app, campaign, action);
  AddMturkCommand(app, mturk, action);
  AddOtherCommands(app, methods, serve, action);
  AddMaintenanceCommands(app, maintenance, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ReportParseError(app, error, argc, argv);
  }
  absl::Status status;
  int exit_code = 0;
  {
    Session session(global);
    try {
      status = action(session);
    } catch (const std::exception& error) {
      status = MakeError(absl::StatusCode::kInternal, "INTERNAL_ERROR", error.what());
    }
    exit_code = session.exit_code();
  }
  if (!status.ok()) {
    ReportError(status, global);
    return ExitCode(status);
  }
  return exit_code;
}

}  // namespace assay::cli
