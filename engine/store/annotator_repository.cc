#include "engine/store/annotator_repository.h"

#include <optional>
#include <string>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/keys.h"
#include "engine/store/record_errors.h"
#include "engine/store/record_update.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::AnnotatorRecord;

absl::Status CreateOnce(const std::string& annotator_id, AnnotatorRecord& record, Store& store) {
  const std::string name_key = AnnotatorNameKey(annotator_id);
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> taken, ReadBytes(store, name_key));
  if (taken.has_value()) {
    const std::string& name = record.annotator().name();
    return MakeError(absl::StatusCode::kAlreadyExists, "ANNOTATOR_ALREADY_EXISTS",
                     "there is an annotator '" + name + "' already; choose another name",
                     {{"name", name}});
  }
  const auto batch = store.NewBatch();
  ASSAY_ASSIGN_OR_RETURN(const uint64_t number, TakeNumber(store, Counter::kAnnotator, *batch));
  record.set_annotator_number(number);
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(record));
  batch->RequireAbsent(name_key);
  batch->Put(name_key, EncodeNumber(number));
  batch->Put(AnnotatorKey(number), bytes);
  return batch->Commit(Durability::kSynced);
}

}  // namespace

absl::StatusOr<AnnotatorRecord> AnnotatorRepository::Create(AnnotatorRecord record) {
  const std::string& name = record.annotator().name();
  const std::optional<std::string> annotator_id = ParseResourceName(kAnnotatorCollection, name);
  if (!annotator_id.has_value()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
                     "found the name '" + name + "'; 'annotators/{annotator}' is expected",
                     {{"found", name}, {"field", "annotator.name"}});
  }
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&] { return CreateOnce(*annotator_id, record, store_); }));
  return record;
}

absl::StatusOr<AnnotatorRecord> AnnotatorRepository::Get(std::string_view annotator_id) const {
  ASSAY_ASSIGN_OR_RETURN(
      const std::optional<uint64_t> number,
      ReadNumber(store_, KeyKind::kAnnotatorName, AnnotatorNameKey(annotator_id)));
  if (!number.has_value()) {
    return AnnotatorNotFoundError(ResourceName(kAnnotatorCollection, annotator_id));
  }
  return GetByNumber(*number);
}

absl::StatusOr<AnnotatorRecord> AnnotatorRepository::GetByNumber(uint64_t annotator_number) const {
  ASSAY_ASSIGN_OR_RETURN(
      std::optional<AnnotatorRecord> record,
      ReadMessage<AnnotatorRecord>(store_, KeyKind::kAnnotator, AnnotatorKey(annotator_number)));
  if (!record.has_value()) {
    return AnnotatorNotFoundError("number " + std::to_string(annotator_number));
  }
  return *std::move(record);
}

absl::StatusOr<std::vector<AnnotatorRecord>> AnnotatorRepository::List(uint64_t after_number,
                                                                       size_t limit) const {
  return ReadMessages<AnnotatorRecord>(store_, KeyKind::kAnnotator,
                                       AnnotatorRangeAfter(after_number), limit);
}

absl::StatusOr<AnnotatorRecord> AnnotatorRepository::Update(std::string_view annotator_id,
                                                            const Change& change) {
  ASSAY_ASSIGN_OR_RETURN(const AnnotatorRecord found, Get(annotator_id));
  const uint64_t number = found.annotator_number();
  const auto checked_change = [&](AnnotatorRecord& record) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(change(record));
    ASSAY_CHECK(record.annotator_number() == number);
    ASSAY_CHECK(record.annotator().name() == found.annotator().name());
    return absl::OkStatus();
  };
  ASSAY_ASSIGN_OR_RETURN(std::optional<AnnotatorRecord> updated,
                         UpdateMessage<AnnotatorRecord>(store_, KeyKind::kAnnotator,
                                                        AnnotatorKey(number), checked_change));
  if (!updated.has_value()) {
    return AnnotatorNotFoundError(found.annotator().name());
  }
  return *std::move(updated);
}

}  // namespace assay
