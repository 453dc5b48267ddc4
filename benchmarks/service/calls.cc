#include <deque>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "annotator/rpc/grpc_status.h"
#include "benchmarks/service/closed_loop.h"
#include "benchmarks/service/commits.h"
#include "benchmarks/service/parts.h"
#include "engine/base/status.h"
#include "tests/load/server_process.h"
#include "tests/load/services.h"

namespace assay::load {
namespace {

constexpr int kInFlight[] = {1, 8, 64};
// Each with as many leases as a tool would fetch ahead: an annotator's row grows with them.
constexpr int kLeasedAhead = 10;
constexpr int kAnnotators = 600;

struct LeasedItem {
  int64_t annotator = 0;
  std::string lease_id;
};

// What the callers of one connection share.
class Calls {
 public:
  explicit Calls(const std::string& address, pid_t server) : services_(address), server_(server) {}

  void NoOp(int in_flight, std::chrono::milliseconds phase, Rate& rate) {
    Run(in_flight, phase, rate, [this](size_t, std::function<void()> done) {
      CallNoOp(std::move(done));
      return true;
    });
  }

  void TwoNoOps(int in_flight, std::chrono::milliseconds phase, Rate& rate) {
    Run(in_flight, phase, rate, [this](size_t, std::function<void()> done) {
      CallNoOp([this, done = std::move(done)] { CallNoOp(done); });
      return true;
    });
  }

  // All that PrepareLeases fetched.
  void Submit(int in_flight, std::chrono::milliseconds phase, Rate& rate) {
    Run(in_flight, phase, rate, [this](size_t, std::function<void()> done) {
      if (leased_.empty()) {
        return false;
      }
      const LeasedItem item = std::move(leased_.front());
      leased_.pop_front();
      CallSubmit(item, std::move(done));
      return true;
    });
  }

  // Of an annotator each; the two calls apart, too.
  void LeaseAndSubmit(int in_flight, std::chrono::milliseconds phase, Rate& rate, Rate& leases) {
    Run(in_flight, phase, rate, [this, &leases](size_t slot, std::function<void()> done) {
      const auto annotator = static_cast<int64_t>(slot);
      const auto begin = LoopClock::now();
      CallLease(annotator, 1,
                [this, annotator, begin, &leases,
                 done = std::move(done)](const v1::LeaseItemsResponse& response) {
                  leases.latencies.Add(LoopClock::now() - begin);
                  if (response.leases().empty()) {
                    Fail(absl::ResourceExhaustedError("the campaign has no items left"));
                    return;
                  }
                  CallSubmit({annotator, response.leases(0).lease_id()}, done);
                });
      return true;
    });
  }

  // Lets annotators fetch items ahead, so that no two neighbours in the queue are of the same one.
  void PrepareLeases() {
    std::vector<std::vector<std::string>> by_annotator(kAnnotators);
    for (int64_t annotator = 0; annotator < kAnnotators; ++annotator) {
      CallLease(annotator, kLeasedAhead,
                [&by_annotator, annotator](const v1::LeaseItemsResponse& response) {
                  for (const v1::Lease& lease : response.leases()) {
                    by_annotator[static_cast<size_t>(annotator)].push_back(lease.lease_id());
                  }
                });
      if (annotator % 64 == 63) {
        loop_.Run();
      }
    }
    loop_.Run();
    leased_.clear();
    for (size_t place = 0; place < kLeasedAhead; ++place) {
      for (size_t annotator = 0; annotator < by_annotator.size(); ++annotator) {
        if (place < by_annotator[annotator].size()) {
          leased_.push_back({static_cast<int64_t>(annotator), by_annotator[annotator][place]});
        }
      }
    }
  }

  void ReleaseLeases() {
    for (; !leased_.empty(); leased_.pop_front()) {
      CallSubmit(leased_.front(), [] {});
      if (leased_.size() % 64 == 0) {
        loop_.Run();
      }
    }
    loop_.Run();
  }

  const absl::Status& failure() const { return failure_; }

 private:
  void Run(int in_flight, std::chrono::milliseconds phase, Rate& rate, const Operation& operation) {
    RunClosedLoop(loop_, static_cast<size_t>(in_flight), phase, server_, operation, rate);
  }

  void Check(const grpc::Status& status) {
    if (!status.ok()) {
      Fail(rpc::FromGrpcStatus(status));
    }
  }
  void Fail(absl::Status status) {
    if (failure_.ok()) {
      failure_ = std::move(status);
    }
  }

  void CallNoOp(std::function<void()> done) {
    loop_.Call(*services_.maintenance, &v1::MaintenanceService::Stub::PrepareAsyncGetServerInfo,
               v1::GetServerInfoRequest(),
               [this, done = std::move(done)](const grpc::Status& status, const auto&) {
                 Check(status);
                 done();
               });
  }

  void CallLease(int64_t annotator, int count,
                 std::function<void(const v1::LeaseItemsResponse&)> done) {
    v1::LeaseItemsRequest request;
    request.set_campaign("campaigns/load");
    request.set_annotator(AnnotatorName(annotator));
    request.set_max_item_count(count);
    request.set_request_id(NewRequestId());
    loop_.Call(*services_.work, &v1::WorkService::Stub::PrepareAsyncLeaseItems, request,
               [this, done = std::move(done)](const grpc::Status& status,
                                              const v1::LeaseItemsResponse& response) {
                 Check(status);
                 done(response);
               });
  }

  void CallSubmit(const LeasedItem& item, std::function<void()> done) {
    v1::SubmitLabelRequest request;
    request.set_campaign("campaigns/load");
    request.set_annotator(AnnotatorName(item.annotator));
    request.set_lease_id(item.lease_id);
    request.mutable_value()->set_choice(ClassName(next_request_ % 4));
    request.mutable_wall_time()->set_seconds(4);
    request.mutable_active_time()->set_seconds(3);
    request.set_request_id(NewRequestId());
    loop_.Call(*services_.work, &v1::WorkService::Stub::PrepareAsyncSubmitLabel, request,
               [this, done = std::move(done)](const grpc::Status& status, const auto&) {
                 Check(status);
                 done();
               });
  }

  // As long as a UUID.
  std::string NewRequestId() {
    std::string id = std::to_string(next_request_++);
    return std::string(36 - id.size(), '0') + id;
  }

  Services services_;
  const pid_t server_;
  CallLoop loop_;
  std::deque<LeasedItem> leased_;
  int64_t next_request_ = 0;
  absl::Status failure_;
};

struct Cell {
  Rate no_op;
  Rate two_no_ops;
  Rate submit;
  Rate pair;
  Rate lease;
};

Figures MeasureRounds(Calls& calls, const CallOptions& options) {
  std::map<int, Cell> cells;
  for (int round = 0; round < options.rounds; ++round) {
    for (const int in_flight : kInFlight) {
      Cell& cell = cells[in_flight];
      calls.NoOp(in_flight, options.phase, cell.no_op);
      calls.PrepareLeases();
      calls.Submit(in_flight, options.phase, cell.submit);
      calls.ReleaseLeases();
      calls.TwoNoOps(in_flight, options.phase, cell.two_no_ops);
      calls.LeaseAndSubmit(in_flight, options.phase, cell.pair, cell.lease);
      ASSAY_RETURN_IF_ERROR(calls.failure());
    }
  }
  nlohmann::ordered_json figures = nlohmann::ordered_json::array();
  for (const auto& [in_flight, cell] : cells) {
    figures.push_back({{"in_flight", in_flight},
                       {"no_op", cell.no_op.ToJson()},
                       {"two_no_ops", cell.two_no_ops.ToJson()},
                       {"submit", cell.submit.ToJson()},
                       {"lease_and_submit", cell.pair.ToJson()},
                       {"lease", cell.lease.ToJson()}});
  }
  return figures;
}

}  // namespace

Figures MeasureCalls(const CallOptions& options) {
  nlohmann::ordered_json figures;
  {
    ASSAY_ASSIGN_OR_RETURN(const auto server, ServerProcess::StartAssay(options.data_dir));
    const Services services(server->address());
    ASSAY_RETURN_IF_ERROR(ImportItems(services, "items", options.item_count));
    ASSAY_RETURN_IF_ERROR(CreateAnnotators(services, kAnnotators));
    CampaignPlan plan;
    plan.lease_seconds = 24 * 3600;
    plan.max_lease_count = 2 * kLeasedAhead;
    ASSAY_RETURN_IF_ERROR(CreateCampaign(services, plan));
    Calls calls(server->address(), server->process());
    ASSAY_ASSIGN_OR_RETURN(figures["calls"], MeasureRounds(calls, options));
    figures["server_peak_mb"] = server->usage().peak_resident_mb;
    server->Terminate();
  }
  ASSAY_ASSIGN_OR_RETURN(figures["commits_per_second"], MeasureCommits(options.data_dir));
  return figures;
}

Figures MeasureBareCalls(const CallOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto server,
                         ServerProcess::Start({"/proc/self/exe", "bare-server"}));
  Calls calls(server->address(), server->process());
  nlohmann::ordered_json figures;
  ASSAY_ASSIGN_OR_RETURN(figures["calls"], MeasureRounds(calls, options));
  return figures;
}

}  // namespace assay::load
