#include "tests/load/ledger.h"

#include <map>
#include <set>
#include <utility>

namespace assay::load {
namespace {

using storage::v1::LogEntry;

std::string Words(const Intent& intent) {
  return LogEntry::Kind_Name(intent.kind) + " of " + intent.item_id + " by " + intent.annotator_id +
         (intent.choice.empty() ? "" : " as " + intent.choice);
}

bool IsOutcomeOf(const Intent& entry, const Intent& intent) {
  // Giving up an item that one has answered takes the answer back.
  const bool takes_back =
      entry.kind == LogEntry::KIND_WITHDRAW && intent.kind == LogEntry::KIND_SKIP;
  return (entry.kind == intent.kind || takes_back) && entry.item_id == intent.item_id &&
         entry.annotator_id == intent.annotator_id && entry.choice == intent.choice;
}

}  // namespace

class Ledger::Faults {
 public:
  void Add(std::string fault) {
    if (faults.size() < 20) {
      faults.push_back(std::move(fault));
    }
  }
  std::vector<std::string> faults;
};

void Ledger::Intend(const std::string& request_id, Intent intent) {
  rows_[request_id].intent = std::move(intent);
}

std::string Ledger::Acknowledge(const std::string& request_id, int64_t sequence,
                                int64_t superseded) {
  Row& row = rows_[request_id];
  if (row.outcome == Outcome::kAcknowledged) {
    return row.sequence == sequence && row.superseded == superseded
               ? ""
               : request_id + " was answered with " + std::to_string(row.sequence) + "/" +
                     std::to_string(row.superseded) + " and then with " + std::to_string(sequence) +
                     "/" + std::to_string(superseded);
  }
  if (row.outcome == Outcome::kRefused) {
    return request_id + " was refused and then taken";
  }
  row.outcome = Outcome::kAcknowledged;
  row.sequence = sequence;
  row.superseded = superseded;
  ++acknowledged_count_;
  return "";
}

void Ledger::Refuse(const std::string& request_id) {
  Row& row = rows_[request_id];
  if (row.outcome == Outcome::kUnknown) {
    row.outcome = Outcome::kRefused;
  }
}

std::vector<std::string> Ledger::Compare(const StoredCampaign& campaign, bool complete) const {
  Faults faults;
  if (campaign.next_sequence != campaign.log.size()) {
    faults.Add("the head ends at " + std::to_string(campaign.next_sequence) + ", the log at " +
               std::to_string(campaign.log.size()));
  }
  CompareEntries(campaign, faults);
  CompareItems(campaign, complete, faults);
  return faults.faults;
}

void Ledger::CompareEntries(const StoredCampaign& campaign, Faults& faults) const {
  std::set<std::string> seen;
  for (size_t sequence = 0; sequence < campaign.log.size(); ++sequence) {
    const LoggedEntry& entry = campaign.log[sequence];
    const auto row = rows_.find(entry.request_id);
    if (row == rows_.end()) {
      faults.Add("nobody asked for entry " + std::to_string(sequence) + ", " + Words(entry.what));
      continue;
    }
    if (!seen.insert(entry.request_id).second) {
      faults.Add(entry.request_id + " is there twice, again as " + std::to_string(sequence));
    }
    if (!IsOutcomeOf(entry.what, row->second.intent)) {
      faults.Add(entry.request_id + " is " + Words(entry.what) + ", asked for was " +
                 Words(row->second.intent));
    }
    if (row->second.outcome == Outcome::kRefused) {
      faults.Add(entry.request_id + " was refused, but is there as " + std::to_string(sequence));
    }
  }
  for (const auto& [request_id, row] : rows_) {
    if (row.outcome != Outcome::kAcknowledged) {
      continue;
    }
    const auto place = static_cast<size_t>(row.sequence);
    if (row.sequence < 0 || place >= campaign.log.size() ||
        campaign.log[place].request_id != request_id) {
      faults.Add(request_id + " was acknowledged as " + std::to_string(row.sequence) + ", " +
                 Words(row.intent) + ", and is not there");
    } else if (campaign.log[place].superseded_sequence != row.superseded) {
      faults.Add(request_id + " supersedes " +
                 std::to_string(campaign.log[place].superseded_sequence) + ", acknowledged was " +
                 std::to_string(row.superseded));
    }
  }
}

void Ledger::CompareItems(const StoredCampaign& campaign, bool complete, Faults& faults) {
  // Item, annotator -> the label that counts; -1 where he has given the item up.
  std::map<std::string, std::map<std::string, int64_t>> items;
  for (size_t sequence = 0; sequence < campaign.log.size(); ++sequence) {
    const LoggedEntry& entry = campaign.log[sequence];
    if (entry.what.kind == LogEntry::KIND_FLAG || entry.what.kind == LogEntry::KIND_REINSTATE) {
      continue;
    }
    auto& labels = items[entry.what.item_id];
    const auto [earlier, first] = labels.try_emplace(entry.what.annotator_id, -1);
    const int64_t expected = first ? -1 : earlier->second;
    if (entry.superseded_sequence != expected || (!first && expected == -1)) {
      faults.Add("entry " + std::to_string(sequence) + ", " + Words(entry.what) + ", supersedes " +
                 std::to_string(entry.superseded_sequence) + ", expected " +
                 (!first && expected == -1 ? "nothing after the item was given up"
                                           : std::to_string(expected)));
    }
    earlier->second = entry.what.kind == LogEntry::KIND_LABEL ? static_cast<int64_t>(sequence) : -1;
  }
  int64_t complete_count = 0;
  for (const auto& [item_id, labels] : items) {
    int64_t count = 0;
    for (const auto& [annotator, label] : labels) {
      count += label >= 0 ? 1 : 0;
    }
    if (count > campaign.label_count) {
      faults.Add("item " + item_id + " has " + std::to_string(count) + " labels, wanted are " +
                 std::to_string(campaign.label_count));
    }
    complete_count += count == campaign.label_count ? 1 : 0;
  }
  if (complete && complete_count != campaign.item_count) {
    faults.Add(std::to_string(complete_count) + " items have all their labels, expected all " +
               std::to_string(campaign.item_count));
  }
}

}  // namespace assay::load
