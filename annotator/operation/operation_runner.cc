#include "annotator/operation/operation_runner.h"

#include <atomic>
#include <exception>
#include <list>
#include <new>
#include <utility>

#include "annotator/operation/status_proto.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;

// Watchers need no more than this; progress may be reported thousands of times a second.
constexpr int64_t kNotifyIntervalMicros = 40'000;

absl::Status CancelledError(std::string_view name) {
  return MakeError(absl::StatusCode::kCancelled, "OPERATION_CANCELLED",
                   std::string(name) + " was cancelled", {{"operation", std::string(name)}});
}

}  // namespace

class OperationRunner::Live final : public OperationContext {
 public:
  Live(storage::v1::OperationRecord record, Work work, const Clock& clock)
      : clock_(clock), work_(std::move(work)), record_(std::move(record)) {}

  void Report(std::string_view phase, int64_t done, int64_t total) override {
    {
      const std::lock_guard lock(mutex_);
      auto* progress = record_.mutable_operation()->mutable_progress();
      const int64_t now = clock_.MonotonicMicros();
      const bool new_phase = progress->phase() != phase;
      progress->set_phase(std::string(phase));
      progress->set_done_count(done);
      progress->set_total_count(total);
      if (!new_phase && now - last_notify_us_ < kNotifyIntervalMicros) {
        return;
      }
      last_notify_us_ = now;
    }
    Notify();
  }

  bool cancelled() const override { return cancelled_; }

  storage::v1::OperationRecord SucceededRecord() const override {
    return Ended(v1::Operation::STATE_SUCCEEDED, absl::OkStatus());
  }

  storage::v1::OperationRecord Ended(v1::Operation::State state, const absl::Status& error) const {
    const std::lock_guard lock(mutex_);
    storage::v1::OperationRecord ended = record_;
    v1::Operation& operation = *ended.mutable_operation();
    operation.set_state(state);
    *operation.mutable_end_time() = TimeUtil::MicrosecondsToTimestamp(clock_.WallMicros());
    if (!error.ok()) {
      *operation.mutable_error() = StatusToProto(error);
    }
    return ended;
  }

  void Replace(storage::v1::OperationRecord record) {
    {
      const std::lock_guard lock(mutex_);
      record_ = std::move(record);
    }
    Notify();
  }

  v1::Operation Snapshot() const {
    const std::lock_guard lock(mutex_);
    return record_.operation();
  }

  std::string name() const {
    const std::lock_guard lock(mutex_);
    return record_.operation().name();
  }

  void Cancel() { cancelled_ = true; }
  absl::Status Work() { return work_(*this); }
  void DropWork() { work_ = nullptr; }

  std::shared_ptr<void> AddObserver(const std::shared_ptr<Live>& self,
                                    std::function<void()> on_change) {
    const std::lock_guard lock(observers_mutex_);
    const auto position = observers_.insert(observers_.end(), std::move(on_change));
    return std::shared_ptr<void>(static_cast<void*>(this), [self, position](void*) {
      const std::lock_guard remove_lock(self->observers_mutex_);
      self->observers_.erase(position);
    });
  }

 private:
  void Notify() {
    const std::lock_guard lock(observers_mutex_);
    for (const auto& observer : observers_) {
      observer();
    }
  }

  const Clock& clock_;
  OperationRunner::Work work_;
  std::atomic<bool> cancelled_ = false;
  mutable std::mutex mutex_;
  storage::v1::OperationRecord record_;
  int64_t last_notify_us_ = 0;
  std::mutex observers_mutex_;
  std::list<std::function<void()>> observers_;
};

OperationRunner::OperationRunner(OperationRepository& repository, const Clock& clock)
    : repository_(repository), clock_(clock), thread_([this] { RunLoop(); }) {}

OperationRunner::~OperationRunner() {
  CancelAll();
  thread_.join();
}

void OperationRunner::CancelAll() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& [name, live] : live_) {
      live->Cancel();
    }
  }
  wake_.notify_all();
}

absl::StatusOr<v1::Operation> OperationRunner::Start(storage::v1::OperationRecord record,
                                                     Work work) {
  v1::Operation& operation = *record.mutable_operation();
  operation.set_state(v1::Operation::STATE_RUNNING);
  operation.mutable_progress()->set_phase("waiting");
  *operation.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(clock_.WallMicros());
  const std::lock_guard lock(mutex_);
  if (stopping_) {
    return MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                     "the server is shutting down; try again when it is back");
  }
  ASSAY_ASSIGN_OR_RETURN(const OperationRepository::Created created,
                         repository_.Create(std::move(record)));
  if (!created.is_new) {
    const auto running = live_.find(created.record.operation().name());
    return running != live_.end() ? running->second->Snapshot() : created.record.operation();
  }
  auto live = std::make_shared<Live>(created.record, std::move(work), clock_);
  live_.emplace(created.record.operation().name(), live);
  queue_.push_back(live);
  wake_.notify_all();
  return live->Snapshot();
}

std::shared_ptr<OperationRunner::Live> OperationRunner::FindLive(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = live_.find(name);
  return found == live_.end() ? nullptr : found->second;
}

absl::StatusOr<v1::Operation> OperationRunner::Get(std::string_view name) const {
  if (const auto live = FindLive(name); live != nullptr) {
    return live->Snapshot();
  }
  ASSAY_ASSIGN_OR_RETURN(const storage::v1::OperationRecord record, repository_.Get(name));
  return record.operation();
}

absl::StatusOr<v1::Operation> OperationRunner::Cancel(std::string_view name) {
  if (const auto live = FindLive(name); live != nullptr) {
    live->Cancel();
  }
  return Get(name);
}

std::shared_ptr<void> OperationRunner::Observe(std::string_view name,
                                               std::function<void()> on_change) {
  const auto live = FindLive(name);
  return live == nullptr ? nullptr : live->AddObserver(live, std::move(on_change));
}

void OperationRunner::RunLoop() {
  while (true) {
    std::shared_ptr<Live> live;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) {
        return;
      }
      live = queue_.front();
      queue_.pop_front();
    }
    // An end that could not be stored (a full disk) is remembered here as long as the server runs;
    // its next start records the interruption.
    if (RunOne(live)) {
      const std::lock_guard lock(mutex_);
      live_.erase(live->name());
    }
  }
}

bool OperationRunner::RunOne(const std::shared_ptr<Live>& live) {
  const std::string name = live->name();
  absl::Status status = CancelledError(name);
  if (!live->cancelled()) {
    try {
      status = live->Work();
    } catch (const std::bad_alloc&) {
      status = MakeError(absl::StatusCode::kResourceExhausted, "OUT_OF_MEMORY",
                         "the work needs more memory than the machine has");
    } catch (const std::exception& error) {
      status = MakeError(absl::StatusCode::kInternal, "INTERNAL_ERROR", error.what());
    }
  }
  live->DropWork();
  if (status.ok()) {
    // What was stored is what is told, to the microsecond of its end.
    const auto stored = repository_.Get(name);
    live->Replace(stored.ok() ? *stored : live->SucceededRecord());
    return true;
  }
  const bool cancelled = absl::IsCancelled(status);
  const auto ended =
      live->Ended(cancelled ? v1::Operation::STATE_CANCELLED : v1::Operation::STATE_FAILED,
                  cancelled ? CancelledError(name) : status);
  const bool stored = repository_.Update(ended).ok();
  live->Replace(ended);
  return stored;
}

}  // namespace assay
