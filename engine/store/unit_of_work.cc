#include "engine/store/unit_of_work.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// What a remembered row takes besides its bytes: list node, slot of the hash table, allocations.
constexpr size_t kRowOverhead = 160;

size_t BytesOf(std::string_view key, const std::optional<std::string>& value) {
  return kRowOverhead + key.size() + (value.has_value() ? value->size() : 0);
}

}  // namespace

UnitOfWork::UnitOfWork(Store& store, size_t cache_bytes)
    : store_(store), cache_limit_(cache_bytes) {}

absl::StatusOr<std::optional<std::string>> UnitOfWork::Get(std::string_view key) {
  const auto changed = changes_.find(key);
  if (changed != changes_.end()) {
    return changed->second;
  }
  return ReadStored(key);
}

void UnitOfWork::Put(std::string_view key, std::string_view value) {
  Change(key, std::string(value));
}

void UnitOfWork::Delete(std::string_view key) { Change(key, std::nullopt); }

absl::Status UnitOfWork::Scan(std::string_view begin, std::string_view end,
                              const Store::Visitor& visit) {
  if (begin >= end) {
    return absl::OkStatus();
  }
  auto change = changes_.lower_bound(begin);
  const auto changes_end = changes_.lower_bound(end);
  if (change == changes_end) {
    return store_.Scan(begin, end, visit);
  }
  bool is_stopped = false;
  // Visits the changes with keys up to `limit`, itself excluded.
  const auto visit_changes_before = [&](std::string_view limit) {
    for (; !is_stopped && change != changes_end && change->first < limit; ++change) {
      is_stopped = change->second.has_value() && !visit(change->first, *change->second);
    }
  };
  const auto visit_stored = [&](std::string_view key, std::string_view value) {
    visit_changes_before(key);
    const bool is_changed = change != changes_end && change->first == key;
    if (!is_stopped && !is_changed) {
      is_stopped = !visit(key, value);
    }
    return !is_stopped;
  };
  ASSAY_RETURN_IF_ERROR(store_.Scan(begin, end, visit_stored));
  visit_changes_before(end);
  return absl::OkStatus();
}

absl::Status UnitOfWork::Require(std::string_view key) {
  ASSAY_ASSIGN_OR_RETURN(Value stored, ReadStored(key));
  required_.push_back({std::string(key), std::move(stored)});
  return absl::OkStatus();
}

void UnitOfWork::BeginStep() {
  ASSAY_CHECK(!in_step_);
  in_step_ = true;
}

void UnitOfWork::KeepStep() {
  ASSAY_CHECK(in_step_);
  in_step_ = false;
  undo_.clear();
}

void UnitOfWork::RollBackStep() {
  ASSAY_CHECK(in_step_);
  in_step_ = false;
  for (; !undo_.empty(); undo_.pop_back()) {
    Undo& last = undo_.back();
    if (last.before.has_value()) {
      changes_.find(last.key)->second = *std::move(last.before);
    } else {
      changes_.erase(last.key);
    }
  }
}

absl::Status UnitOfWork::Commit(Durability durability) {
  ASSAY_CHECK(!in_step_);
  if (changes_.empty() && required_.empty()) {
    return absl::OkStatus();
  }
  const std::unique_ptr<Store::Batch> batch = store_.NewBatch();
  for (const Row& row : required_) {
    if (row.value.has_value()) {
      batch->Require(row.key, *row.value);
    } else {
      batch->RequireAbsent(row.key);
    }
  }
  for (const auto& [key, value] : changes_) {
    if (value.has_value()) {
      batch->Put(key, *value);
    } else {
      batch->Delete(key);
    }
  }
  const absl::Status status = batch->Commit(changes_.empty() ? Durability::kBuffered : durability);
  if (!status.ok()) {
    Reset();
    return status;
  }
  required_.clear();
  for (auto& [key, value] : changes_) {
    Remember(key, std::move(value));
  }
  changes_.clear();
  return absl::OkStatus();
}

void UnitOfWork::Reset() {
  changes_.clear();
  undo_.clear();
  in_step_ = false;
  required_.clear();
  remembered_by_key_.clear();
  remembered_.clear();
  remembered_bytes_ = 0;
}

void UnitOfWork::Change(std::string_view key, Value value) {
  auto found = changes_.lower_bound(key);
  const bool is_changed = found != changes_.end() && found->first == key;
  if (!is_changed) {
    found = changes_.try_emplace(found, std::string(key));
  }
  if (in_step_) {
    std::optional<Value> before;
    if (is_changed) {
      before.emplace(std::move(found->second));
    }
    undo_.push_back({std::string(key), std::move(before)});
  }
  found->second = std::move(value);
}

absl::StatusOr<UnitOfWork::Value> UnitOfWork::ReadStored(std::string_view key) {
  const auto found = remembered_by_key_.find(key);
  if (found != remembered_by_key_.end()) {
    remembered_.splice(remembered_.begin(), remembered_, found->second);
    return found->second->value;
  }
  absl::StatusOr<std::string> read = store_.Get(key);
  if (!read.ok() && !absl::IsNotFound(read.status())) {
    return read.status();
  }
  Value value;
  if (read.ok()) {
    value = *std::move(read);
  }
  Remember(key, value);
  return value;
}

void UnitOfWork::Remember(std::string_view key, Value value) {
  const auto found = remembered_by_key_.find(key);
  if (found != remembered_by_key_.end()) {
    Row& row = *found->second;
    remembered_bytes_ -= BytesOf(row.key, row.value);
    row.value = std::move(value);
    remembered_bytes_ += BytesOf(row.key, row.value);
    remembered_.splice(remembered_.begin(), remembered_, found->second);
  } else {
    Row& row = remembered_.emplace_front(Row{std::string(key), std::move(value)});
    remembered_by_key_.emplace(row.key, remembered_.begin());
    remembered_bytes_ += BytesOf(row.key, row.value);
  }
  while (remembered_bytes_ > cache_limit_) {
    const Row& oldest = remembered_.back();
    remembered_bytes_ -= BytesOf(oldest.key, oldest.value);
    remembered_by_key_.erase(oldest.key);
    remembered_.pop_back();
  }
}

}  // namespace assay
