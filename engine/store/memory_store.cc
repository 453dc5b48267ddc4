#include "engine/store/memory_store.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/store/store_errors.h"

namespace assay {

class MemoryStore::MemoryBatch final : public Store::Batch {
 public:
  explicit MemoryBatch(MemoryStore& store) : store_(store) {}

  void Put(std::string_view key, std::string_view value) override {
    changes_.push_back([key = std::string(key), value = std::string(value)](Entries& entries) {
      entries.insert_or_assign(key, value);
    });
  }

  void Delete(std::string_view key) override {
    changes_.push_back([key = std::string(key)](Entries& entries) { entries.erase(key); });
  }

  void DeleteRange(std::string_view begin, std::string_view end) override {
    ASSAY_CHECK(begin <= end);
    changes_.push_back([begin = std::string(begin), end = std::string(end)](Entries& entries) {
      entries.erase(entries.lower_bound(begin), entries.lower_bound(end));
    });
  }

  void Require(std::string_view key, std::string_view expected_value) override {
    conditions_.push_back({std::string(key), std::string(expected_value)});
  }

  void RequireAbsent(std::string_view key) override {
    conditions_.push_back({std::string(key), std::nullopt});
  }

  absl::Status Commit(Durability) override {
    ASSAY_CHECK(!std::exchange(spent_, true));
    return store_.Apply(conditions_, changes_);
  }

 private:
  MemoryStore& store_;
  std::vector<Condition> conditions_;
  std::vector<Change> changes_;
  bool spent_ = false;
};

class MemoryStore::MemoryLoad final : public Store::SortedLoad {
 public:
  explicit MemoryLoad(MemoryStore& store) : store_(store) {}

  absl::Status Add(std::string_view key, std::string_view value) override {
    if (!rows_.empty() && key <= rows_.back().first) {
      return KeysNotAscendingError();
    }
    rows_.emplace_back(key, value);
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    ASSAY_CHECK(!std::exchange(spent_, true));
    return store_.Apply({}, {[this](Entries& entries) {
                          for (auto& [key, value] : rows_) {
                            entries.insert_or_assign(std::move(key), std::move(value));
                          }
                        }});
  }

 private:
  MemoryStore& store_;
  std::vector<std::pair<std::string, std::string>> rows_;
  bool spent_ = false;
};

std::unique_ptr<Store::Batch> MemoryStore::NewBatch() {
  return std::make_unique<MemoryBatch>(*this);
}

std::unique_ptr<Store::SortedLoad> MemoryStore::NewSortedLoad() {
  return std::make_unique<MemoryLoad>(*this);
}

absl::StatusOr<std::string> MemoryStore::Get(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) {
    return KeyNotFoundError();
  }
  return found->second;
}

absl::Status MemoryStore::Scan(std::string_view begin, std::string_view end,
                               const Visitor& visit) const {
  std::vector<std::pair<std::string, std::string>> snapshot;
  {
    const std::lock_guard lock(mutex_);
    if (begin < end) {
      snapshot.assign(entries_.lower_bound(begin), entries_.lower_bound(end));
    }
  }
  for (const auto& [key, value] : snapshot) {
    if (!visit(key, value)) {
      break;
    }
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ScanBack(std::string_view begin, std::string_view end,
                                   const Visitor& visit) const {
  std::vector<std::pair<std::string, std::string>> snapshot;
  {
    const std::lock_guard lock(mutex_);
    if (begin < end) {
      snapshot.assign(std::make_reverse_iterator(entries_.lower_bound(end)),
                      std::make_reverse_iterator(entries_.lower_bound(begin)));
    }
  }
  for (const auto& [key, value] : snapshot) {
    if (!visit(key, value)) {
      break;
    }
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::Flush() { return absl::OkStatus(); }

absl::Status MemoryStore::ReclaimDeletedRange(std::string_view, std::string_view) {
  return absl::OkStatus();
}

absl::Status MemoryStore::Checkpoint(const std::string&) const { return StoreNotOnDiskError(); }

absl::Status MemoryStore::Verify() const { return absl::OkStatus(); }

absl::Status MemoryStore::Apply(const std::vector<Condition>& conditions,
                                const std::vector<Change>& changes) {
  const std::lock_guard lock(mutex_);
  for (const Condition& condition : conditions) {
    const auto found = entries_.find(condition.key);
    const bool holds = condition.expected.has_value()
                           ? found != entries_.end() && found->second == *condition.expected
                           : found == entries_.end();
    if (!holds) {
      return WriteConflictError();
    }
  }
  for (const Change& change : changes) {
    change(entries_);
  }
  return absl::OkStatus();
}

}  // namespace assay
