#ifndef ASSAY_CLIENTS_CLI_CAMPAIGN_OPTIONS_H_
#define ASSAY_CLIENTS_CLI_CAMPAIGN_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::cli {

// What a campaign is to be; an absent one is left as it is.
struct CampaignSettings {
  std::optional<std::string> display_name;
  std::optional<std::string> question;
  std::optional<std::string> kind;
  std::vector<std::string> classes;
  std::optional<double> min_value;
  std::optional<double> max_value;
  std::optional<std::string> guidelines;  // file
  std::vector<std::string> shown_columns;
  std::vector<std::string> annotators;
  std::optional<int> overlap;
  std::optional<int> max_overlap;
  std::optional<double> target_confidence;
  std::optional<std::string> order;
  std::optional<std::string> gold;  // data set or file
  std::optional<double> gold_share;
  std::optional<int> gold_first;
  std::optional<double> pass_mark;
  std::optional<int> gold_answers;
  std::optional<std::string> on_fail;
  std::optional<std::string> route_to;
  std::optional<double> lease_minutes;
  std::optional<int> prefetch;
  std::optional<std::string> budget;
  std::optional<std::string> currency;
};

struct CampaignOptions {
  std::string name;  // "news" or "campaigns/news"
  CampaignSettings settings;
  std::string dataset;     // data set or file
  std::string from_audit;  // empty: none
  int64_t top_count = 0;
  std::string from_low_consensus;  // campaign; empty: none
  double below_confidence = 0.8;
  bool start = false;
  bool watch = false;
  double interval_seconds = 1;
  std::string annotator;
  std::string item_id;
  std::string item_state;
  int64_t limit = 0;  // 0: all
  double min_confidence = 0;
};

// Files of a campaign, in and out.
struct CampaignFileOptions {
  std::string name;
  std::string file;
  std::string format;
  std::string out_file;  // empty: standard output
  std::string item;      // columns; empty: by their names
  std::string annotator;
  std::string label;
  std::string time;
  std::string active_seconds;
  std::string cost;  // never guessed
  std::string input_tokens;
  std::string output_tokens;
  std::string prolific;           // what Prolific exports of the study; empty: not from there
  std::string create_annotators;  // kind; empty: refuse unknown ones
  std::string dataset;            // name of the restored data set
  bool create = false;            // make the data set and the campaign from the file
  std::string question;           // of that campaign
};

// The work of one annotator in one campaign.
struct WorkOptions {
  std::string campaign;
  std::string annotator;  // empty: the one that the key belongs to
  int count = 1;
  std::string lease;
  std::vector<std::string> leases;
  std::string label;
  std::string reason;
  std::string comment;
  std::string request_id;  // empty: a new one
  double wall_seconds = 0;
  double active_seconds = 0;
  double confidence = 0;
  int64_t input_tokens = 0;
  int64_t output_tokens = 0;
};

struct AnnotatorOptions {
  std::string name;
  std::optional<std::string> kind;
  std::optional<std::string> display_name;
  std::optional<std::string> label_price;
  std::optional<std::string> hour_price;
  std::optional<std::string> input_tokens_price;  // of a million
  std::optional<std::string> output_tokens_price;
  std::optional<std::string> currency;
  std::string term;  // of rules
  std::string regex;
  std::string column;
  std::string label_class;
  std::string audit;  // of models
  std::optional<bool> disabled;
};

struct KeyOptions {
  std::string name;  // of the key, or for people
  std::string role;
  std::string annotator;
  std::string expires;   // "90d"; empty: never
  std::string out_file;  // for the secret; empty: standard output
  int64_t limit = 50;
};

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_CAMPAIGN_OPTIONS_H_
