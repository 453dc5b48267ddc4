#include "annotator/campaign/verify_campaign.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "annotator/desk/campaign_rows.h"
#include "annotator/desk/item_sums.h"
#include "annotator/schema/label_schema.h"
#include "annotator/campaign/log_fold.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"
#include "google/protobuf/util/message_differencer.h"

namespace assay {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignItemState;

constexpr size_t kMaxShown = 300;

std::string Shown(const google::protobuf::Message& message) {
  std::string text = message.ShortDebugString();
  if (text.size() > kMaxShown) {
    text.resize(kMaxShown);
    text += "...";
  }
  return text.empty() ? "nothing" : text;
}

// Gathers differences.
class Differences {
 public:
  explicit Differences(VerifyOutcome& outcome) : outcome_(outcome) {}

  void Add(const std::string& subject, const std::string& figure, const std::string& found,
           const std::string& expected) {
    ++outcome_.difference_count;
    if (outcome_.differences.size() < kMaxDifferences) {
      v1::VerifyDifference& difference = outcome_.differences.emplace_back();
      difference.set_subject(subject);
      difference.set_figure(figure);
      difference.set_found(found);
      difference.set_expected(expected);
    }
  }

  // Field by field.
  template <typename Message>
  void Compare(const std::string& subject, const Message& found, const Message& expected) {
    if (MessageDifferencer::Equals(found, expected)) {
      return;
    }
    const auto* descriptor = Message::descriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const Message found_field = Only(found, i);
      const Message expected_field = Only(expected, i);
      if (!MessageDifferencer::Equals(found_field, expected_field)) {
        Add(subject, descriptor->field(i)->name(), Shown(found_field), Shown(expected_field));
      }
    }
  }

  void CompareNumbers(const std::string& subject, const std::string& figure, int64_t found,
                      int64_t expected) {
    if (found != expected) {
      Add(subject, figure, std::to_string(found), std::to_string(expected));
    }
  }

 private:
  template <typename Message>
  static Message Only(Message message, int index) {
    const auto* descriptor = Message::descriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      if (i != index) {
        Message::GetReflection()->ClearField(&message, descriptor->field(i));
      }
    }
    return message;
  }

  VerifyOutcome& outcome_;
};

void SortTouches(CampaignItemState& item) {
  std::sort(
      item.mutable_touches()->begin(), item.mutable_touches()->end(),
      [](const auto& a, const auto& b) { return a.annotator_number() < b.annotator_number(); });
}

// What only calls know, not the log.
void ForgetHashes(CampaignItemState& item) {
  for (auto& touch : *item.mutable_touches()) {
    for (auto& call : *touch.mutable_calls()) {
      call.clear_request_hash();
    }
  }
}

// The folded row with the leases of the stored one.
CampaignItemState WithLeases(CampaignItemState folded, const CampaignItemState& stored) {
  for (const auto& touch : stored.touches()) {
    auto& touches = *folded.mutable_touches();
    const auto known =
        std::find_if(touches.begin(), touches.end(), [&](const CampaignItemState::Touch& other) {
          return other.annotator_number() == touch.annotator_number();
        });
    CampaignItemState::Touch* place = nullptr;
    if (known == touches.end()) {
      place = folded.add_touches();
      place->set_annotator_number(touch.annotator_number());
      place->set_machine(touch.machine());
    } else {
      place = &*known;
    }
    place->set_lease_number(touch.lease_number());
    place->set_last_lease(touch.last_lease());
    place->set_label_lease(touch.label_lease());
  }
  folded.set_open_place(stored.open_place());
  folded.set_queued_gain_micros(stored.queued_gain_micros());
  folded.set_rule_index(stored.rule_index());
  return folded;
}

// Leaves what follows from the log.
CampaignAnnotatorState Comparable(CampaignAnnotatorState annotator) {
  annotator.clear_leases();
  annotator.clear_call_count();
  annotator.clear_open_cursor();
  annotator.clear_gold_position();
  annotator.clear_given_count();
  annotator.clear_stopped();
  annotator.clear_expired_lease_count();
  annotator.clear_first_time_us();
  annotator.clear_last_time_us();
  return annotator;
}

// Zeros at the end of a list of counts say nothing.
void DropZeros(google::protobuf::RepeatedField<int64_t>& counts) {
  while (!counts.empty() && counts.Get(counts.size() - 1) == 0) {
    counts.RemoveLast();
  }
}

void Tidy(storage::v1::CampaignFigures& figures) {
  DropZeros(*figures.mutable_shared_label_counts());
  DropZeros(*figures.mutable_consensus_counts());
  DropZeros(*figures.mutable_speed_bucket_counts());
}

class Verification {
 public:
  Verification(Store& store, uint64_t campaign_number)
      : store_(store),
        campaign_number_(campaign_number),
        campaigns_(store),
        differences_(outcome_) {}

  absl::StatusOr<VerifyOutcome> Run(const LogFold::Progress& progress) {
    ASSAY_RETURN_IF_ERROR(Read());
    LogFold fold(store_, record_, head_, annotators_);
    ASSAY_RETURN_IF_ERROR(fold.Run(
        [this](uint64_t sequence, uint64_t found, uint64_t expected) {
          differences_.Add(Subject("entry " + std::to_string(sequence)), "superseded",
                           std::to_string(found), std::to_string(expected));
        },
        progress));
    outcome_.entry_count = head_.next_sequence();
    figures_ = fold.head().figures();
    ASSAY_RETURN_IF_ERROR(CompareItems());
    ASSAY_RETURN_IF_ERROR(CompareQueue());
    CompareAnnotators(fold.annotators());
    CompareFigures();
    return std::move(outcome_);
  }

 private:
  std::string Subject(const std::string& part) const {
    return record_.campaign().name() + (part.empty() ? "" : ", " + part);
  }

  absl::Status Read() {
    ASSAY_ASSIGN_OR_RETURN(record_, campaigns_.GetByNumber(campaign_number_));
    ASSAY_ASSIGN_OR_RETURN(
        auto head, ReadMessage<storage::v1::CampaignHead>(store_, KeyKind::kCampaignHead,
                                                          CampaignHeadKey(campaign_number_)));
    if (!head.has_value()) {
      return DamagedValueError(KeyKind::kCampaignHead);
    }
    head_ = *std::move(head);
    ASSAY_ASSIGN_OR_RETURN(LabelSchema schema, LabelSchema::Make(record_.campaign().schema()));
    schema_.emplace(std::move(schema));
    return campaigns_.ScanAnnotators(campaign_number_, [this](const auto& annotator) {
      annotators_.push_back(annotator);
      return true;
    });
  }

  // Stored and folded rows lie in the same order, so two scans go side by side in pieces.
  absl::Status CompareItems() {
    ASSAY_RETURN_IF_ERROR(
        ScanAll(campaign_number_, [this](uint64_t number, const CampaignItemState& stored) {
          const auto folded = campaigns_.GetItem(LogFold::kScratchCampaign, number);
          if (folded.ok()) {
            CompareItem(number, stored, folded->value_or(CampaignItemState()));
          }
          return folded.status();
        }));
    return ScanAll(LogFold::kScratchCampaign, [this](uint64_t number, const CampaignItemState&) {
      const auto stored = campaigns_.GetItem(campaign_number_, number);
      if (stored.ok() && !stored->has_value()) {
        differences_.Add(Subject(ItemName(number)), "row", "none", "a row");
      }
      return stored.status();
    });
  }

  absl::Status ScanAll(
      uint64_t campaign_number,
      const std::function<absl::Status(uint64_t, const CampaignItemState&)>& visit) const {
    absl::Status status;
    ASSAY_RETURN_IF_ERROR(campaigns_.ScanItems(campaign_number, 0,
                                               [&](uint64_t number, const CampaignItemState& item) {
                                                 status = visit(number, item);
                                                 return status.ok();
                                               }));
    return status;
  }

  static std::string ItemName(uint64_t number) {
    return number >= kFirstGoldItem ? "gold row " + std::to_string(number & ~(uint64_t{1} << 63))
                                    : "item " + std::to_string(number);
  }

  void CompareItem(uint64_t number, CampaignItemState stored, const CampaignItemState& folded) {
    const std::string subject = Subject(ItemName(number));
    CampaignItemState expected = WithLeases(folded, stored);
    for (const auto& touch : stored.touches()) {
      lease_count_ += touch.lease_number() != 0 ? 1 : 0;
    }
    if (number < kFirstGoldItem) {
      ExpectWanted(subject, stored, expected);
      if (!folded.touches().empty()) {
        AddItem(folded, head_, *schema_, -1, figures_);
      }
      AddItem(expected, head_, *schema_, 1, figures_);
    }
    for (CampaignItemState* item : {&stored, &expected}) {
      SortTouches(*item);
      ForgetHashes(*item);
    }
    differences_.Compare(subject, stored, expected);
  }

  // How many labels the item should want, and whether it should be in the queue.
  void ExpectWanted(const std::string& subject, const CampaignItemState& stored,
                    CampaignItemState& expected) {
    const int last_rule = head_.overlap_rules_size() - 1;
    const int rule = static_cast<int>(stored.rule_index());
    if (rule > last_rule || (rule != last_rule && !head_.rechecking())) {
      differences_.CompareNumbers(subject, "rule_index", rule, last_rule);
      expected.set_rule_index(static_cast<uint32_t>(last_rule));
    }
    const ItemCounts counts = CountItem(expected);
    const int64_t wanted = WantedLabels(
        expected, counts, head_.overlap_rules(static_cast<int>(expected.rule_index())));
    expected.set_wanted_count(static_cast<uint32_t>(wanted));
    const bool is_open = counts.started && counts.labels + counts.places_out < wanted;
    if (is_open != (stored.open_place() != 0)) {
      differences_.Add(subject, "open_place", std::to_string(stored.open_place()),
                       is_open ? "a place" : "none");
    }
    queued_count_ += stored.open_place() != 0 ? 1 : 0;
  }

  absl::Status CompareQueue() {
    int64_t place_count = 0;
    absl::Status status;
    const auto visit = [&](std::string_view key, std::string_view value) {
      ++place_count;
      status = CheckPlace(key, value);
      return status.ok();
    };
    const KeyRange range = CampaignOpenRangeFrom(campaign_number_, 0);
    ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit));
    ASSAY_RETURN_IF_ERROR(status);
    differences_.CompareNumbers(Subject(""), "items in the queue", place_count, queued_count_);
    return absl::OkStatus();
  }

  absl::Status CheckPlace(std::string_view key, std::string_view value) {
    ASSAY_ASSIGN_OR_RETURN(const CampaignPlace place, ParseCampaignOpenKey(key));
    ASSAY_ASSIGN_OR_RETURN(const uint64_t number, DecodeNumber(KeyKind::kCampaignOpen, value));
    ASSAY_ASSIGN_OR_RETURN(const auto item, campaigns_.GetItem(campaign_number_, number));
    const uint64_t found = item.has_value() ? item->open_place() : 0;
    if (found != place.place + 1) {
      differences_.Add(Subject(ItemName(number)), "open_place", std::to_string(found),
                       std::to_string(place.place + 1));
    }
    return absl::OkStatus();
  }

  void CompareAnnotators(const CampaignRows::Annotators& folded) {
    int64_t held_count = 0;
    int64_t committed_micros = 0;
    for (const CampaignAnnotatorState& stored : annotators_) {
      const auto expected = folded.find(stored.annotator_number());
      differences_.Compare(Subject("annotator " + std::to_string(stored.annotator_number())),
                           Comparable(stored), Comparable(expected->second));
      held_count += stored.leases_size();
      for (const auto& lease : stored.leases()) {
        committed_micros += lease.committed_micros();
      }
    }
    for (const auto& [number, annotator] : folded) {
      if (annotator.ordinal() >= annotators_.size()) {
        differences_.Add(Subject("annotator " + std::to_string(number)), "row", "none", "a row");
      }
    }
    differences_.CompareNumbers(Subject(""), "leases of items", lease_count_, held_count);
    figures_.set_lease_count(held_count);
    figures_.set_committed_micros(committed_micros);
  }

  void CompareFigures() {
    storage::v1::CampaignFigures stored = head_.figures();
    Tidy(stored);
    Tidy(figures_);
    differences_.Compare(Subject("figures"), stored, figures_);
  }

  Store& store_;
  const uint64_t campaign_number_;
  const CampaignRepository campaigns_;
  VerifyOutcome outcome_;
  Differences differences_;
  storage::v1::CampaignRecord record_;
  storage::v1::CampaignHead head_;
  std::optional<LabelSchema> schema_;
  std::vector<CampaignAnnotatorState> annotators_;
  storage::v1::CampaignFigures figures_;
  int64_t lease_count_ = 0;
  int64_t queued_count_ = 0;
};

}  // namespace

absl::StatusOr<VerifyOutcome> VerifyCampaign(Store& store, uint64_t campaign_number,
                                             const LogFold::Progress& progress) {
  return Verification(store, campaign_number).Run(progress);
}

}  // namespace assay
