#ifndef ASSAY_ANNOTATOR_COSTS_COST_LEDGER_H_
#define ASSAY_ANNOTATOR_COSTS_COST_LEDGER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/costs/price_groups.h"
#include "annotator/measuring/campaign_labels.h"
#include "annotator/measuring/label_collector.h"
#include "assay/v1/costs.pb.h"
#include "engine/base/progress.h"
#include "engine/cost/cost_figures.h"
#include "engine/labels/label_table.h"

namespace assay {

// What was paid, to whom and for which items.  Memory: that of the wages of each annotator
// (bounded), and 8 bytes an item; the labels themselves pass through.
struct CostLedger {
  struct Person {
    std::string name;
    size_t group = 0;
    CostSum paid;                                      // to him, without fees
    int64_t fee_micros = 0;                            // on top
    std::optional<uint32_t> annotator = std::nullopt;  // in the table, where a label of his counts
  };

  std::string currency_code;
  std::vector<std::string> group_names;
  std::vector<Person> people;
  // N values: for the labels of each item of the table.
  std::vector<int64_t> item_costs;
  int64_t gold_cost_micros = 0;
};

// By prices: every label of the table at those of its annotator's group, with the fee of a task of
// as many assignments as the group gave the item; labels of people in no group are free.  Times (as
// LabelCollector::times) go to the labels of an annotator in their order; a label without one is
// paid by the hour as if it had the mean of the group.
//
// Errors: those of AssignmentFee and CostOfLabel.
absl::StatusOr<CostLedger> LedgerByPrices(const PriceGroups& groups, const LabelTable& table,
                                          const std::vector<std::vector<float>>& times,
                                          const std::string& currency_code);

// By what the source says of each label: of those too that a later one of the same annotator
// supersedes.  Everybody is in one group, "all".
//
// Errors: those of CostSum.
absl::StatusOr<CostLedger> LedgerByCosts(const LabelTable& table,
                                         const std::vector<LabelCost>& costs,
                                         const std::string& currency_code);

// By the log of source.campaign: what each label was paid, superseded ones and gold too.  Groups
// are the kinds of annotators.  `table` is what ReadCampaignLabels collected.
//
// Errors: as Store; CAMPAIGN_NOT_FOUND; those of CostSum; CANCELLED.
absl::StatusOr<CostLedger> LedgerByLog(const v1::LabelSource& source, const StoredLabels& stored,
                                       const LabelTable& table, ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_COSTS_COST_LEDGER_H_
