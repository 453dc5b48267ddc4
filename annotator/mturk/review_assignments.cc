#include "annotator/mturk/review_assignments.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "annotator/campaign/campaign_name.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"
#include "engine/stats/interval.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/mturk_repository.h"

namespace assay::mturk {
namespace {

using storage::v1::MturkAssignment;
using Send = std::function<absl::Status(const v1::ReviewAssignmentsResponse&)>;

constexpr int kDecisionsAMessage = 500;
constexpr size_t kMaxKnownLabels = 10'000;
constexpr int64_t kMicrosACent = 10'000;
constexpr double kImpossibleChance = 1e-6;
constexpr const char* kAppeal =
    " If you think that this is a mistake, please write to us; we will look at your work again.";

// What is known of a worker.
struct WorkerRecord {
  int64_t gold_count = 0;
  int64_t gold_right_count = 0;
  std::vector<int64_t> work_seconds;
  int64_t label_count = 0;
  std::string first_label;
  bool all_equal = true;
  int64_t approved_micros = 0;  // by this review
  int64_t last_approved_us = -1;
  std::string last_approved_id;
  // Settled before the decisions.
  bool fails_gold = false;
  bool is_straight = false;
};

absl::Status BadPolicy(std::string_view field, double found, std::string_view expected) {
  const ErrorMetadata metadata = {{"field", "policy." + std::string(field)},
                                  {"found", absl::StrCat(found)},
                                  {"expected", std::string(expected)}};
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_POLICY",
                   metadata.at("field") + ": found " + metadata.at("found") + ", expected " +
                       metadata.at("expected"),
                   metadata);
}

absl::Status CheckPolicy(const v1::ReviewPolicy& policy) {
  const auto check = [](std::string_view field, double value, double low,
                        double high) -> absl::Status {
    return value >= low && value <= high ? absl::OkStatus()
                                         : BadPolicy(field, value, absl::StrCat(low, " to ", high));
  };
  ASSAY_RETURN_IF_ERROR(check("min_gold_count", policy.min_gold_count(), 1, 1e6));
  ASSAY_RETURN_IF_ERROR(check("gold_pass_mark", policy.gold_pass_mark(), 0, 1));
  ASSAY_RETURN_IF_ERROR(check("min_work_seconds", policy.min_work_seconds(), 0, 86'400));
  ASSAY_RETURN_IF_ERROR(check("min_straight_count", policy.min_straight_count(), 2, 1e6));
  ASSAY_RETURN_IF_ERROR(check("bonus_share", policy.bonus_share(), 0, 1));
  return check("bonus_mark", policy.bonus_mark(), 0, 1);
}

double Median(std::vector<int64_t> values) {
  if (values.empty()) {
    return 0;
  }
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

std::string Percent(double share) { return absl::StrFormat("%.0f %%", 100 * share); }

// One review.
class Review {
 public:
  Review(const v1::ReviewPolicy& policy, const MturkRepository& repository,
         uint64_t campaign_number, const Send& send)
      : policy_(policy), repository_(repository), campaign_(campaign_number), send_(send) {}

  absl::Status Run() {
    ASSAY_RETURN_IF_ERROR(repository_.ScanAssignments(campaign_, [this](const auto& assignment) {
      Note(assignment);
      return true;
    }));
    if (workers_.empty()) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "NO_ASSIGNMENTS",
                       "no result file of Mechanical Turk was imported into the campaign");
    }
    FillPolicy();
    ASSAY_RETURN_IF_ERROR(CheckPolicy(policy_));
    for (auto& [name, worker] : workers_) {
      ASSAY_RETURN_IF_ERROR(Settle(worker));
    }
    absl::Status sent;
    ASSAY_RETURN_IF_ERROR(
        repository_.ScanAssignments(campaign_, [&](const MturkAssignment& assignment) {
          sent = Decide(assignment);
          return sent.ok();
        }));
    ASSAY_RETURN_IF_ERROR(sent);
    return Finish();
  }

 private:
  void Note(const MturkAssignment& assignment) {
    WorkerRecord& worker = workers_[assignment.worker_id()];
    if (assignment.gold() != MturkAssignment::GOLD_UNSPECIFIED) {
      ++worker.gold_count;
      worker.gold_right_count += assignment.gold() == MturkAssignment::GOLD_RIGHT ? 1 : 0;
    }
    if (assignment.has_work_seconds()) {
      worker.work_seconds.push_back(assignment.work_seconds());
      all_seconds_.push_back(assignment.work_seconds());
    }
    if (!assignment.has_label()) {
      return;
    }
    if (worker.label_count++ == 0) {
      worker.first_label = assignment.label();
    }
    worker.all_equal = worker.all_equal && worker.first_label == assignment.label();
    ++label_count_;
    if (label_counts_.size() < kMaxKnownLabels || label_counts_.contains(assignment.label())) {
      ++label_counts_[assignment.label()];
    }
  }

  void FillPolicy() {
    const auto fill = [](bool has, auto set, auto value) {
      if (!has) {
        set(value);
      }
    };
    median_seconds_ = Median(std::move(all_seconds_));
    v1::ReviewPolicy& policy = policy_;
    fill(
        policy.has_min_gold_count(), [&](int v) { policy.set_min_gold_count(v); }, 5);
    fill(
        policy.has_gold_pass_mark(), [&](double v) { policy.set_gold_pass_mark(v); }, 0.6);
    fill(
        policy.has_min_work_seconds(), [&](double v) { policy.set_min_work_seconds(v); },
        std::clamp(std::floor(median_seconds_ / 10), 1.0, 5.0));
    fill(
        policy.has_min_straight_count(), [&](int v) { policy.set_min_straight_count(v); }, 20);
    fill(
        policy.has_bonus_share(), [&](double v) { policy.set_bonus_share(v); }, 0.0);
    fill(
        policy.has_bonus_mark(), [&](double v) { policy.set_bonus_mark(v); }, 0.95);
  }

  absl::Status Settle(WorkerRecord& worker) const {
    if (worker.gold_count >= policy_.min_gold_count()) {
      ASSAY_ASSIGN_OR_RETURN(const Interval rate,
                             WilsonInterval(worker.gold_right_count, worker.gold_count));
      worker.fails_gold = rate.high < policy_.gold_pass_mark();
    }
    worker.is_straight = IsStraight(worker);
    return absl::OkStatus();
  }

  // The chance that somebody who answers as the others do gives this answer every time; the others'
  // share is smoothed, so that an answer nobody else gives is rare but not impossible.
  bool IsStraight(const WorkerRecord& worker) const {
    const auto known = label_counts_.find(worker.first_label);
    if (!worker.all_equal || worker.label_count < policy_.min_straight_count() ||
        known == label_counts_.end() || label_count_ == worker.label_count) {
      return false;
    }
    const auto others = static_cast<double>(label_count_ - worker.label_count);
    const auto equal = static_cast<double>(known->second - worker.label_count);
    const double share = (equal + 1) / (others + 2);
    const double chance = std::pow(share, static_cast<double>(worker.label_count));
    return chance < kImpossibleChance && Median(worker.work_seconds) < median_seconds_ / 2;
  }

  absl::Status Decide(const MturkAssignment& assignment) {
    if (assignment.status() != MturkAssignment::STATUS_SUBMITTED) {
      return absl::OkStatus();
    }
    WorkerRecord& worker = workers_[assignment.worker_id()];
    v1::AssignmentDecision& decision = *response_.add_decisions();
    decision.set_assignment_id(assignment.assignment_id());
    decision.set_hit_id(assignment.hit_id());
    decision.set_worker_id(assignment.worker_id());
    Reject(assignment, worker, decision);
    decision.set_approve(decision.evidence_size() == 0);
    if (decision.approve()) {
      summary_.set_approved_count(summary_.approved_count() + 1);
      summary_.set_reward_micros(summary_.reward_micros() + assignment.reward_micros());
      worker.approved_micros += assignment.reward_micros();
      if (assignment.submit_time_us() > worker.last_approved_us) {
        worker.last_approved_us = assignment.submit_time_us();
        worker.last_approved_id = assignment.assignment_id();
      }
    } else {
      decision.mutable_reason()->append(kAppeal);
      summary_.set_rejected_count(summary_.rejected_count() + 1);
    }
    return response_.decisions_size() == kDecisionsAMessage ? Flush() : absl::OkStatus();
  }

  void Reject(const MturkAssignment& assignment, const WorkerRecord& worker,
              v1::AssignmentDecision& decision) const {
    std::string reason = "Thank you for your work. We cannot approve this assignment.";
    if (worker.fails_gold) {
      decision.add_evidence("gold");
      absl::StrAppend(&reason, " Some of the tasks had answers that we knew before. You answered ",
                      worker.gold_right_count, " of ", worker.gold_count,
                      " of them as expected; we asked for at least ",
                      Percent(policy_.gold_pass_mark()), ".");
    }
    if (assignment.has_work_seconds() &&
        static_cast<double>(assignment.work_seconds()) < policy_.min_work_seconds()) {
      decision.add_evidence("speed");
      absl::StrAppend(&reason, " It was handed in ", assignment.work_seconds(),
                      " seconds after it was accepted, and reading it takes longer than that.");
    }
    if (worker.is_straight) {
      decision.add_evidence("straight_line");
      absl::StrAppend(&reason, " All of your ", worker.label_count, " answers were the same, '",
                      exchange::Excerpt(worker.first_label, 40),
                      "', although the tasks differ, and they came in less than half of the "
                      "usual time.");
    }
    if (decision.evidence_size() > 0) {
      decision.set_reason(reason);
    }
  }

  absl::Status AddBonuses() {
    for (const auto& [name, worker] : workers_) {
      if (policy_.bonus_share() <= 0 || worker.gold_count < policy_.min_gold_count() ||
          worker.approved_micros == 0) {
        continue;
      }
      ASSAY_ASSIGN_OR_RETURN(const Interval rate,
                             WilsonInterval(worker.gold_right_count, worker.gold_count));
      const double share =
          static_cast<double>(worker.gold_right_count) / static_cast<double>(worker.gold_count);
      const int64_t cents =
          std::llround(policy_.bonus_share() * static_cast<double>(worker.approved_micros) /
                       static_cast<double>(kMicrosACent));
      if (share < policy_.bonus_mark() || rate.low <= policy_.gold_pass_mark() || cents == 0) {
        continue;
      }
      v1::WorkerBonus& bonus = *response_.add_bonuses();
      bonus.set_worker_id(name);
      bonus.set_assignment_id(worker.last_approved_id);
      bonus.set_amount_micros(cents * kMicrosACent);
      const std::string thanks =
          absl::StrCat("Thank you for careful work: you answered ", worker.gold_right_count, " of ",
                       worker.gold_count, " tasks with known answers as expected.");
      bonus.set_reason(thanks);
      summary_.set_bonus_micros(summary_.bonus_micros() + bonus.amount_micros());
      if (response_.bonuses_size() == kDecisionsAMessage) {
        ASSAY_RETURN_IF_ERROR(Flush());
      }
    }
    return absl::OkStatus();
  }

  std::string PolicyText() const {
    std::string text = absl::StrCat(
        "Approve, unless: the worker's share of right answers to ", policy_.min_gold_count(),
        " or more known questions is below ", Percent(policy_.gold_pass_mark()),
        " with all of its 95 % interval; or the assignment was handed in within ",
        policy_.min_work_seconds(), " seconds; or the worker gave one and the same answer ",
        policy_.min_straight_count(),
        " times or more, where the others' answers make that less likely than one in a million, in "
        "less than half of the usual time. Disagreement with others alone never rejects.");
    if (policy_.bonus_share() > 0) {
      absl::StrAppend(&text, " A bonus of ", Percent(policy_.bonus_share()),
                      " of what was earned for at least ", Percent(policy_.bonus_mark()),
                      " right answers to known questions.");
    }
    return text;
  }

  absl::Status Finish() {
    ASSAY_RETURN_IF_ERROR(Flush());
    ASSAY_RETURN_IF_ERROR(AddBonuses());
    *summary_.mutable_policy() = policy_;
    summary_.set_policy_text(PolicyText());
    *response_.mutable_summary() = summary_;
    return Flush();
  }

  absl::Status Flush() {
    const absl::Status sent = send_(response_);
    response_.Clear();
    return sent;
  }

  v1::ReviewPolicy policy_;
  const MturkRepository& repository_;
  const uint64_t campaign_;
  const Send& send_;
  std::map<std::string, WorkerRecord> workers_;
  std::vector<int64_t> all_seconds_;
  double median_seconds_ = 0;
  int64_t label_count_ = 0;
  std::unordered_map<std::string, int64_t> label_counts_;
  v1::ReviewSummary summary_;
  v1::ReviewAssignmentsResponse response_;
};

}  // namespace

absl::Status ReviewAssignments(const v1::ReviewAssignmentsRequest& request, Store& store,
                               const Send& send) {
  const CampaignRepository campaigns(store);
  ASSAY_ASSIGN_OR_RETURN(const auto record,
                         FindCampaign(campaigns, request.campaign(), "campaign"));
  const MturkRepository repository(store);
  return Review(request.policy(), repository, record.campaign_number(), send).Run();
}

}  // namespace assay::mturk
