#include "annotator/campaign/annotator_lookup.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/keys.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using storage::v1::AnnotatorRecord;

constexpr size_t kMaxIdBytes = 63;

}  // namespace

bool IsAnnotatorId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
  });
}

absl::StatusOr<const AnnotatorRecord*> AnnotatorLookup::Find(std::string_view annotator_id) {
  const absl::string_view id(annotator_id.data(), annotator_id.size());
  if (const auto known = known_.find(id); known != known_.end()) {
    return known->second.get();
  }
  ASSAY_ASSIGN_OR_RETURN(AnnotatorRecord record, Read(annotator_id));
  if (record.annotator_number() == 0) {
    if (new_kind_ == v1::Annotator::KIND_UNSPECIFIED || !IsAnnotatorId(annotator_id) ||
        new_ids_.size() >= kMaxNewAnnotators) {
      return nullptr;
    }
    ASSAY_ASSIGN_OR_RETURN(record, MakeNew(annotator_id));
    new_ids_.emplace_back(annotator_id);
  }
  return known_.emplace(id, std::make_unique<AnnotatorRecord>(std::move(record)))
      .first->second.get();
}

absl::StatusOr<AnnotatorRecord> AnnotatorLookup::Read(std::string_view annotator_id) const {
  AnnotatorRecord none;
  ASSAY_ASSIGN_OR_RETURN(
      const std::optional<uint64_t> number,
      ReadNumber(store_, KeyKind::kAnnotatorName, AnnotatorNameKey(annotator_id)));
  if (!number.has_value()) {
    return none;
  }
  ASSAY_ASSIGN_OR_RETURN(
      std::optional<AnnotatorRecord> record,
      ReadMessage<AnnotatorRecord>(store_, KeyKind::kAnnotator, AnnotatorKey(*number)));
  return record.has_value() ? *std::move(record) : none;
}

absl::StatusOr<AnnotatorRecord> AnnotatorLookup::MakeNew(std::string_view annotator_id) {
  AnnotatorRecord record;
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&]() -> absl::Status {
    const auto batch = store_.NewBatch();
    ASSAY_ASSIGN_OR_RETURN(const uint64_t number, TakeNumber(store_, Counter::kAnnotator, *batch));
    record.set_annotator_number(number);
    return batch->Commit(Durability::kBuffered);
  }));
  v1::Annotator& annotator = *record.mutable_annotator();
  annotator.set_name(absl::StrCat("annotators/", std::string(annotator_id)));
  annotator.set_kind(new_kind_);
  return record;
}

absl::Status AnnotatorLookup::StoreNew(int64_t now_us) {
  if (new_ids_.empty()) {
    return absl::OkStatus();
  }
  const auto batch = store_.NewBatch();
  for (const std::string& id : new_ids_) {
    AnnotatorRecord& record = *known_.at(id);
    v1::Annotator& annotator = *record.mutable_annotator();
    *annotator.mutable_create_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(now_us);
    annotator.set_etag(absl::StrCat(absl::Hex(now_us)));
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(record));
    batch->RequireAbsent(AnnotatorNameKey(id));
    batch->Put(AnnotatorNameKey(id), EncodeNumber(record.annotator_number()));
    batch->Put(AnnotatorKey(record.annotator_number()), bytes);
  }
  return batch->Commit(Durability::kSynced);
}

absl::Status AnnotatorLookup::RemoveNew() {
  const auto batch = store_.NewBatch();
  for (const std::string& id : new_ids_) {
    batch->Delete(AnnotatorNameKey(id));
    batch->Delete(AnnotatorKey(known_.at(id)->annotator_number()));
  }
  return batch->Commit(Durability::kBuffered);
}

}  // namespace assay
