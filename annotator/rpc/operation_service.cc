#include "annotator/rpc/operation_service.h"

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "annotator/rpc/grpc_status.h"
#include "annotator/rpc/run_unary.h"
#include "engine/base/status.h"

namespace assay::rpc {
namespace {

// Sends an operation each time it changes; while a message is under way, changes are folded into
// the next one.  Deletes itself.
class WatchReactor final : public grpc::ServerWriteReactor<v1::Operation> {
 public:
  WatchReactor(grpc::CallbackServerContext* context, const v1::WatchOperationRequest* request,
               CallGate& gate, OperationRunner& runner)
      : call_(gate, RuleOf<v1::WatchOperationRequest>(), context),
        runner_(runner),
        name_(request->name()) {
    if (const absl::Status started = call_.Start(*request); !started.ok()) {
      finished_ = true;
      Finish(call_.End(started));
      return;
    }
    observer_ = runner_.Observe(name_, [this] { Advance(); });
    Advance();
  }

  void OnWriteDone(bool ok) override {
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
      gone_ = gone_ || !ok;
      if (!gone_ && !changed_ && last_sent_.state() == v1::Operation::STATE_RUNNING) {
        return;
      }
    }
    Advance();
  }

  void OnCancel() override {
    {
      const std::lock_guard lock(mutex_);
      gone_ = true;
    }
    Advance();
  }

  void OnDone() override {
    observer_.reset();
    delete this;
  }

 private:
  enum class Step { kNone, kWrite, kFinish };

  // Sends the present state, or ends the stream.  gRPC is called outside the lock, by the one
  // thread that NextStep chose.
  void Advance() {
    const absl::StatusOr<v1::Operation> operation = runner_.Get(name_);
    switch (NextStep(operation)) {
      case Step::kNone:
        return;
      case Step::kWrite:
        StartWrite(&last_sent_);
        return;
      case Step::kFinish:
        Finish(call_.End(operation.status()));
        return;
    }
  }

  Step NextStep(const absl::StatusOr<v1::Operation>& operation) {
    const std::lock_guard lock(mutex_);
    if (finished_ || writing_) {
      changed_ = writing_;
      return Step::kNone;
    }
    const bool all_sent = last_sent_.state() > v1::Operation::STATE_RUNNING;
    if (gone_ || all_sent || !operation.ok()) {
      finished_ = true;
      return Step::kFinish;
    }
    changed_ = false;
    writing_ = true;
    last_sent_ = *operation;
    return Step::kWrite;
  }

  GatedCall call_;
  OperationRunner& runner_;
  const std::string name_;
  std::shared_ptr<void> observer_;
  std::mutex mutex_;
  bool writing_ = false;
  bool changed_ = false;
  bool gone_ = false;
  bool finished_ = false;
  v1::Operation last_sent_;
};

}  // namespace

grpc::ServerUnaryReactor* OperationServiceImpl::GetOperation(grpc::CallbackServerContext* context,
                                                             const v1::GetOperationRequest* request,
                                                             v1::Operation* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, runner_.Get(request->name()));
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* OperationServiceImpl::ListOperations(
    grpc::CallbackServerContext* context, const v1::ListOperationsRequest* request,
    v1::ListOperationsResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
        ASSAY_ASSIGN_OR_RETURN(const uint64_t before,
                               tokens_.Read("ListOperations", request->page_token(), 0));
        ASSAY_ASSIGN_OR_RETURN(auto records, repository_.List(before, page_size + 1));
        const bool has_more = CutToPage(records, page_size);
        for (const auto& record : records) {
          ASSAY_ASSIGN_OR_RETURN(*response->add_operations(),
                                 runner_.Get(record.operation().name()));
        }
        if (has_more) {
          response->set_next_page_token(
              tokens_.Make("ListOperations", records.back().operation_number()));
        }
        return absl::OkStatus();
      });
}

grpc::ServerWriteReactor<v1::Operation>* OperationServiceImpl::WatchOperation(
    grpc::CallbackServerContext* context, const v1::WatchOperationRequest* request) {
  return new WatchReactor(context, request, gate_, runner_);
}

grpc::ServerUnaryReactor* OperationServiceImpl::CancelOperation(
    grpc::CallbackServerContext* context, const v1::CancelOperationRequest* request,
    v1::Operation* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, runner_.Cancel(request->name()));
                    return absl::OkStatus();
                  });
}

}  // namespace assay::rpc
