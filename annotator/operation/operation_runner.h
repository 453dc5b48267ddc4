#ifndef ASSAY_ANNOTATOR_OPERATION_OPERATION_RUNNER_H_
#define ASSAY_ANNOTATOR_OPERATION_OPERATION_RUNNER_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/base/clock.h"
#include "engine/base/progress.h"
#include "engine/store/operation_repository.h"

namespace assay {

// What a running operation sees: where to report progress, whether to stop, and the record to
// store when it has succeeded.
class OperationContext : public ProgressSink {
 public:
  // The operation's record in STATE_SUCCEEDED, ending now.  The work stores it in the same batch
  // as its result, so that either both exist or neither.
  virtual storage::v1::OperationRecord SucceededRecord() const = 0;
};

// Runs operations one after the other on a thread of its own and keeps their state in the store.
// Thread-safe.
class OperationRunner {
 public:
  // Does the work and stores its result together with context.SucceededRecord().  An error leaves
  // nothing of the work behind; the runner records it.
  using Work = std::function<absl::Status(OperationContext& context)>;

  // Both references must outlive the runner.
  OperationRunner(OperationRepository& repository, const Clock& clock);
  // Cancels what runs, fails what waits, and returns when the thread has ended.
  ~OperationRunner();
  OperationRunner(const OperationRunner&) = delete;
  OperationRunner& operator=(const OperationRunner&) = delete;

  // Records a new operation and queues its work.  `record` carries kind, result, audit_number and
  // request_id.  A request_id seen before returns the first operation and drops `work`.
  // Errors: those of OperationRepository::Create; UNAVAILABLE SHUTTING_DOWN.
  absl::StatusOr<v1::Operation> Start(storage::v1::OperationRecord record, Work work);

  // The present state, with live progress.  NOT_FOUND OPERATION_NOT_FOUND.
  absl::StatusOr<v1::Operation> Get(std::string_view name) const;

  // Asks a running operation to stop and returns its present state.
  absl::StatusOr<v1::Operation> Cancel(std::string_view name);

  // Asks all running operations to stop and accepts no more: the end is near.
  void CancelAll();

  // Calls `on_change` after each change of a running operation, from the operation's thread, until
  // the returned handle is destroyed; null where the operation has ended already.  `on_change`
  // must be quick and must not call the runner, except Get.
  std::shared_ptr<void> Observe(std::string_view name, std::function<void()> on_change);

 private:
  class Live;

  void RunLoop();
  // False where the end could not be stored.
  bool RunOne(const std::shared_ptr<Live>& live);
  std::shared_ptr<Live> FindLive(std::string_view name) const;

  OperationRepository& repository_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::deque<std::shared_ptr<Live>> queue_;
  std::map<std::string, std::shared_ptr<Live>, std::less<>> live_;
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_OPERATION_OPERATION_RUNNER_H_
