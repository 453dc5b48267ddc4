#ifndef ASSAY_ENGINE_STORE_AUDIT_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_AUDIT_REPOSITORY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/store/store.h"

namespace assay {

// Writes one audit; made by AuditRepository::Begin.  Nothing of it can be read before Commit, and
// without Commit nothing of it stays: what a dead process leaves behind is removed by
// RecoverAfterCrash.  Memory does not grow with the number of findings.  Not thread-safe; the store
// must outlive it.
class AuditWriter {
 public:
  AuditWriter(Store& store, uint64_t dataset_number, uint64_t audit_number);
  // Aborts unless committed.
  ~AuditWriter();
  AuditWriter(const AuditWriter&) = delete;
  AuditWriter& operator=(const AuditWriter&) = delete;

  uint64_t audit_number() const { return audit_number_; }
  // "audits/{audit}".
  std::string name() const;

  // Adds a finding; finding.rank ascends.
  //
  // Errors: as Store::SortedLoad, and
  //   INVALID_ARGUMENT TEXT_NOT_UTF8  a text of the finding is not UTF-8.
  absl::Status Append(const storage::v1::FindingRecord& finding);
  // The same for the bytes of a FindingRecord (EncodeMessage), which the caller has made with this
  // rank: encoding costs more than appending, and may be done by several threads.
  absl::Status AppendEncoded(uint64_t rank, std::string_view finding);

  // Adds the bytes of the audit's ModelRecord; at most once, and before Commit.
  //
  // Errors: as Store::SortedLoad.
  absl::Status SetModel(std::string_view model);

  // Makes the audit visible, whole and on disk, and replaces its running operation by
  // `operation`, which says that it has ended, in the same step.  Fills in the numbers and the name
  // of the audit, and returns the record as stored.  After an error only Abort makes sense.
  //
  // Errors: as Store, and
  //   NOT_FOUND           DATASET_NOT_FOUND       the data set was deleted meanwhile.
  //   FAILED_PRECONDITION OPERATION_ALREADY_DONE  the operation is not running.
  absl::StatusOr<storage::v1::AuditRecord> Commit(storage::v1::AuditRecord audit,
                                                  const storage::v1::OperationRecord& operation);

  // Deletes everything that was written.  May be called at any time, also twice; nothing happens
  // after Commit.  If it fails, the rest is removed when the store is opened again.
  absl::Status Abort();

 private:
  absl::Status PublishRecord(const storage::v1::AuditRecord& audit,
                             const storage::v1::OperationRecord& operation);

  Store& store_;
  const uint64_t dataset_number_;
  const uint64_t audit_number_;
  std::unique_ptr<Store::SortedLoad> findings_;
  bool is_open_ = true;
};

// What a person said of the label of one item.
struct VerifiedItem {
  uint64_t item_index = 0;
  storage::v1::VerifiedRecord record;
};

// Audits: their records and findings.  An audit is whole or absent for every reader at every
// moment; an audit number is never used again.  Thread-safe; the store must outlive it.
//
// Errors of all methods: as Store, STORED_VALUE_DAMAGED (engine/store/codec.h), and where named
//   NOT_FOUND AUDIT_NOT_FOUND  (metadata name)
class AuditRepository {
 public:
  // Returns false to end the scan.  The record is the visitor's to change, during the call only.
  using FindingVisitor = std::function<bool(storage::v1::FindingRecord& finding)>;

  explicit AuditRepository(Store& store) : store_(store) {}

  // The bytes that AuditWriter::SetModel was given; empty where there are none.
  absl::StatusOr<std::string> ReadModel(uint64_t audit_number) const;

  // Takes an audit number; from now on, until the writer is done, the store knows of the audit.
  absl::StatusOr<std::unique_ptr<AuditWriter>> Begin(uint64_t dataset_number);

  // `name` is "audits/{audit}".  AUDIT_NOT_FOUND.
  absl::StatusOr<storage::v1::AuditRecord> Get(std::string_view name) const;

  // At most `limit` audits with a number above `after_number`, ascending; only those of one data
  // set where that is given.
  absl::StatusOr<std::vector<storage::v1::AuditRecord>> List(
      uint64_t after_number, size_t limit, std::optional<uint64_t> dataset_number) const;

  // Deletes the audit and its findings in one step.  AUDIT_NOT_FOUND.
  absl::Status Delete(std::string_view name);

  // Changes an audit that is there: its record, and labels of its items that were verified.  The
  // same item again replaces what was said of it.  `change` edits the record and returns the
  // labels to write, or an error, and then nothing is written; it is called again where somebody
  // else has changed the record meanwhile.  All is on disk on return, in one step.  Returns the new
  // record.  AUDIT_NOT_FOUND, TEXT_NOT_UTF8.
  using AuditChange =
      std::function<absl::StatusOr<std::vector<VerifiedItem>>(storage::v1::AuditRecord& audit)>;
  absl::StatusOr<storage::v1::AuditRecord> Update(std::string_view name, const AuditChange& change);

  // The verified labels of an audit, by item.
  absl::StatusOr<std::vector<VerifiedItem>> ListVerified(uint64_t audit_number) const;

  // Visits findings by rank, from `first_rank` on.  Nothing is visited where there is no such
  // audit.
  absl::Status ScanFindings(uint64_t audit_number, uint64_t first_rank,
                            const FindingVisitor& visit) const;

 private:
  absl::StatusOr<std::vector<storage::v1::AuditRecord>> ListOfDataset(uint64_t dataset_number,
                                                                      uint64_t after_number,
                                                                      size_t limit) const;

  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_AUDIT_REPOSITORY_H_
