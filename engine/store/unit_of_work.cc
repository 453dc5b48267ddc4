#include "engine/store/unit_of_work.h"

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

size_t SizeOf(const std::string& key, const std::optional<std::string>& value) {
  constexpr size_t kEntryBytes = 96;
  return kEntryBytes + key.size() + (value.has_value() ? value->size() : 0);
}

}  // namespace

UnitOfWork::UnitOfWork(Store& store, size_t cache_bytes)
    : store_(store), cache_limit_(cache_bytes) {}

absl::StatusOr<std::optional<std::string>> UnitOfWork::Get(std::string_view key) {
  if (const auto changed = changes_.find(key); changed != changes_.end()) {
    return changed->second;
  }
  std::string owned(key);
  if (const auto known = young_.find(owned); known != young_.end()) {
    return known->second;
  }
  if (const auto known = old_.find(owned); known != old_.end()) {
    Value value = std::move(known->second);
    old_.erase(known);
    Remember(owned, value);
    return value;
  }
  ASSAY_ASSIGN_OR_RETURN(Value value, ReadBytes(store_, key));
  Remember(owned, value);
  return value;
}

void UnitOfWork::Put(std::string_view key, std::string_view value) {
  Change(key, std::string(value));
}

void UnitOfWork::Delete(std::string_view key) { Change(key, std::nullopt); }

void UnitOfWork::Change(std::string_view key, Value value) {
  const auto place = changes_.lower_bound(key);
  const bool exists = place != changes_.end() && place->first == key;
  if (in_step_) {
    undo_.emplace_back(std::string(key),
                       exists ? std::optional<Value>(place->second) : std::nullopt);
  }
  if (exists) {
    place->second = std::move(value);
  } else {
    changes_.emplace_hint(place, std::string(key), std::move(value));
  }
}

absl::Status UnitOfWork::Scan(std::string_view begin, std::string_view end,
                              const Store::Visitor& visit) {
  auto change = changes_.lower_bound(begin);
  const auto last = changes_.lower_bound(end);
  bool stopped = false;
  // Visits the changed entries below `bound`.
  const auto visit_changes_below = [&](std::string_view bound) {
    for (; !stopped && change != last && change->first < bound; ++change) {
      stopped = change->second.has_value() && !visit(change->first, *change->second);
    }
  };
  ASSAY_RETURN_IF_ERROR(store_.Scan(begin, end, [&](std::string_view key, std::string_view value) {
    visit_changes_below(key);
    if (stopped) {
      return false;
    }
    if (change != last && change->first == key) {
      stopped = change->second.has_value() && !visit(key, *change->second);
      ++change;
    } else {
      stopped = !visit(key, value);
    }
    return !stopped;
  }));
  visit_changes_below(end);
  return absl::OkStatus();
}

absl::Status UnitOfWork::Require(std::string_view key) {
  std::string owned(key);
  if (required_.contains(owned)) {
    return absl::OkStatus();
  }
  if (const auto known = young_.find(owned); known != young_.end()) {
    required_.emplace(std::move(owned), known->second);
    return absl::OkStatus();
  }
  if (const auto known = old_.find(owned); known != old_.end()) {
    required_.emplace(std::move(owned), known->second);
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(Value value, ReadBytes(store_, key));
  required_.emplace(std::move(owned), std::move(value));
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
  for (auto it = undo_.rbegin(); it != undo_.rend(); ++it) {
    auto& [key, before] = *it;
    if (before.has_value()) {
      changes_.find(key)->second = std::move(*before);
    } else {
      changes_.erase(key);
    }
  }
  undo_.clear();
}

absl::Status UnitOfWork::Commit(Durability durability) {
  ASSAY_CHECK(!in_step_);
  const std::unique_ptr<Store::Batch> batch = store_.NewBatch();
  for (const auto& [key, value] : required_) {
    if (value.has_value()) {
      batch->Require(key, *value);
    } else {
      batch->RequireAbsent(key);
    }
  }
  for (const auto& [key, value] : changes_) {
    if (value.has_value()) {
      batch->Put(key, *value);
    } else {
      batch->Delete(key);
    }
  }
  if (absl::Status status = batch->Commit(durability); !status.ok()) {
    Reset();
    return status;
  }
  required_.clear();
  while (!changes_.empty()) {
    auto change = changes_.extract(changes_.begin());
    old_.erase(change.key());
    Remember(change.key(), change.mapped());
  }
  return absl::OkStatus();
}

void UnitOfWork::Reset() {
  changes_.clear();
  undo_.clear();
  required_.clear();
  young_.clear();
  old_.clear();
  young_bytes_ = 0;
  in_step_ = false;
}

void UnitOfWork::Remember(const std::string& key, const Value& value) {
  if (cache_limit_ == 0) {
    return;
  }
  const auto [place, is_new] = young_.try_emplace(key);
  if (!is_new) {
    young_bytes_ -= SizeOf(key, place->second);
  }
  place->second = value;
  young_bytes_ += SizeOf(key, value);
  if (young_bytes_ > cache_limit_ / 2) {
    old_ = std::exchange(young_, {});
    young_bytes_ = 0;
  }
}

}  // namespace assay
