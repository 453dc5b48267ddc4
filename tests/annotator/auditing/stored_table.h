#ifndef ASSAY_TESTS_ANNOTATOR_AUDITING_STORED_TABLE_H_
#define ASSAY_TESTS_ANNOTATOR_AUDITING_STORED_TABLE_H_

#include <atomic>
#include <string>

#include "annotator/dataset/import_dataset.h"
#include "engine/store/audit_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/matrix_repository.h"
#include "engine/store/memory_store.h"
#include "tests/support/status_matchers.h"

namespace assay {

// Goes on by a millisecond each time it is asked.
class SteppingClock final : public Clock {
 public:
  int64_t WallMicros() const override { return 1'000'000'000'000'000; }
  int64_t MonotonicMicros() const override { return now_us_ += 1000; }

 private:
  mutable std::atomic<int64_t> now_us_ = 0;
};

// Tables imported into a store in memory.
class StoredTableTest : public testing::Test {
 protected:
  storage::v1::DatasetRecord MustImport(const std::string& table, const v1::ImportSpec& spec) {
    exchange::StringSource source(table);
    const auto response = ImportDataset(spec, source, datasets_, clock_);
    EXPECT_THAT(response, IsOk());
    const auto record = datasets_.Get(response.ok() ? response->dataset().name().substr(9) : "");
    EXPECT_THAT(record, IsOk());
    return record.ok() ? *record : storage::v1::DatasetRecord();
  }

  SteppingClock clock_;
  MemoryStore store_;
  DatasetRepository datasets_{store_};
  AuditRepository audits_{store_};
  MatrixRepository matrices_{store_};
};

}  // namespace assay

#endif  // ASSAY_TESTS_ANNOTATOR_AUDITING_STORED_TABLE_H_
