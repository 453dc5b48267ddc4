#include "annotator/costs/report_costs.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/costs/cost_ledger.h"
#include "annotator/costs/price_groups.h"
#include "annotator/measuring/annotator_figures.h"
#include "annotator/measuring/known_classes.h"
#include "annotator/measuring/label_reader.h"
#include "annotator/measuring/quality_options.h"
#include "engine/base/status.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {
namespace {

using Sink = std::function<absl::Status(const v1::ReportCostsResponse&)>;

constexpr double kDefaultLevel = 0.9;
constexpr int kDefaultItems = 20;
constexpr int kMostItems = 1'000'000;
constexpr size_t kListedAMessage = 1000;
// The posterior of this many values has 400 MB.
constexpr double kMostProbabilities = 1e8;

void Put(const Interval& interval, v1::Estimate& estimate) {
  estimate.set_value(interval.value);
  estimate.set_low(interval.low);
  estimate.set_high(interval.high);
  estimate.set_level(interval.level);
}

void Put(const MoneyInterval& interval, v1::MoneyEstimate& estimate) {
  estimate.set_value_micros(interval.value_micros);
  estimate.set_low_micros(interval.low_micros);
  if (interval.high_micros.has_value()) {
    estimate.set_high_micros(*interval.high_micros);
  }
}

// People whose labels are added up.
struct Tally {
  CostSum paid;
  int64_t fee_micros = 0;
  std::vector<AccuracyPart> parts;
  CheckedCount checked;  // against known labels
};

absl::StatusOr<v1::CostFigures> ToFigures(const Tally& tally, double level) {
  v1::CostFigures figures;
  const CostSum& paid = tally.paid;
  ASSAY_ASSIGN_OR_RETURN(const int64_t cost, AddMicros(paid.cost_micros(), tally.fee_micros));
  figures.set_label_count(paid.label_count());
  figures.set_cost_micros(cost);
  if (paid.label_count() > 0) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t each,
                           ScaleMicros(cost, 1, paid.label_count(), Rounding::kHalfUp));
    figures.set_label_cost_micros(each);
  }
  figures.set_known_label_count(tally.checked.checked_count);
  const auto checked = CheckedAccuracy(tally.checked, level);
  if (const auto accuracy = checked.has_value() ? checked : PooledAccuracy(tally.parts)) {
    Put(*accuracy, *figures.mutable_accuracy());
    if (const auto right = CostPerRight(cost, paid.label_count(), *accuracy)) {
      Put(*right, *figures.mutable_right_label_cost());
    }
  }
  figures.set_active_seconds(static_cast<double>(paid.active_us()) / 1e6);
  figures.set_measured_label_count(paid.timed_label_count());
  if (const auto wage = paid.HourlyWage()) {
    figures.set_hourly_wage_micros(*wage);
  }
  if (paid.wages().count() > 0) {
    figures.set_lower_quartile_wage_micros(*paid.wages().Quantile(0.25));
    figures.set_median_wage_micros(*paid.wages().Quantile(0.5));
    figures.set_upper_quartile_wage_micros(*paid.wages().Quantile(0.75));
  }
  return figures;
}

// One call, from the labels to the answer.
class Reporting {
 public:
  Reporting(const v1::ReportCostsSpec& spec, const Sink& send, ProgressSink& progress)
      : spec_(spec), send_(send), progress_(progress) {}

  absl::Status Run(SentFiles& files, const StoredLabels& stored, int default_thread_count) {
    ASSAY_RETURN_IF_ERROR(CheckSpec());
    ASSAY_ASSIGN_OR_RETURN(const int thread_count,
                           CheckThreadCount(spec_.thread_count(), default_thread_count));
    ASSAY_ASSIGN_OR_RETURN(ReadLabelsResult read, ReadLabels(spec_.labels(), LabelKind::kClasses,
                                                             files, stored, progress_));
    std::optional<KnownClasses> known;
    if (spec_.has_known()) {
      ASSAY_ASSIGN_OR_RETURN(
          known, KnownClasses::Read(spec_.known(), files.Next(), read.collector, progress_));
      ASSAY_RETURN_IF_ERROR(known->AddClasses(read.collector));
    }
    ASSAY_ASSIGN_OR_RETURN(const LabelTable table, read.collector.Finish(read.info));
    if (known.has_value()) {
      known->AddWarnings("known", read.info);
      CheckLabels(table, known->Classes(table));
    }
    ASSAY_ASSIGN_OR_RETURN(ledger_, Ledger(table, read.collector, stored));
    WorkerPool pool(thread_count);
    ASSAY_RETURN_IF_ERROR(Judge(table, read.collector, pool));
    v1::ReportCostsResponse response;
    *response.mutable_table() = std::move(read.info);
    ASSAY_RETURN_IF_ERROR(send_(response));
    ASSAY_RETURN_IF_ERROR(SendSummary(table));
    ASSAY_RETURN_IF_ERROR(SendGroups());
    ASSAY_RETURN_IF_ERROR(SendAnnotators());
    ASSAY_RETURN_IF_ERROR(SendClasses(table));
    return SendItems(table);
  }

 private:
  absl::Status CheckSpec() {
    ASSAY_RETURN_IF_ERROR(CheckCurrencyCode(spec_.currency_code()).status());
    ASSAY_ASSIGN_OR_RETURN(
        level_, CheckConfidenceLevel(spec_.confidence_level() == 0 ? kDefaultLevel
                                                                   : spec_.confidence_level()));
    method_ = &ConsensusMethods().front();
    if (!spec_.method().empty()) {
      ASSAY_ASSIGN_OR_RETURN(method_, FindConsensusMethod(spec_.method()));
    }
    if (method_->compute == nullptr) {
      return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_CONSENSUS_METHOD",
                       absl::StrCat("the method ", spec_.method(),
                                    " is one of numbers, expected "
                                    "one of classes"),
                       {{"found", spec_.method()}});
    }
    if (spec_.max_item_count() > kMostItems) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_LIST_LIMIT",
                       absl::StrCat("spec.max_item_count is ", spec_.max_item_count(),
                                    ", expected at most ", kMostItems),
                       {{"field", "spec.max_item_count"}});
    }
    const bool is_campaign = !spec_.labels().campaign().empty();
    if (is_campaign && (!spec_.groups().empty() || !spec_.currency_code().empty())) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_PRICE_GROUP",
                       "found prices of a campaign, expected none: its log says what was paid",
                       {{"field", "spec.groups"}});
    }
    if (!spec_.labels().cost_column().empty() && !spec_.groups().empty()) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_PRICE_GROUP",
                       "found prices of a table with a column of costs, expected one or the other",
                       {{"field", "spec.groups"}});
    }
    return absl::OkStatus();
  }

  absl::StatusOr<CostLedger> Ledger(const LabelTable& table, const LabelCollector& collector,
                                    const StoredLabels& stored) {
    if (!spec_.labels().campaign().empty()) {
      return LedgerByLog(spec_.labels(), stored, table, progress_);
    }
    if (!spec_.labels().cost_column().empty()) {
      return LedgerByCosts(table, collector.costs(), spec_.currency_code());
    }
    ASSAY_ASSIGN_OR_RETURN(const PriceGroups groups, ResolvePriceGroups(spec_.groups(), table));
    return LedgerByPrices(groups, table, collector.times(), spec_.currency_code());
  }

  // Holds every label against what is known of its item.
  void CheckLabels(const LabelTable& table, const std::vector<int32_t>& known) {
    known_ = known;
    checked_.resize(table.annotator_count());
    for (size_t item = 0; item < table.item_count(); ++item) {
      const auto annotators = table.annotators_of(item);
      const auto classes = table.classes_of(item);
      for (size_t i = 0; i < annotators.size() && known_[item] != kNoClass; ++i) {
        CheckedCount& counts = checked_[annotators[i]];
        ++counts.checked_count;
        counts.right_count += classes[i] == known_[item] ? 1 : 0;
      }
    }
  }

  // Adds an item with a consensus to those that are checked.
  void CheckItem(size_t item, CheckedCount& counts) const {
    ++counts.count;
    if (!known_.empty() && known_[item] != kNoClass) {
      ++counts.checked_count;
      counts.right_count += named_[item] == known_[item] ? 1 : 0;
    }
  }

  // Share of items that are right: by known ones where there are any, else by the consensus.
  std::optional<Interval> ItemAccuracy(const ConfidenceSum& confidence,
                                       const CheckedCount& counts) const {
    const auto checked = CheckedAccuracy(counts, level_);
    return checked.has_value() ? checked : ConsensusAccuracy(confidence, 0, level_);
  }

  // What the labels say of each other.
  absl::Status Judge(const LabelTable& table, const LabelCollector& collector, WorkerPool& pool) {
    accuracies_.resize(table.annotator_count());
    confidences_.assign(table.item_count(), 0);
    named_.assign(table.item_count(), kNoClass);
    const double values =
        static_cast<double>(table.item_count()) * static_cast<double>(table.class_count());
    if (values > kMostProbabilities) {
      return MakeError(absl::StatusCode::kInvalidArgument, "TOO_MANY_CLASSES",
                       absl::StrCat("found ", table.class_count(), " different labels of ",
                                    table.item_count(), " items, expected fewer"),
                       {{"found", absl::StrCat(table.class_count())}});
    }
    progress_.Report("inferring", 0, 0);
    const ConsensusInput input{table, {}, {}};
    ASSAY_ASSIGN_OR_RETURN(const ConsensusResult result,
                           method_->compute(input, {}, pool, progress_));
    named_ = ConsensusLabels(input, result, 0);
    for (size_t item = 0; item < table.item_count(); ++item) {
      if (named_[item] != kNoClass) {
        confidences_[item] =
            result.posterior[item * table.class_count() + static_cast<size_t>(named_[item])];
      }
    }
    progress_.Report("judging annotators", 0, 0);
    const AnnotatorEvidence evidence{
        table, result.posterior, {}, result.reliability, collector.times(), {}, level_};
    ASSAY_ASSIGN_OR_RETURN(const auto figures, JudgeAnnotators(evidence, progress_));
    for (size_t a = 0; a < figures.size(); ++a) {
      if (figures[a].has_accuracy() && figures[a].has_low()) {
        accuracies_[a] =
            Interval{figures[a].accuracy(), figures[a].low(), figures[a].high(), level_};
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddTo(const CostLedger::Person& person, Tally& tally) const {
    ASSAY_RETURN_IF_ERROR(tally.paid.Add(person.paid));
    ASSAY_ASSIGN_OR_RETURN(tally.fee_micros, AddMicros(tally.fee_micros, person.fee_micros));
    if (person.annotator.has_value() && accuracies_[*person.annotator].has_value()) {
      tally.parts.push_back({person.paid.label_count(), *accuracies_[*person.annotator]});
    }
    tally.checked.count += person.paid.label_count();
    if (person.annotator.has_value() && !checked_.empty()) {
      tally.checked.checked_count += checked_[*person.annotator].checked_count;
      tally.checked.right_count += checked_[*person.annotator].right_count;
    }
    return absl::OkStatus();
  }

  absl::Status SendSummary(const LabelTable& table) {
    Tally all;
    for (const CostLedger::Person& person : ledger_.people) {
      ASSAY_RETURN_IF_ERROR(AddTo(person, all));
    }
    v1::ReportCostsResponse response;
    v1::CostSummary& summary = *response.mutable_summary();
    summary.set_currency_code(ledger_.currency_code);
    summary.set_confidence_level(level_);
    ASSAY_ASSIGN_OR_RETURN(*summary.mutable_total(), ToFigures(all, level_));
    summary.set_gold_cost_micros(ledger_.gold_cost_micros);
    ConfidenceSum confidence;
    CheckedCount checked;
    for (size_t item = 0; item < table.item_count(); ++item) {
      if (named_[item] != kNoClass) {
        confidence.Add(confidences_[item]);
        CheckItem(item, checked);
      }
    }
    summary.set_known_item_count(checked.checked_count);
    const int64_t cost = summary.total().cost_micros();
    summary.set_item_count(confidence.item_count);
    if (const auto accuracy = ItemAccuracy(confidence, checked)) {
      ASSAY_ASSIGN_OR_RETURN(const int64_t each,
                             ScaleMicros(cost, 1, confidence.item_count, Rounding::kHalfUp));
      summary.set_item_cost_micros(each);
      Put(*accuracy, *summary.mutable_consensus_accuracy());
      if (const auto right = CostPerRight(cost, confidence.item_count, *accuracy)) {
        Put(*right, *summary.mutable_right_item_cost());
      }
    }
    return send_(response);
  }

  absl::Status SendGroups() {
    v1::ReportCostsResponse response;
    for (size_t group = 0; group < ledger_.group_names.size(); ++group) {
      Tally tally;
      for (const CostLedger::Person& person : ledger_.people) {
        if (person.group == group) {
          ASSAY_RETURN_IF_ERROR(AddTo(person, tally));
        }
      }
      if (tally.paid.label_count() > 0) {
        v1::CostFigures& figures = *response.mutable_groups()->add_figures();
        ASSAY_ASSIGN_OR_RETURN(figures, ToFigures(tally, level_));
        figures.set_name(ledger_.group_names[group]);
      }
    }
    return send_(response);
  }

  absl::Status SendAnnotators() {
    std::vector<v1::CostFigures> all;
    for (const CostLedger::Person& person : ledger_.people) {
      Tally tally;
      ASSAY_RETURN_IF_ERROR(AddTo(person, tally));
      ASSAY_ASSIGN_OR_RETURN(v1::CostFigures figures, ToFigures(tally, level_));
      figures.set_name(person.name);
      figures.set_group(ledger_.group_names[person.group]);
      all.push_back(std::move(figures));
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return a.cost_micros() != b.cost_micros() ? a.cost_micros() > b.cost_micros()
                                                : a.name() < b.name();
    });
    return SendList(all.size(), [&](size_t i, v1::ReportCostsResponse& response) {
      *response.mutable_annotators()->add_figures() = all[i];
    });
  }

  absl::Status SendClasses(const LabelTable& table) {
    std::vector<ConfidenceSum> confidences(table.class_count());
    std::vector<CheckedCount> checked(table.class_count());
    std::vector<int64_t> costs(table.class_count(), 0);
    for (size_t item = 0; item < table.item_count(); ++item) {
      if (named_[item] != kNoClass) {
        const auto k = static_cast<size_t>(named_[item]);
        confidences[k].Add(confidences_[item]);
        CheckItem(item, checked[k]);
        ASSAY_ASSIGN_OR_RETURN(costs[k], AddMicros(costs[k], ledger_.item_costs[item]));
      }
    }
    return SendList(table.class_count(), [&](size_t k, v1::ReportCostsResponse& response) {
      v1::ClassCosts& costs_of = *response.mutable_classes()->add_classes();
      costs_of.set_label(std::string(table.class_names()[k]));
      costs_of.set_item_count(confidences[k].item_count);
      costs_of.set_cost_micros(costs[k]);
      costs_of.set_known_item_count(checked[k].checked_count);
      if (const auto accuracy = ItemAccuracy(confidences[k], checked[k])) {
        // At most the cost, so that it fits.
        costs_of.set_item_cost_micros(
            *ScaleMicros(costs[k], 1, confidences[k].item_count, Rounding::kHalfUp));
        if (const auto right = CostPerRight(costs[k], confidences[k].item_count, *accuracy)) {
          Put(*right, *costs_of.mutable_right_item_cost());
        }
      }
    });
  }

  absl::Status SendItems(const LabelTable& table) {
    const int asked = spec_.max_item_count() == 0 ? kDefaultItems : spec_.max_item_count();
    std::vector<size_t> order(table.item_count());
    std::iota(order.begin(), order.end(), size_t{0});
    const size_t limit = std::min(order.size(), static_cast<size_t>(std::max(asked, 0)));
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(limit),
                      order.end(), [this](size_t a, size_t b) {
                        const int64_t left = ledger_.item_costs[a];
                        const int64_t right = ledger_.item_costs[b];
                        return left != right ? left > right : a < b;
                      });
    return SendList(limit, [&](size_t i, v1::ReportCostsResponse& response) {
      const size_t item = order[i];
      v1::ItemCost& cost = *response.mutable_items()->add_items();
      cost.set_item(std::string(table.item_names()[item]));
      cost.set_label_count(static_cast<int64_t>(table.classes_of(item).size()));
      cost.set_cost_micros(ledger_.item_costs[item]);
      if (named_[item] != kNoClass) {
        cost.set_label(std::string(table.class_names()[static_cast<size_t>(named_[item])]));
        cost.set_confidence(confidences_[item]);
      }
    });
  }

  // Sends `count` entries, a bounded number a message.
  template <typename Add>
  absl::Status SendList(size_t count, const Add& add) {
    for (size_t begin = 0; begin < count; begin += kListedAMessage) {
      v1::ReportCostsResponse response;
      for (size_t i = begin; i < std::min(count, begin + kListedAMessage); ++i) {
        add(i, response);
      }
      ASSAY_RETURN_IF_ERROR(send_(response));
    }
    return absl::OkStatus();
  }

  const v1::ReportCostsSpec& spec_;
  const Sink& send_;
  ProgressSink& progress_;
  double level_ = kDefaultLevel;
  const ConsensusMethod* method_ = nullptr;
  CostLedger ledger_;
  std::vector<std::optional<Interval>> accuracies_;  // A
  std::vector<CheckedCount> checked_;                // A, or none where nothing is known
  std::vector<int32_t> known_;                       // N, or none
  std::vector<double> confidences_;                  // N
  std::vector<int32_t> named_;                       // N
};

}  // namespace

int CountFiles(const v1::ReportCostsSpec& spec) {
  const bool sends_labels = spec.labels().dataset().empty() && spec.labels().campaign().empty();
  return (sends_labels ? 1 : 0) + (spec.has_known() ? 1 : 0);
}

absl::Status ReportCosts(const v1::ReportCostsSpec& spec, SentFiles& files,
                         const StoredLabels& stored, int default_thread_count, const Sink& send,
                         ProgressSink& progress) {
  return Reporting(spec, send, progress).Run(files, stored, default_thread_count);
}

}  // namespace assay
