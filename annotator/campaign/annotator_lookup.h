#ifndef ASSAY_ANNOTATOR_CAMPAIGN_ANNOTATOR_LOOKUP_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_ANNOTATOR_LOOKUP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "assay/v1/annotators.pb.h"
#include "engine/store/store.h"

namespace assay {

// 1-63 characters of a-z, A-Z, 0-9, '-', '_', '.'.
bool IsAnnotatorId(std::string_view id);

// Annotators by the last part of their names, for imports, which may bring new ones.  Those get a
// number at once, and their rows in one step at the end.  Remembers what it has found.  Not
// thread-safe; the store must outlive it.
class AnnotatorLookup {
 public:
  static constexpr size_t kMaxNewAnnotators = 100'000;

  // new_kind: what annotators become that are not there; unspecified: they are not made.
  AnnotatorLookup(Store& store, v1::Annotator::Kind new_kind)
      : store_(store), new_kind_(new_kind) {}

  // Null where there is none and none is made; else valid until StoreNew.  Errors: as Store.
  absl::StatusOr<const storage::v1::AnnotatorRecord*> Find(std::string_view annotator_id);

  size_t new_count() const { return new_ids_.size(); }
  // Stores the new ones.  ABORTED WRITE_CONFLICT: somebody else has added one of them meanwhile.
  absl::Status StoreNew(int64_t now_us);
  // Takes StoreNew back.
  absl::Status RemoveNew();

 private:
  absl::StatusOr<storage::v1::AnnotatorRecord> Read(std::string_view annotator_id) const;
  absl::StatusOr<storage::v1::AnnotatorRecord> MakeNew(std::string_view annotator_id);

  Store& store_;
  const v1::Annotator::Kind new_kind_;
  absl::flat_hash_map<std::string, std::unique_ptr<storage::v1::AnnotatorRecord>> known_;
  std::vector<std::string> new_ids_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_ANNOTATOR_LOOKUP_H_
