#include "annotator/campaign/campaign_listing.h"

#include <algorithm>
#include <map>
#include <utility>

#include "annotator/campaign/campaign_status.h"
#include "annotator/desk/item_chooser.h"
#include "annotator/desk/item_sums.h"
#include "annotator/desk/lease_fields.h"
#include "annotator/schema/label_schema.h"
#include "engine/base/status.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/record_errors.h"
#include "engine/store/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;
using storage::v1::CampaignItemState;

// Looked at for one page.
constexpr uint64_t kMaxScannedItems = 20'000;

v1::CampaignItem::State StateOf(const CampaignItemState& item) {
  const ItemCounts counts = CountItem(item);
  if (!counts.started) {
    return v1::CampaignItem::STATE_UNTOUCHED;
  }
  return counts.labels >= item.wanted_count() ? v1::CampaignItem::STATE_COMPLETE
                                              : v1::CampaignItem::STATE_OPEN;
}

// Turns rows into what is served.
class ItemReader {
 public:
  ItemReader(Store& store, const storage::v1::CampaignRecord& record, LabelSchema schema)
      : record_(record),
        schema_(std::move(schema)),
        datasets_(store),
        campaigns_(store),
        annotators_(store) {}

  absl::StatusOr<v1::CampaignItem> Read(uint64_t item_number, const CampaignItemState& row) {
    v1::CampaignItem item;
    ASSAY_ASSIGN_OR_RETURN(const auto stored,
                           datasets_.GetItem(record_.dataset_number(), item_number));
    item.set_item_id(stored.item_id());
    item.set_item_index(static_cast<int64_t>(item_number));
    item.set_state(StateOf(row));
    item.set_skip_count(static_cast<int32_t>(row.skip_count()));
    item.set_flag_count(static_cast<int32_t>(row.flag_count()));
    ASSAY_RETURN_IF_ERROR(AddLabels(row, item));
    if (row.consensus() != 0) {
      ASSAY_ASSIGN_OR_RETURN(*item.mutable_consensus(), ValueOf(row.consensus() - 1, row));
      item.set_confidence(row.confidence_micros() / 1e6);
    }
    return item;
  }

 private:
  absl::StatusOr<v1::LabelValue> ValueOf(uint32_t answer, const CampaignItemState& row) const {
    if (!schema_.has_classes()) {
      return schema_.Parse(row.answers(static_cast<int>(answer)));
    }
    v1::LabelValue value;
    value.set_choice(schema_.proto().classes(static_cast<int>(answer)));
    return value;
  }

  absl::StatusOr<std::string> NameOf(uint64_t annotator_number) {
    std::string& name = names_[annotator_number];
    if (name.empty()) {
      ASSAY_ASSIGN_OR_RETURN(const auto annotator, annotators_.GetByNumber(annotator_number));
      name = annotator.annotator().name();
    }
    return name;
  }

  absl::Status AddLabels(const CampaignItemState& row, v1::CampaignItem& item) {
    int leases = 0;
    for (const CampaignItemState::Touch& touch : row.touches()) {
      leases += touch.lease_number() != 0 ? 1 : 0;
      if (touch.label() == 0) {
        continue;
      }
      v1::CampaignLabel& label = *item.add_labels();
      label.set_sequence(static_cast<int64_t>(touch.label() - 1));
      ASSAY_ASSIGN_OR_RETURN(*label.mutable_annotator(), NameOf(touch.annotator_number()));
      ASSAY_ASSIGN_OR_RETURN(*label.mutable_value(), ValueOf(touch.answer(), row));
      ASSAY_ASSIGN_OR_RETURN(const auto entry,
                             campaigns_.GetLogEntry(record_.campaign_number(), touch.label() - 1));
      if (entry.has_value()) {
        *label.mutable_submit_time() = TimeUtil::MicrosecondsToTimestamp(entry->submit_time_us());
      }
    }
    item.set_lease_count(leases);
    std::sort(item.mutable_labels()->begin(), item.mutable_labels()->end(),
              [](const auto& a, const auto& b) { return a.sequence() < b.sequence(); });
    return absl::OkStatus();
  }

  const storage::v1::CampaignRecord& record_;
  const LabelSchema schema_;
  const DatasetRepository datasets_;
  const CampaignRepository campaigns_;
  const AnnotatorRepository annotators_;
  std::map<uint64_t, std::string> names_;
};

using Rows = std::vector<std::pair<uint64_t, CampaignItemState>>;

bool Fits(const v1::ListCampaignItemsRequest& request, const CampaignItemState& row) {
  const v1::CampaignItem::State state = StateOf(row);
  return request.state() == v1::CampaignItem::STATE_UNSPECIFIED ? !row.touches().empty()
                                                                : state == request.state();
}

// The rows that fit, one more than the page holds.
absl::StatusOr<std::optional<uint64_t>> FindTouched(const CampaignRepository& campaigns,
                                                    uint64_t campaign_number,
                                                    const v1::ListCampaignItemsRequest& request,
                                                    uint64_t first_item, size_t limit, Rows& rows) {
  std::optional<uint64_t> next;
  uint64_t scanned = 0;
  ASSAY_RETURN_IF_ERROR(campaigns.ScanItems(
      campaign_number, first_item, [&](uint64_t item_number, const CampaignItemState& row) {
        if (item_number >= kFirstGoldItem) {
          return false;
        }
        if (rows.size() >= limit || scanned++ >= kMaxScannedItems) {
          next = item_number;
          return false;
        }
        if (Fits(request, row)) {
          rows.emplace_back(item_number, row);
        }
        return true;
      }));
  return next;
}

// The items of the campaign in the order of the data set.
class ItemOrder {
 public:
  static absl::StatusOr<ItemOrder> Make(Store& store, const storage::v1::CampaignRecord& record) {
    ItemOrder order;
    ASSAY_ASSIGN_OR_RETURN(order.count_, CampaignItemCount(store, record));
    if (record.campaign().has_selection()) {
      const CampaignRepository campaigns(store);
      ASSAY_RETURN_IF_ERROR(
          campaigns.ReadSelection(record.campaign_number(), [&](uint64_t item_index) {
            order.selected_.push_back(item_index);
            return true;
          }));
      std::sort(order.selected_.begin(), order.selected_.end());
    }
    return order;
  }

  // The first item from `item_number` on.
  std::optional<uint64_t> From(uint64_t item_number) const {
    if (selected_.empty()) {
      return item_number < count_ ? std::optional(item_number) : std::nullopt;
    }
    const auto found = std::lower_bound(selected_.begin(), selected_.end(), item_number);
    return found == selected_.end() ? std::nullopt : std::optional(*found);
  }

 private:
  uint64_t count_ = 0;
  std::vector<uint64_t> selected_;
};

absl::StatusOr<std::optional<uint64_t>> FindUntouched(const ItemOrder& order,
                                                      const CampaignRepository& campaigns,
                                                      uint64_t campaign_number, uint64_t first_item,
                                                      size_t limit, Rows& rows) {
  std::optional<uint64_t> item = order.From(first_item);
  for (uint64_t scanned = 0; item.has_value() && scanned < kMaxScannedItems; ++scanned) {
    ASSAY_ASSIGN_OR_RETURN(const auto row, campaigns.GetItem(campaign_number, *item));
    if (!row.has_value() || !CountItem(*row).started) {
      if (rows.size() >= limit) {
        return item;
      }
      rows.emplace_back(*item, row.value_or(CampaignItemState()));
    }
    item = order.From(*item + 1);
  }
  return item;
}

absl::Status FindOne(const ItemOrder& order, const CampaignRepository& campaigns,
                     const storage::v1::CampaignRecord& record,
                     const v1::ListCampaignItemsRequest& request, uint64_t item_number,
                     Rows& rows) {
  ASSAY_ASSIGN_OR_RETURN(const auto row, campaigns.GetItem(record.campaign_number(), item_number));
  const CampaignItemState state = row.value_or(CampaignItemState());
  const bool wanted =
      request.state() == v1::CampaignItem::STATE_UNSPECIFIED || StateOf(state) == request.state();
  if (wanted && order.From(item_number) == item_number) {
    rows.emplace_back(item_number, state);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ItemPage> ListItems(Store& store, const storage::v1::CampaignRecord& record,
                                   const v1::ListCampaignItemsRequest& request, uint64_t first_item,
                                   size_t limit) {
  const CampaignRepository campaigns(store);
  const uint64_t campaign_number = record.campaign_number();
  Rows rows;
  ItemPage page;
  if (!request.item_id().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const ItemOrder order, ItemOrder::Make(store, record));
    ASSAY_ASSIGN_OR_RETURN(const uint64_t item, DatasetRepository(store).FindItem(
                                                    record.dataset_number(), request.item_id()));
    ASSAY_RETURN_IF_ERROR(FindOne(order, campaigns, record, request, item, rows));
  } else if (request.state() == v1::CampaignItem::STATE_UNTOUCHED) {
    ASSAY_ASSIGN_OR_RETURN(const ItemOrder order, ItemOrder::Make(store, record));
    ASSAY_ASSIGN_OR_RETURN(
        page.next_item, FindUntouched(order, campaigns, campaign_number, first_item, limit, rows));
  } else {
    ASSAY_ASSIGN_OR_RETURN(
        page.next_item, FindTouched(campaigns, campaign_number, request, first_item, limit, rows));
  }
  ASSAY_ASSIGN_OR_RETURN(LabelSchema schema, LabelSchema::Make(record.campaign().schema()));
  ItemReader reader(store, record, std::move(schema));
  const LeaseFields fields(store);
  for (const auto& [item_number, row] : rows) {
    ASSAY_ASSIGN_OR_RETURN(v1::CampaignItem item, reader.Read(item_number, row));
    if (request.include_fields()) {
      v1::Lease shown;
      shown.set_item_id(std::to_string(item_number));
      ASSAY_RETURN_IF_ERROR(fields.Fill(record, shown));
      *item.mutable_fields() = std::move(*shown.mutable_fields());
    }
    page.items.push_back(std::move(item));
  }
  return page;
}

absl::StatusOr<AnnotatorPage> ListAnnotators(Store& store, uint64_t campaign_number,
                                             uint64_t first_ordinal, size_t limit) {
  std::map<uint64_t, storage::v1::CampaignAnnotatorState> by_ordinal;
  AnnotatorPage page;
  ASSAY_RETURN_IF_ERROR(CampaignRepository(store).ScanAnnotators(
      campaign_number, [&](const storage::v1::CampaignAnnotatorState& state) {
        if (state.ordinal() >= first_ordinal) {
          by_ordinal[state.ordinal()] = state;
        }
        if (by_ordinal.size() > limit) {
          by_ordinal.erase(std::prev(by_ordinal.end()));
          page.next_ordinal = by_ordinal.rbegin()->first + 1;
        }
        return true;
      }));
  const AnnotatorRepository annotators(store);
  for (const auto& [ordinal, state] : by_ordinal) {
    ASSAY_ASSIGN_OR_RETURN(const auto record, annotators.GetByNumber(state.annotator_number()));
    page.annotators.push_back(MakeCampaignAnnotator(state, record.annotator()));
  }
  return page;
}

absl::StatusOr<v1::CampaignAnnotator> GetCampaignAnnotator(Store& store, uint64_t campaign_number,
                                                           const std::string& annotator_name) {
  const auto id = ParseResourceName(kAnnotatorCollection, annotator_name);
  if (!id.has_value()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
                     "found '" + annotator_name.substr(0, 100) +
                         "' as annotator, expected annotators/{annotator}",
                     {{"field", "annotator"}, {"found", annotator_name.substr(0, 100)}});
  }
  ASSAY_ASSIGN_OR_RETURN(const auto record, AnnotatorRepository(store).Get(*id));
  ASSAY_ASSIGN_OR_RETURN(const auto state,
                         ReadMessage<storage::v1::CampaignAnnotatorState>(
                             store, KeyKind::kCampaignAnnotator,
                             CampaignAnnotatorKey(campaign_number, record.annotator_number())));
  if (!state.has_value()) {
    return AnnotatorNotFoundError(annotator_name);
  }
  return MakeCampaignAnnotator(*state, record.annotator());
}

}  // namespace assay
