#ifndef ASSAY_CLIENTS_CLI_OPTIONS_H_
#define ASSAY_CLIENTS_CLI_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace assay::cli {

// Options that every command takes, before or after its name.
struct GlobalOptions {
  std::string data_dir;  // the embedded store
  std::string server;    // HOST:PORT; empty: the embedded store
  std::string key_file;  // with the secret of a key; empty: $ASSAY_KEY
  bool allow_insecure_key = false;
  bool tls = false;
  std::string tls_ca;  // PEM files
  std::string tls_cert;
  std::string tls_key;
  bool quiet = false;
  bool json = false;
  uint64_t seed = 0;
  int thread_count = 0;  // 0: all cores
};

// A table file and the roles of its columns.
struct TableOptions {
  std::string file;  // "-": standard input
  std::string format;
  std::string id;
  std::string label;
  std::string annotator;
  std::vector<std::string> text;
  std::vector<std::string> numeric;
  std::vector<std::string> categorical;
  int max_classes = 0;
  bool allow_no_features = false;
  bool allow_one_class = false;
  bool one_label_per_row = false;
  bool no_labels = false;
};

// Matrices with a row for each row of the table; empty: none.
struct MatrixOptions {
  std::string predicted_probabilities;  // npy file
  std::string classes;                  // classes of its columns; empty: a file beside it, or none
  std::string vectors;                  // npy file
};

// A file with what a person found out about labels.
struct VerifiedOptions {
  std::string file;  // empty: none; "-": standard input
  std::string id;    // its columns; empty: by their names
  std::string label;
};

// Prices as typed, for example "0.05"; empty: not given.
struct CostOptions {
  std::string review;
  std::string error;
  std::string currency;
};

struct AuditOptions {
  TableOptions table;
  VerifiedOptions verified;
  CostOptions costs;
  MatrixOptions matrices;
  std::string out_dir;
  int fold_count = 5;
  int top_count = 10;
  bool signals = false;  // also write signals.csv
  std::string against;   // audit whose models score the rows; empty: train
};

// Options of the commands about audits that are there.
struct ReviewOptions {
  std::string audit;  // number or "audits/..."
  std::string other;  // the later one, where two are compared
  VerifiedOptions verified;
  CostOptions costs;
  std::string reviewer;  // id or "annotators/..." of who has checked
  std::string out;       // file or directory
  int size = 100;
  int top_count = 10;
  bool show_suggestion = false;
  bool signals = false;  // also write signals.csv
};

struct DatasetOptions {
  TableOptions table;
  std::string name;  // resource id or "datasets/..."
  std::string format;
  std::string out_file;  // empty: standard output
};

// Several labels an item: a long table, or "datasets/..." for a stored one.
struct LabelOptions {
  std::string file;  // "-": standard input
  std::string format;
  std::string item;
  std::string annotator;
  std::string label;
  std::string time;
  std::string repeats = "last";
  std::vector<std::string> classes;
  bool skip_empty = false;
  bool include_machines = false;
};

struct AgreementOptions {
  LabelOptions labels;
  std::string level = "nominal";
  std::vector<std::string> metrics;
  int bootstrap_count = 1000;  // 0: none
  double confidence_level = 0.95;
  std::string out_dir;  // empty: no files
};

struct ConsensusOptions {
  LabelOptions labels;
  std::string method = "auto";
  std::string gold;  // files; empty: none
  std::string truth;
  std::string predicted_probabilities;
  std::string out_file;  // empty: standard output
  std::string annotators_file;
  std::string confusions_file;
  int64_t next_count = 0;
  std::string next_method;  // empty: the default
  std::string next_file;    // needed where next_count > 0
  int max_iterations = 0;
  double confidence_level = 0.95;
};

// What labels cost and what more of them would buy.  Amounts as text, in the currency.
struct CostsOptions {
  LabelOptions labels;
  std::vector<std::string> groups;  // kPriceGroupForm
  std::string currency;
  std::string method;  // of the consensus; empty: the default
  double confidence_level = 0.9;
  int max_item_count = 5;
  std::string known;        // file; empty: none
  std::string gold_column;  // of that file, or of the labels' where there is none
  std::string cost_column;  // of a report; empty: none
  // Of a plan.
  int64_t item_count = 0;
  int max_label_count = 9;
  std::string budget;
  std::string error_cost;
  double target_accuracy = 0;
  bool same_annotators = false;
  std::string out_file;              // empty: no page
  std::vector<double> audit_errors;  // value, low, high
  std::vector<double> audit_found;
  int64_t audit_checked_count = 0;
  std::string check_price;
  double check_seconds = 0;
};

struct MethodsOptions {
  std::string kind;
};

// Where `assay serve` is found when nothing else is said.
inline constexpr char kDefaultListen[] = "127.0.0.1:7771";
inline constexpr char kDefaultHttp[] = "127.0.0.1:7770";

struct ServeOptions {
  std::string listen;  // HOST:PORT; empty: kDefaultListen
  std::string http;    // HOST:PORT or "none"; empty: kDefaultHttp, or none where listen is given
  std::vector<std::string> http_hosts;
  std::string http_frame_ancestor;  // an origin; empty: none
  std::string tls_client_ca;        // PEM file; empty: clients need no certificate
  bool allow_insecure = false;
  std::string log_format;  // "text" or "json"; empty: no log
  std::string log_level = "info";
};

struct BackupOptions {
  std::string directory;
};

struct VerifyOptions {
  std::string campaign;  // empty: everything
};

struct DoctorOptions {
  std::string tls_client_ca;
};

struct MaintenanceOptions {
  BackupOptions backup;
  VerifyOptions verify;
  DoctorOptions doctor;
};

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_OPTIONS_H_
