#ifndef ASSAY_ENGINE_STORE_MEMORY_STORE_H_
#define ASSAY_ENGINE_STORE_MEMORY_STORE_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/store.h"

namespace assay {

// A Store in memory, for tests and for work that nobody wants to keep.  Scan copies the range it
// visits; Checkpoint is refused with STORE_NOT_ON_DISK; Flush and Verify have nothing to do.
class MemoryStore final : public Store {
 public:
  MemoryStore() = default;

  std::unique_ptr<Batch> NewBatch() override;
  std::unique_ptr<SortedLoad> NewSortedLoad() override;
  absl::StatusOr<std::string> Get(std::string_view key) const override;
  absl::Status Scan(std::string_view begin, std::string_view end,
                    const Visitor& visit) const override;
  absl::Status ScanBack(std::string_view begin, std::string_view end,
                        const Visitor& visit) const override;
  absl::Status Flush() override;
  absl::Status ReclaimDeletedRange(std::string_view begin, std::string_view end) override;
  absl::Status Checkpoint(const std::string& directory) const override;
  absl::Status Verify() const override;

 private:
  class MemoryBatch;
  class MemoryLoad;
  using Entries = std::map<std::string, std::string, std::less<>>;
  using Change = std::function<void(Entries&)>;
  struct Condition {
    std::string key;
    std::optional<std::string> expected;
  };

  absl::Status Apply(const std::vector<Condition>& conditions, const std::vector<Change>& changes);

  mutable std::mutex mutex_;
  Entries entries_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_MEMORY_STORE_H_
