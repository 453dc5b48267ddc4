#ifndef ASSAY_TESTS_LOAD_LEDGER_H_
#define ASSAY_TESTS_LOAD_LEDGER_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"

namespace assay::load {

// A call that adds an entry to a campaign's log, as its client knows it.
struct Intent {
  storage::v1::LogEntry::Kind kind = storage::v1::LogEntry::KIND_UNSPECIFIED;
  std::string item_id;
  std::string annotator_id;
  std::string choice;  // of labels
};

// An entry of a campaign's log, as the store has it.
struct LoggedEntry {
  Intent what;
  std::string request_id;
  int64_t superseded_sequence = -1;
};

// A campaign as the store has it.
struct StoredCampaign {
  std::vector<LoggedEntry> log;  // by sequence number
  int64_t item_count = 0;        // of its data set
  int label_count = 0;           // that an item gets
  uint64_t next_sequence = 0;    // as its head has it
};

// Reads a campaign from the data directory of a server that is dead: from nothing but the log.
absl::StatusOr<StoredCampaign> ReadStoredCampaign(const std::string& data_dir,
                                                  const std::string& campaign_id);

// What clients meant to do, what was acknowledged and what was refused, by request_id.
class Ledger {
 public:
  // Before the first attempt.
  void Intend(const std::string& request_id, Intent intent);
  // Returns what is wrong with it, empty where nothing is: a repeated call must get the first
  // answer again.
  std::string Acknowledge(const std::string& request_id, int64_t sequence, int64_t superseded);
  // A refusal that will not change: there must be no entry.
  void Refuse(const std::string& request_id);

  int64_t acknowledged_count() const { return acknowledged_count_; }

  // What of the campaign contradicts what was acknowledged or what the campaign wants, in words; at
  // most 20:
  //  - an acknowledged entry that is missing, twice, or other than it was acknowledged;
  //  - an entry that nobody asked for, or that was refused;
  //  - an annotator with two labels that count on an item, or one after he had given the item up;
  //  - an item with more labels than it wants or, where `complete`, fewer.
  std::vector<std::string> Compare(const StoredCampaign& campaign, bool complete) const;

 private:
  enum class Outcome { kUnknown, kAcknowledged, kRefused };
  struct Row {
    Intent intent;
    Outcome outcome = Outcome::kUnknown;
    int64_t sequence = -1;
    int64_t superseded = -1;
  };
  class Faults;
  void CompareEntries(const StoredCampaign& campaign, Faults& faults) const;
  static void CompareItems(const StoredCampaign& campaign, bool complete, Faults& faults);

  std::unordered_map<std::string, Row> rows_;
  int64_t acknowledged_count_ = 0;
};

}  // namespace assay::load

#endif  // ASSAY_TESTS_LOAD_LEDGER_H_
