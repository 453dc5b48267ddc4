#ifndef ASSAY_ENGINE_STORE_ANNOTATOR_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_ANNOTATOR_REPOSITORY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/store/store.h"

namespace assay {

// Annotators.  `annotator_id` is the last part of the resource name; an annotator number is never
// used again.  Thread-safe; the store must outlive it.
//
// Errors of all methods: as Store, STORED_VALUE_DAMAGED (engine/store/codec.h), and where named
//   NOT_FOUND ANNOTATOR_NOT_FOUND  (metadata name)
class AnnotatorRepository {
 public:
  // Changes a record; what it returns other than OK ends the update, and nothing is changed.  May
  // be called several times, each time with the record as stored.
  using Change = std::function<absl::Status(storage::v1::AnnotatorRecord& record)>;

  explicit AnnotatorRepository(Store& store) : store_(store) {}

  // Adds an annotator; on disk on return.  `record` has all but annotator_number, which the
  // returned one has.
  //
  // Errors:
  //   INVALID_ARGUMENT BAD_RESOURCE_NAME         annotator.name is not "annotators/{annotator}".
  //   ALREADY_EXISTS   ANNOTATOR_ALREADY_EXISTS  the name is taken (metadata name).
  absl::StatusOr<storage::v1::AnnotatorRecord> Create(storage::v1::AnnotatorRecord record);

  // ANNOTATOR_NOT_FOUND.
  absl::StatusOr<storage::v1::AnnotatorRecord> Get(std::string_view annotator_id) const;
  // ANNOTATOR_NOT_FOUND.
  absl::StatusOr<storage::v1::AnnotatorRecord> GetByNumber(uint64_t annotator_number) const;

  // At most `limit` annotators with a number above `after_number`, ascending.
  absl::StatusOr<std::vector<storage::v1::AnnotatorRecord>> List(uint64_t after_number,
                                                                 size_t limit) const;

  // Changes the annotator and returns what is stored now, on disk.  Number and name stay
  // (ASSAY_CHECK).  ANNOTATOR_NOT_FOUND, and what `change` returns.
  absl::StatusOr<storage::v1::AnnotatorRecord> Update(std::string_view annotator_id,
                                                      const Change& change);

 private:
  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_ANNOTATOR_REPOSITORY_H_
