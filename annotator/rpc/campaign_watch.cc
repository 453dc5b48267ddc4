#include "annotator/rpc/campaign_watch.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "annotator/campaign/campaign_view.h"
#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "grpcpp/alarm.h"

namespace assay::rpc {
namespace {

constexpr int64_t kDefaultMillis = 1000;
constexpr int64_t kLeastMillis = 100;
constexpr int64_t kMostMillis = 24LL * 3600 * 1000;

absl::StatusOr<std::chrono::milliseconds> Interval(const v1::WatchCampaignStatusRequest& request) {
  const int64_t asked =
      google::protobuf::util::TimeUtil::DurationToMilliseconds(request.interval());
  const int64_t millis = request.has_interval() && asked != 0 ? asked : kDefaultMillis;
  if (millis < kLeastMillis || millis > kMostMillis) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_DURATION",
        "interval: found " + std::to_string(asked) + " ms, expected 0.1 seconds to a day, or 0",
        {{"field", "interval"},
         {"found", std::to_string(asked) + " ms"},
         {"expected", "0.1 seconds to a day, or 0"}});
  }
  return std::chrono::milliseconds(millis);
}

bool IsSame(v1::CampaignStatus a, const v1::CampaignStatus& b) {
  *a.mutable_read_time() = b.read_time();
  return a.SerializeAsString() == b.SerializeAsString();
}

class WatchReactor final : public grpc::ServerWriteReactor<v1::CampaignStatus> {
 public:
  WatchReactor(grpc::CallbackServerContext* context, const v1::WatchCampaignStatusRequest& request,
               CallGate& gate, const Store& store, CampaignDesks& desks, const Clock& clock)
      : call_(gate, RuleOf<v1::WatchCampaignStatusRequest>(), context),
        name_(request.name()),
        store_(store),
        desks_(desks),
        clock_(clock) {
    const absl::Status started = [&]() -> absl::Status {
      ASSAY_RETURN_IF_ERROR(call_.Start(request));
      ASSAY_ASSIGN_OR_RETURN(interval_, Interval(request));
      return desks_.Find(name_).status();
    }();
    if (!started.ok()) {
      End(started);
      return;
    }
    Step();
  }

  void OnWriteDone(bool ok) override {
    if (!ok || sent_.state() == v1::Campaign::STATE_CLOSED) {
      End(absl::OkStatus());
      return;
    }
    Wait();
  }

  void OnCancel() override {
    std::shared_ptr<grpc::Alarm> alarm;
    {
      const std::lock_guard lock(mutex_);
      gone_ = true;
      alarm = alarm_;
    }
    // Outside the lock: the alarm may ring in this thread.
    if (alarm != nullptr) {
      alarm->Cancel();
    }
  }

  void OnDone() override { delete this; }

 private:
  // Sends what is new, or waits for the next moment.  One chain of Step, OnWriteDone and Wait runs
  // at a time, and it alone ends the call.
  void Step() {
    {
      const std::lock_guard lock(mutex_);
      if (gone_) {
        End(absl::CancelledError("the client has gone"));
        return;
      }
    }
    v1::CampaignStatus status;
    const absl::Status read = RunGuarded([&]() -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const auto desk, desks_.Find(name_));
      ASSAY_ASSIGN_OR_RETURN(status, ReadCampaignStatus(store_, *desk, clock_));
      return absl::OkStatus();
    });
    if (!read.ok()) {
      End(read);
    } else if (is_first_ || !IsSame(sent_, status)) {
      is_first_ = false;
      sent_ = std::move(status);
      StartWrite(&sent_);
    } else {
      Wait();
    }
  }

  void Wait() {
    bool gone = false;
    {
      const std::lock_guard lock(mutex_);
      gone = gone_;
      if (!gone) {
        alarm_ = std::make_shared<grpc::Alarm>();
        alarm_->Set(std::chrono::system_clock::now() + interval_, [this](bool) { Step(); });
      }
    }
    if (gone) {
      End(absl::CancelledError("the client has gone"));
    }
  }

  void End(const absl::Status& status) { Finish(call_.End(status)); }

  GatedCall call_;
  const std::string name_;
  const Store& store_;
  CampaignDesks& desks_;
  const Clock& clock_;
  std::chrono::milliseconds interval_{kDefaultMillis};
  v1::CampaignStatus sent_;
  bool is_first_ = true;
  std::mutex mutex_;
  bool gone_ = false;
  std::shared_ptr<grpc::Alarm> alarm_;
};

}  // namespace

grpc::ServerWriteReactor<v1::CampaignStatus>* WatchCampaign(
    grpc::CallbackServerContext* context, const v1::WatchCampaignStatusRequest& request,
    CallGate& gate, const Store& store, CampaignDesks& desks, const Clock& clock) {
  return new WatchReactor(context, request, gate, store, desks, clock);
}

}  // namespace assay::rpc
