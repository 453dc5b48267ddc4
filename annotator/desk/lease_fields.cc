#include "annotator/desk/lease_fields.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"

namespace assay {
namespace {

bool IsHidden(v1::Column::Role role) {
  return role == v1::Column::ROLE_ID || role == v1::Column::ROLE_LABEL ||
         role == v1::Column::ROLE_ANNOTATOR;
}

void AddField(const v1::Column& column, int index, const storage::v1::ItemRecord& item,
              v1::Lease& lease) {
  if (!IsHidden(column.role())) {
    v1::Lease::Field& field = *lease.add_fields();
    field.set_column(column.name());
    field.set_value(index < item.cells_size() ? item.cells(index) : "");
  }
}

}  // namespace

absl::StatusOr<std::shared_ptr<const LeaseFields::Columns>> LeaseFields::ColumnsOf(
    uint64_t dataset_number) const {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = columns_.find(dataset_number); known != columns_.end()) {
      return known->second;
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const auto record,
                         ReadMessage<storage::v1::DatasetRecord>(store_, KeyKind::kDataset,
                                                                 DatasetKey(dataset_number)));
  if (!record.has_value()) {
    return DamagedValueError(KeyKind::kDataset);
  }
  const auto& columns = record->dataset().columns();
  auto read = std::make_shared<const Columns>(columns.begin(), columns.end());
  const std::lock_guard lock(mutex_);
  columns_[dataset_number] = read;
  return std::shared_ptr<const Columns>(std::move(read));
}

absl::Status LeaseFields::Fill(const storage::v1::CampaignRecord& record, v1::Lease& lease) const {
  uint64_t item_number = 0;
  ASSAY_CHECK(absl::SimpleAtoi(lease.item_id(), &item_number));
  const bool gold = item_number >= kFirstGoldItem;
  const uint64_t dataset_number = gold ? record.gold_dataset_number() : record.dataset_number();
  const uint64_t index = gold ? item_number - kFirstGoldItem : item_number;
  ASSAY_ASSIGN_OR_RETURN(const auto columns, ColumnsOf(dataset_number));
  ASSAY_ASSIGN_OR_RETURN(
      const auto item,
      ReadMessage<storage::v1::ItemRecord>(store_, KeyKind::kItem, ItemKey(dataset_number, index)));
  if (!item.has_value()) {
    return DamagedValueError(KeyKind::kItem);
  }
  lease.set_item_id(item->item_id());
  const auto& shown = record.campaign().shown_columns();
  if (shown.empty()) {
    for (size_t i = 0; i < columns->size(); ++i) {
      AddField((*columns)[i], static_cast<int>(i), *item, lease);
    }
    return absl::OkStatus();
  }
  for (const std::string& name : shown) {
    const auto column = std::find_if(columns->begin(), columns->end(),
                                     [&](const v1::Column& known) { return known.name() == name; });
    if (column != columns->end()) {
      AddField(*column, static_cast<int>(column - columns->begin()), *item, lease);
    }
  }
  return absl::OkStatus();
}

}  // namespace assay
