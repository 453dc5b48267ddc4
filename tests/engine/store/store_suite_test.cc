#include "tests/engine/store/store_suite.h"

namespace assay {
namespace {

TEST(MemoryStoreTest, CannotBeCopiedToDisk) {
  const TempDir dir;
  EXPECT_THAT(MemoryStore().Checkpoint(dir.File("copy")), HasReason("STORE_NOT_ON_DISK"));
}

}  // namespace
}  // namespace assay
