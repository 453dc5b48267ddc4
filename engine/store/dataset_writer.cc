#include "engine/store/dataset_writer.h"

#include <algorithm>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/deletions.h"
#include "engine/store/keys.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

constexpr size_t kRunBytes = size_t{32} << 20;
constexpr size_t kIndexBytes = 8;

absl::Status CheckText(std::string_view text, const std::string& field) {
  if (IsUtf8(text)) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "TEXT_NOT_UTF8",
                   "found bytes in the " + field + " that are not UTF-8; UTF-8 is expected",
                   {{"field", field}});
}

absl::Status CheckItemId(std::string_view item_id) {
  if (item_id.size() > kMaxItemIdBytes) {
    const std::string found = std::to_string(item_id.size());
    const std::string expected = std::to_string(kMaxItemIdBytes);
    return MakeError(absl::StatusCode::kInvalidArgument, "ITEM_ID_TOO_LONG",
                     "found an id of " + found + " bytes; at most " + expected + " are expected",
                     {{"found", found}, {"expected", expected}, {"field", "item id"}});
  }
  return CheckText(item_id, "item id");
}

}  // namespace

absl::Status ItemIdRuns::Add(std::string_view item_id, uint64_t item_index) {
  NoteOrder(item_id);
  const std::string key = ItemIdKey(dataset_number_, item_id, item_index);
  entries_.push_back({static_cast<uint32_t>(bytes_.size()), static_cast<uint32_t>(key.size())});
  bytes_.append(key);
  return bytes_.size() + entries_.size() * sizeof(Entry) >= kRunBytes ? Flush() : absl::OkStatus();
}

absl::Status ItemIdRuns::Flush() {
  const std::string_view bytes = bytes_;
  const auto key_of = [bytes](const Entry& entry) {
    return bytes.substr(entry.offset, entry.size);
  };
  std::sort(entries_.begin(), entries_.end(),
            [&](const Entry& a, const Entry& b) { return key_of(a) < key_of(b); });
  const auto load = store_.NewSortedLoad();
  for (const Entry& entry : entries_) {
    ASSAY_RETURN_IF_ERROR(load->Add(key_of(entry), {}));
  }
  ASSAY_RETURN_IF_ERROR(load->Finish());
  bytes_.clear();
  entries_.clear();
  return absl::OkStatus();
}

void ItemIdRuns::NoteOrder(std::string_view item_id) {
  if (!AreAscending()) {
    return;
  }
  if (has_last_id_) {
    by_bytes_ = by_bytes_ && last_id_ < item_id;
    by_length_ = by_length_ && (last_id_.size() < item_id.size() ||
                                (last_id_.size() == item_id.size() && last_id_ < item_id));
  }
  last_id_.assign(item_id);
  has_last_id_ = true;
}

DatasetWriter::DatasetWriter(Store& store, storage::v1::PendingImport pending)
    : store_(store),
      pending_(std::move(pending)),
      items_(store.NewSortedLoad()),
      labels_(store.NewSortedLoad()),
      ids_(store, pending_.dataset_number()) {}

DatasetWriter::~DatasetWriter() { Abort().IgnoreError(); }

absl::Status DatasetWriter::Append(std::string_view item_id, const std::vector<std::string>& cells,
                                   std::string_view label, std::string_view annotator,
                                   int64_t receive_time_us) {
  ASSAY_RETURN_IF_ERROR(CheckItemId(item_id));
  ASSAY_RETURN_IF_ERROR(AppendLabel(item_count_, label, annotator, receive_time_us));
  return AddItem(item_id, cells);
}

absl::Status DatasetWriter::AppendUnlabelled(std::string_view item_id,
                                             const std::vector<std::string>& cells) {
  ASSAY_RETURN_IF_ERROR(CheckItemId(item_id));
  return AddItem(item_id, cells);
}

absl::Status DatasetWriter::AddItem(std::string_view item_id,
                                    const std::vector<std::string>& cells) {
  item_.Clear();
  item_.set_item_id(item_id.data(), item_id.size());
  for (const std::string& cell : cells) {
    item_.add_cells()->assign(cell);
  }
  item_.SerializeToString(&value_);
  ASSAY_RETURN_IF_ERROR(items_->Add(ItemKey(dataset_number(), item_count_), value_));
  ASSAY_RETURN_IF_ERROR(ids_.Add(item_id, item_count_));
  ++item_count_;
  return absl::OkStatus();
}

absl::Status DatasetWriter::AppendLabel(uint64_t item_index, std::string_view label,
                                        std::string_view annotator, int64_t receive_time_us) {
  ASSAY_RETURN_IF_ERROR(CheckText(label, "label"));
  ASSAY_RETURN_IF_ERROR(CheckText(annotator, "annotator"));
  label_.set_item_index(item_index);
  label_.set_label(label.data(), label.size());
  label_.set_annotator(annotator.data(), annotator.size());
  label_.set_receive_time_us(receive_time_us);
  label_.SerializeToString(&value_);
  ASSAY_RETURN_IF_ERROR(labels_->Add(LabelKey(dataset_number(), label_count_), value_));
  ++label_count_;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<DatasetWriter::DuplicateId>> DatasetWriter::FindDuplicateId() {
  if (ids_.AreAscending()) {
    return std::nullopt;
  }
  ASSAY_RETURN_IF_ERROR(ids_.Flush());
  std::string last_key;
  std::pair<std::string, std::string> duplicate_keys;
  std::string_view duplicate_index;
  const KeyRange range = ItemIdRange(dataset_number());
  // Of all pairs of neighbours with one id, the one whose second item comes first.
  const auto visit = [&](std::string_view key, std::string_view) {
    const std::string_view index = key.substr(key.size() - kIndexBytes);
    if (key.size() == last_key.size() &&
        key.substr(0, key.size() - kIndexBytes) ==
            std::string_view(last_key).substr(0, key.size() - kIndexBytes) &&
        (duplicate_index.empty() || index < duplicate_index)) {
      duplicate_keys = {last_key, std::string(key)};
      duplicate_index = std::string_view(duplicate_keys.second).substr(key.size() - kIndexBytes);
    }
    last_key.assign(key);
    return true;
  };
  ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit));
  if (duplicate_index.empty()) {
    return std::nullopt;
  }
  ASSAY_ASSIGN_OR_RETURN(const DatasetItemId first, ParseItemIdKey(duplicate_keys.first));
  ASSAY_ASSIGN_OR_RETURN(const DatasetItemId second, ParseItemIdKey(duplicate_keys.second));
  return DuplicateId{second.item_id, first.item_index, second.item_index};
}

absl::StatusOr<storage::v1::DatasetRecord> DatasetWriter::Commit(v1::Dataset dataset) {
  const std::optional<std::string> dataset_id =
      ParseResourceName(kDatasetCollection, dataset.name());
  if (!dataset_id.has_value()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
                     "found the name '" + dataset.name() + "'; 'datasets/{dataset}' is expected",
                     {{"found", dataset.name()}, {"field", "dataset.name"}});
  }
  ASSAY_RETURN_IF_ERROR(ids_.Flush());
  ASSAY_RETURN_IF_ERROR(items_->Finish());
  ASSAY_RETURN_IF_ERROR(labels_->Finish());

  storage::v1::DatasetRecord record;
  record.set_dataset_number(dataset_number());
  *record.mutable_dataset() = std::move(dataset);
  record.mutable_dataset()->set_item_count(static_cast<int64_t>(item_count_));
  record.mutable_dataset()->set_label_count(static_cast<int64_t>(label_count_));
  ASSAY_RETURN_IF_ERROR(PublishRecord(record, *dataset_id));
  is_open_ = false;
  return record;
}

absl::Status DatasetWriter::PublishRecord(const storage::v1::DatasetRecord& record,
                                          const std::string& dataset_id) {
  ASSAY_ASSIGN_OR_RETURN(const std::string record_bytes, EncodeMessage(record));
  ASSAY_ASSIGN_OR_RETURN(const std::string pending_bytes, EncodeMessage(pending_));
  const std::string number = EncodeNumber(dataset_number());
  const auto batch = store_.NewBatch();
  batch->RequireAbsent(DatasetNameKey(dataset_id));
  batch->Require(PendingImportKey(dataset_number()), pending_bytes);
  batch->Put(DatasetKey(dataset_number()), record_bytes);
  batch->Put(DatasetNameKey(dataset_id), number);
  if (!record.dataset().fingerprint().empty()) {
    batch->Put(DatasetFingerprintKey(record.dataset().fingerprint(), dataset_number()), {});
  }
  batch->Put(DatasetAuditCountKey(dataset_number()), EncodeNumber(0));
  batch->Delete(PendingImportKey(dataset_number()));
  absl::Status status = batch->Commit(Durability::kSynced);
  if (absl::IsAborted(status) && store_.Get(DatasetNameKey(dataset_id)).ok()) {
    return MakeError(absl::StatusCode::kAlreadyExists, "DATASET_ALREADY_EXISTS",
                     "there is a data set '" + record.dataset().name() +
                         "' already; choose another name, or delete it first",
                     {{"name", record.dataset().name()}});
  }
  return status;
}

absl::Status DatasetWriter::Abort() {
  if (!is_open_) {
    return absl::OkStatus();
  }
  items_.reset();
  labels_.reset();
  const auto batch = store_.NewBatch();
  DeleteDatasetRows(dataset_number(), *batch);
  batch->Delete(PendingImportKey(dataset_number()));
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kBuffered));
  is_open_ = false;
  ReclaimDatasetRows(dataset_number(), store_);
  return absl::OkStatus();
}

}  // namespace assay
