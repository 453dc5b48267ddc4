#include "annotator/desk/apply_entry.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "annotator/desk/item_change.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"

namespace assay {
namespace {

using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignFigures;
using storage::v1::CampaignItemState;
using storage::v1::LogEntry;

constexpr int kRecentItems = 16;
constexpr int kSpeedBuckets = 512;
constexpr int64_t kMinuteMicros = 60'000'000;
constexpr int64_t kRecentMinutes = 60;

// Index of the answer in the row, which keeps the text of those that are no classes.
uint32_t AnswerIndex(const LabelSchema& schema, const v1::LabelValue& value,
                     CampaignItemState& item) {
  if (schema.has_classes()) {
    return schema.ClassOf(value);
  }
  const std::string canonical = schema.Canonical(value);
  const auto found = std::find(item.answers().begin(), item.answers().end(), canonical);
  if (found == item.answers().end()) {
    item.add_answers(canonical);
    return static_cast<uint32_t>(item.answers_size() - 1);
  }
  return static_cast<uint32_t>(found - item.answers().begin());
}

// Bucket i holds [1.05^i, 1.05^(i + 1)) milliseconds.
int SpeedBucket(int64_t active_time_us) {
  const double milliseconds = std::max(1.0, static_cast<double>(active_time_us) / 1000);
  return std::min(kSpeedBuckets - 1, static_cast<int>(std::log(milliseconds) / std::log(1.05)));
}

void CountTimes(const LogEntry& entry, CampaignAnnotatorState& annotator,
                CampaignFigures& figures) {
  figures.set_spent_micros(figures.spent_micros() + entry.cost_micros());
  annotator.set_spent_micros(annotator.spent_micros() + entry.cost_micros());
  if (entry.active_time_us() > 0) {
    figures.set_active_time_us(figures.active_time_us() + entry.active_time_us());
    const int bucket = SpeedBucket(entry.active_time_us());
    while (figures.speed_bucket_counts_size() <= bucket) {
      figures.add_speed_bucket_counts(0);
    }
    figures.set_speed_bucket_counts(bucket, figures.speed_bucket_counts(bucket) + 1);
    annotator.set_active_time_us(annotator.active_time_us() + entry.active_time_us());
    annotator.set_measured_label_count(annotator.measured_label_count() + 1);
  }
  const int64_t minute =
      (entry.receive_time_us() != 0 ? entry.receive_time_us() : entry.submit_time_us()) /
      kMinuteMicros;
  auto& minutes = *figures.mutable_recent_minutes();
  ++minutes[minute];
  // A clock that was far ahead for a while leaves nothing behind.
  if (minutes.size() > kRecentMinutes) {
    for (auto it = minutes.begin(); it != minutes.end();) {
      const bool is_far =
          it->first <= minute - kRecentMinutes || it->first > minute + kRecentMinutes;
      it = is_far ? minutes.erase(it) : std::next(it);
    }
  }
}

void RememberCall(const LogEntry& entry, uint64_t request_hash, uint64_t sequence,
                  CampaignItemState::Touch& touch) {
  if (entry.request_id().empty()) {
    return;
  }
  CampaignItemState::Call& call = *touch.add_calls();
  call.set_request_id(entry.request_id());
  call.set_request_hash(request_hash);
  call.set_sequence(sequence);
  call.set_superseded(entry.superseded());
}

void EndLease(CampaignRows& rows, CampaignAnnotatorState& annotator,
              CampaignItemState::Touch& touch) {
  if (touch.lease_number() != 0) {
    DropHeldLease(rows, annotator, touch.lease_number());
    touch.set_lease_number(0);
  }
}

void Recently(CampaignAnnotatorState& annotator, uint64_t item_number) {
  auto& recent = *annotator.mutable_recent_items();
  recent.erase(std::remove(recent.begin(), recent.end(), item_number), recent.end());
  recent.Add(item_number);
  if (recent.size() > kRecentItems) {
    recent.erase(recent.begin());
  }
}

// A group of entries of one item by one annotator.
class Application {
 public:
  Application(CampaignRows& rows, const CampaignRules& rules, CampaignAnnotatorState& annotator,
              uint64_t request_hash)
      : rows_(rows), rules_(rules), annotator_(annotator), request_hash_(request_hash) {}

  absl::StatusOr<AppliedEntry> Gold(LogEntry& entry) {
    const uint64_t row_number = GoldRowNumber(entry.item_number(), annotator_.ordinal());
    ASSAY_ASSIGN_OR_RETURN(CampaignItemState * item, rows_.Item(row_number));
    if (item->touches().empty()) {
      item->add_touches()->set_annotator_number(annotator_.annotator_number());
    }
    CampaignItemState::Touch& touch = *item->mutable_touches(0);
    CampaignFigures& figures = *rows_.head().mutable_figures();
    AppliedEntry applied;
    if (entry.kind() == LogEntry::KIND_LABEL) {
      EndLease(rows_, annotator_, touch);
      applied.stopped_now = ScoreGold(entry, figures);
      CountTimes(entry, annotator_, figures);
    } else if (entry.kind() == LogEntry::KIND_SKIP) {
      EndLease(rows_, annotator_, touch);
      touch.set_skipped(true);
      annotator_.set_skip_count(annotator_.skip_count() + 1);
      figures.set_skip_count(figures.skip_count() + 1);
    } else {
      annotator_.set_flag_count(annotator_.flag_count() + 1);
      figures.set_flag_count(figures.flag_count() + 1);
    }
    return Finish(entry, touch, row_number, applied);
  }

  absl::StatusOr<AppliedEntry> Label(LogEntry& entry) {
    ASSAY_ASSIGN_OR_RETURN(ItemChange change,
                           ItemChange::Begin(rows_, rules_, entry.item_number()));
    CampaignItemState::Touch& touch = TouchOf(change);
    EndLease(rows_, annotator_, touch);
    CampaignFigures& figures = *rows_.head().mutable_figures();
    entry.set_superseded(touch.label());
    if (touch.label() != 0) {
      figures.set_superseded_label_count(figures.superseded_label_count() + 1);
    } else {
      annotator_.set_label_count(annotator_.label_count() + 1);
    }
    touch.set_skipped(false);
    touch.set_label(rows_.head().next_sequence() + 1);
    touch.set_answer(AnswerIndex(rules_.schema(), entry.value(), change.item()));
    CountTimes(entry, annotator_, figures);
    Recently(annotator_, entry.item_number());
    const uint64_t item_number = entry.item_number();
    ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, Finish(entry, touch, item_number, {}));
    change.UpdateConsensus();
    change.End(/*came_back=*/false);
    return applied;
  }

  absl::StatusOr<AppliedEntry> Skip(LogEntry& entry) {
    ASSAY_ASSIGN_OR_RETURN(ItemChange change,
                           ItemChange::Begin(rows_, rules_, entry.item_number()));
    CampaignItemState::Touch& touch = TouchOf(change);
    EndLease(rows_, annotator_, touch);
    touch.set_skipped(true);
    const bool withdraws = touch.label() != 0;
    if (withdraws) {
      CampaignFigures& figures = *rows_.head().mutable_figures();
      figures.set_superseded_label_count(figures.superseded_label_count() + 1);
      entry.set_kind(LogEntry::KIND_WITHDRAW);
      entry.set_superseded(touch.label());
      touch.set_label(0);
      annotator_.set_label_count(annotator_.label_count() - 1);
    }
    annotator_.set_skip_count(annotator_.skip_count() + 1);
    change.item().set_skip_count(change.item().skip_count() + 1);
    const uint64_t item_number = entry.item_number();
    ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, Finish(entry, touch, item_number, {}));
    if (withdraws) {
      change.UpdateConsensus();
    }
    change.End(/*came_back=*/false);
    return applied;
  }

  absl::StatusOr<AppliedEntry> Flag(LogEntry& entry) {
    ASSAY_ASSIGN_OR_RETURN(ItemChange change,
                           ItemChange::Begin(rows_, rules_, entry.item_number()));
    CampaignItemState::Touch& touch = TouchOf(change);
    annotator_.set_flag_count(annotator_.flag_count() + 1);
    change.item().set_flag_count(change.item().flag_count() + 1);
    const uint64_t item_number = entry.item_number();
    ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, Finish(entry, touch, item_number, {}));
    change.End(/*came_back=*/false);
    return applied;
  }

  absl::StatusOr<AppliedEntry> Reinstate(LogEntry& entry) {
    annotator_.set_gold_count(0);
    annotator_.set_gold_right_count(0);
    annotator_.set_stopped(false);
    rows_.AnnotatorChanged(annotator_.annotator_number());
    return AppliedEntry{.sequence = rows_.AddEntry(&entry)};
  }

 private:
  CampaignItemState::Touch& TouchOf(ItemChange& change) {
    CampaignItemState::Touch* touch = change.FindTouch(annotator_.annotator_number());
    return touch != nullptr ? *touch
                            : change.AddTouch(annotator_.annotator_number(), annotator_.machine());
  }

  // True where the annotator has failed by this answer.
  bool ScoreGold(const LogEntry& entry, CampaignFigures& figures) {
    const int right =
        rules_.IsRightGold(entry.item_number(), rules_.schema().Canonical(entry.value())) ? 1 : 0;
    figures.set_gold_count(figures.gold_count() + 1);
    figures.set_gold_right_count(figures.gold_right_count() + right);
    annotator_.set_gold_count(annotator_.gold_count() + 1);
    annotator_.set_gold_right_count(annotator_.gold_right_count() + right);
    annotator_.set_all_gold_count(annotator_.all_gold_count() + 1);
    annotator_.set_all_gold_right_count(annotator_.all_gold_right_count() + right);
    const v1::GoldRule& rule = rows_.record().campaign().gold();
    const bool fails = rule.action() != v1::GoldRule::ACTION_NONE && !annotator_.machine() &&
                       annotator_.gold_count() >= rules_.min_gold_answer_count() &&
                       static_cast<double>(annotator_.gold_right_count()) <
                           rule.pass_mark() * static_cast<double>(annotator_.gold_count()) - 1e-9;
    const bool stopped_now = fails && !annotator_.stopped();
    annotator_.set_stopped(annotator_.stopped() || fails);
    return stopped_now;
  }

  absl::StatusOr<AppliedEntry> Finish(LogEntry& entry, CampaignItemState::Touch& touch,
                                      uint64_t row_number, AppliedEntry applied) {
    applied.superseded = entry.superseded();
    applied.sequence = rows_.head().next_sequence();
    RememberCall(entry, request_hash_, applied.sequence, touch);
    if (entry.kind() == LogEntry::KIND_LABEL) {
      touch.set_label(applied.sequence + 1);
      touch.set_label_lease(touch.last_lease());
    }
    rows_.AddEntry(&entry);
    rows_.ItemChanged(row_number);
    rows_.AnnotatorChanged(annotator_.annotator_number());
    return applied;
  }

  CampaignRows& rows_;
  const CampaignRules& rules_;
  CampaignAnnotatorState& annotator_;
  const uint64_t request_hash_;
};

}  // namespace

uint64_t RowNumberOf(uint64_t item_number, const CampaignAnnotatorState& annotator) {
  return item_number >= kFirstGoldItem ? GoldRowNumber(item_number, annotator.ordinal())
                                       : item_number;
}

absl::StatusOr<CampaignAnnotatorState*> AnnotatorRow(CampaignRows& rows,
                                                     uint64_t annotator_number) {
  if (CampaignAnnotatorState* known = rows.FindAnnotator(annotator_number); known != nullptr) {
    return known;
  }
  ASSAY_ASSIGN_OR_RETURN(const auto record,
                         ReadMessage<storage::v1::AnnotatorRecord>(
                             rows.store(), KeyKind::kAnnotator, AnnotatorKey(annotator_number)));
  const bool machine =
      record.has_value() && (record->annotator().kind() == v1::Annotator::KIND_RULE ||
                             record->annotator().kind() == v1::Annotator::KIND_MODEL);
  CampaignFigures& figures = *rows.head().mutable_figures();
  figures.set_annotator_count(figures.annotator_count() + 1);
  return &rows.AddAnnotator(annotator_number, machine);
}

absl::StatusOr<AppliedEntry> ApplyEntry(CampaignRows& rows, const CampaignRules& rules,
                                        LogEntry& entry, uint64_t request_hash) {
  ASSAY_ASSIGN_OR_RETURN(CampaignAnnotatorState * annotator,
                         AnnotatorRow(rows, entry.annotator_number()));
  const int64_t time_us =
      entry.receive_time_us() != 0 ? entry.receive_time_us() : entry.submit_time_us();
  if (annotator->first_time_us() == 0) {
    annotator->set_first_time_us(time_us);
  }
  annotator->set_last_time_us(std::max(annotator->last_time_us(), time_us));
  Application application(rows, rules, *annotator, request_hash);
  if (entry.kind() == LogEntry::KIND_REINSTATE) {
    return application.Reinstate(entry);
  }
  if (entry.item_number() >= kFirstGoldItem) {
    return application.Gold(entry);
  }
  switch (entry.kind()) {
    case LogEntry::KIND_LABEL:
      return application.Label(entry);
    case LogEntry::KIND_FLAG:
      return application.Flag(entry);
    default:
      return application.Skip(entry);
  }
}

absl::StatusOr<AppliedEntry> ApplyCopy(CampaignRows& rows, const CampaignRules& rules,
                                       const LogEntry& entry, uint64_t request_hash) {
  ASSAY_RETURN_IF_ERROR(CheckTexts(entry));
  LogEntry& copy = *google::protobuf::Arena::CreateMessage<LogEntry>(&rows.entry_arena());
  copy = entry;
  return ApplyEntry(rows, rules, copy, request_hash);
}

}  // namespace assay
