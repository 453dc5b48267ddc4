#ifndef ASSAY_ANNOTATOR_MTURK_SPOOLED_ITEMS_H_
#define ASSAY_ANNOTATOR_MTURK_SPOOLED_ITEMS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/mturk/result_intake.h"
#include "assay/storage/v1/mturk.pb.h"

namespace assay::mturk {

// Which item a row is about.
class ItemIdentity {
 public:
  // INVALID_ARGUMENT UNKNOWN_COLUMN  the file lacks the input that identifies items (metadata
  // found, expected).
  static absl::StatusOr<ItemIdentity> Make(const storage::v1::MturkSettings& settings,
                                           const ResultIntake& intake);

  // That of the assignment where it is known; else of the column, of the HIT, or a hash of the
  // inputs.  Empty: the row has none.
  const std::string& IdOf(const SpooledRow& row) const;
  // The name of the column of ids in the data set.
  const std::string& column_name() const { return column_name_; }
  // The input that is that column; nullopt: none.
  std::optional<size_t> column() const { return column_; }

 private:
  explicit ItemIdentity(storage::v1::MturkSettings::ItemRule rule)
      : rule_(rule), column_name_(kItemIdColumn) {}

  storage::v1::MturkSettings::ItemRule rule_;
  std::string column_name_;
  std::optional<size_t> column_;
};

// The place of an input with or without "Input." in `names`.  UNKNOWN_COLUMN.
absl::StatusOr<size_t> FindInput(const std::vector<std::string>& names, std::string_view wanted,
                                 std::string_view field);

// The items of the rows as a csv table: a row for each different item, the id and its inputs.
//
// Memory: 256 KiB and at most 21 bytes for each item.
class SpooledItems final : public exchange::ByteSource {
 public:
  // Both must outlive it.
  SpooledItems(ResultIntake& intake, ItemIdentity& identity);

  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override;

 private:
  void AppendRow(const std::string& id, const SpooledRow* row);

  ResultIntake& intake_;
  ItemIdentity& identity_;
  bool began_ = false;
  absl::flat_hash_set<uint64_t> seen_;  // hashes of ids
  SpooledRow row_;
  std::string bytes_;
  size_t used_ = 0;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_SPOOLED_ITEMS_H_
