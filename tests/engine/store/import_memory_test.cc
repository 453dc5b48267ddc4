// An import holds memory that does not depend on its size.  A binary of its own: the peak of a
// process never goes down.
#include <sys/resource.h>

#include <string>

#include "engine/base/rng.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

int64_t PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

TEST(ImportMemoryTest, AnImportOf300MegabytesTakesLessThan120) {
#ifdef ASSAY_SANITIZED
  GTEST_SKIP() << "sanitizers take memory of their own";
#endif
  const TempDir dir;
  auto store = RocksStore::Open(dir.File("data"));
  ASSERT_THAT(store, IsOk());
  DatasetRepository datasets(**store);
  const auto writer = *datasets.BeginImport();
  Rng rng(3);
  for (int i = 0; i < 300'000; ++i) {
    const std::string id = std::to_string(rng.Next());
    const std::string text = id + std::string(980, static_cast<char>('a' + i % 26));
    ASSERT_THAT(writer->Append(id, {id, text}, "label", "", 0), IsOk());
  }
  ASSERT_THAT(writer->FindDuplicateId(), IsOk());
  const auto record = writer->Commit(NamedDataset("large", ""));
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(CountItems(**store, record->dataset_number()), 300'000);
  EXPECT_LT(PeakMegabytes(), 120);
}

}  // namespace
}  // namespace assay
