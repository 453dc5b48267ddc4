#include "annotator/auditing/audit_comparison.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/base/status.h"

namespace assay {
namespace {

using storage::v1::AuditRecord;
using storage::v1::FindingRecord;
using v1::FindingChange;

// Ranks that decide the order of changes of one kind.
int64_t OrderRank(const FindingChange& change) {
  return change.rank_after() > 0 ? change.rank_after() : change.rank_before();
}

class Comparison {
 public:
  void AddBefore(const v1::Finding& finding) {
    const auto [known, is_new] =
        labels_.emplace(finding.given_label(), static_cast<uint32_t>(labels_.size()));
    if (is_new) {
      label_names_.push_back(finding.given_label());
    }
    Item& item = items_[finding.item_id()];
    item = {.rank = finding.rank(), .label = known->second, .flagged = finding.flagged()};
    if (finding.flagged()) {
      item.suspect = suspects_.size();
      FindingChange& change = suspects_.emplace_back();
      change.set_kind(FindingChange::KIND_REMOVED);
      change.set_item_id(finding.item_id());
      change.set_label_before(finding.given_label());
      change.set_rank_before(finding.rank());
      change.set_suggested_label(finding.suggested_label());
    }
  }

  void AddAfter(const v1::Finding& finding) {
    const auto before = items_.find(finding.item_id());
    if (before == items_.end()) {
      totals.set_added_item_count(totals.added_item_count() + 1);
      if (finding.flagged()) {
        suspects_.push_back(MakeNew(finding));
      }
      return;
    }
    totals.set_common_item_count(totals.common_item_count() + 1);
    const Item& item = before->second;
    const auto label = labels_.find(finding.given_label());
    const bool is_relabelled = label == labels_.end() || label->second != item.label;
    totals.set_relabelled_count(totals.relabelled_count() + (is_relabelled ? 1 : 0));
    if (item.flagged) {
      FindingChange& change = suspects_[item.suspect];
      change.set_kind(finding.flagged() ? FindingChange::KIND_STILL
                      : is_relabelled   ? FindingChange::KIND_FIXED
                                        : FindingChange::KIND_GONE);
      change.set_label_after(finding.given_label());
      change.set_rank_after(finding.rank());
      change.set_suggested_label(finding.suggested_label());
    } else if (finding.flagged()) {
      FindingChange& change = suspects_.emplace_back(MakeNew(finding));
      change.set_rank_before(item.rank);
      change.set_label_before(label_names_[item.label]);
    }
    items_.erase(before);
  }

  // The changes in their order; the totals are complete afterwards.
  std::vector<FindingChange> Finish() {
    totals.set_removed_item_count(static_cast<int64_t>(items_.size()));
    std::vector<int64_t> counts(FindingChange::Kind_ARRAYSIZE);
    for (const FindingChange& change : suspects_) {
      ++counts[static_cast<size_t>(change.kind())];
    }
    totals.set_new_count(counts[FindingChange::KIND_NEW]);
    totals.set_gone_count(counts[FindingChange::KIND_GONE]);
    totals.set_fixed_count(counts[FindingChange::KIND_FIXED]);
    totals.set_still_count(counts[FindingChange::KIND_STILL]);
    totals.set_removed_suspect_count(counts[FindingChange::KIND_REMOVED]);
    std::sort(suspects_.begin(), suspects_.end(),
              [](const FindingChange& a, const FindingChange& b) {
                return std::pair(a.kind(), OrderRank(a)) < std::pair(b.kind(), OrderRank(b));
              });
    return std::move(suspects_);
  }

  v1::AuditComparison totals;

 private:
  // An item of the earlier audit.
  struct Item {
    int64_t rank = 0;
    uint32_t label = 0;
    bool flagged = false;
    size_t suspect = 0;  // index of its change, where it was flagged
  };

  static FindingChange MakeNew(const v1::Finding& finding) {
    FindingChange change;
    change.set_kind(FindingChange::KIND_NEW);
    change.set_item_id(finding.item_id());
    change.set_label_after(finding.given_label());
    change.set_rank_after(finding.rank());
    change.set_suggested_label(finding.suggested_label());
    return change;
  }

  absl::flat_hash_map<std::string, uint32_t> labels_;
  std::vector<std::string> label_names_;
  absl::flat_hash_map<std::string, Item> items_;  // by id; those seen in both are taken out
  std::vector<FindingChange> suspects_;
};

}  // namespace

absl::Status CompareAudits(const AuditRepository& audits, const v1::CompareAuditsRequest& request,
                           const ComparisonSink& sink) {
  ASSAY_ASSIGN_OR_RETURN(const AuditRecord before, audits.Get(request.before()));
  ASSAY_ASSIGN_OR_RETURN(const AuditRecord after, audits.Get(request.after()));
  Comparison comparison;
  ASSAY_RETURN_IF_ERROR(
      audits.ScanFindings(before.audit_number(), 1, [&](const FindingRecord& finding) {
        comparison.AddBefore(finding.finding());
        return true;
      }));
  ASSAY_RETURN_IF_ERROR(
      audits.ScanFindings(after.audit_number(), 1, [&](const FindingRecord& finding) {
        comparison.AddAfter(finding.finding());
        return true;
      }));
  std::vector<FindingChange> changes = comparison.Finish();
  v1::CompareAuditsResponse response;
  v1::AuditComparison& totals = *response.mutable_comparison();
  totals = std::move(comparison.totals);
  totals.set_before(request.before());
  totals.set_after(request.after());
  *totals.mutable_errors_before() = before.audit().estimated_errors();
  *totals.mutable_errors_after() = after.audit().estimated_errors();
  ASSAY_RETURN_IF_ERROR(sink(response));
  for (FindingChange& change : changes) {
    *response.mutable_change() = std::move(change);
    ASSAY_RETURN_IF_ERROR(sink(response));
  }
  return absl::OkStatus();
}

}  // namespace assay
