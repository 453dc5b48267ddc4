#ifndef ASSAY_TESTS_LOAD_SIMULATED_ANNOTATOR_H_
#define ASSAY_TESTS_LOAD_SIMULATED_ANNOTATOR_H_

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "assay/v1/work.pb.h"
#include "grpcpp/support/status.h"
#include "tests/load/call_loop.h"
#include "tests/load/ledger.h"
#include "tests/load/services.h"

namespace assay::load {

// How an annotator works.  Shares are of answers.
struct Habits {
  int lease_count = 3;  // items at a time
  // Between two calls, uniform.
  std::chrono::microseconds least_pause{0};
  std::chrono::microseconds greatest_pause{0};
  double skip_share = 0.03;
  double flag_share = 0.02;     // and then answered
  double undo_share = 0.03;     // after an answer: hands out the last one or two again
  double extend_share = 0.02;   // before an answer: a heartbeat
  double release_share = 0.01;  // gives back what he holds
  double twice_share = 0.03;    // the same submit twice at once
  double again_share = 0.03;    // after an answer: the same submit once more
  double forget_share = 0.0;    // walks away from what he holds
};

// What all annotators of a campaign share.
struct Workplace {
  CallLoop* loop = nullptr;
  Ledger* ledger = nullptr;
  std::shared_ptr<Services> services;  // replaced when the server has died
  std::string campaign_id;
  std::chrono::milliseconds lease_duration{600'000};
  int class_count = 4;
  std::vector<std::string> faults;  // what should not have happened
  int64_t call_count = 0;
  int64_t lost_count = 0;  // calls that ended without an answer, and were sent again
  int64_t full_count = 0;  // calls that were refused because there was no room, and sent again
  int64_t busy_count = 0;  // calls that were refused with SERVER_BUSY, and sent again
  bool stopping = false;   // nobody begins anything new
};

// One annotator at work, as a tool would do it: leases, looks, answers, changes his mind; repeats
// with the same request_id every call that got no answer; keeps the ledger.
class SimulatedAnnotator {
 public:
  SimulatedAnnotator(Workplace& place, std::string annotator_id, const Habits& habits,
                     uint64_t seed);

  // Begins, or goes on after it was idle.
  void Start();

  // Nothing in flight and nothing planned: the campaign has nothing for him any more, or the place
  // is stopping.
  bool idle() const { return idle_ && extra_count_ == 0; }
  // The campaign had nothing for him any more.
  bool done() const { return done_; }

 private:
  struct Held {
    std::string lease_id;
    std::string item_id;
    LoopClock::time_point leased;
    int64_t superseded = -1;  // of undone answers: their place in the log
  };

  // Sends `request` until it gets an answer, which goes to `on_answer`: OK or a refusal that will
  // not change.
  template <typename Request, typename Response>
  void Send(std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> (
                v1::WorkService::Stub::*prepare)(grpc::ClientContext*, const Request&,
                                                 grpc::CompletionQueue*),
            Request request,
            void (SimulatedAnnotator::*on_answer)(const Request&, const grpc::Status&,
                                                  const Response&));
  // When to send a call again that ended so; zero where that would not change anything.
  std::chrono::milliseconds RetryAfter(const grpc::Status& status);
  template <typename Request>
  Request NewRequest() const;

  // Goes on after a pause.
  void Continue();
  void Next();
  void Lease(std::chrono::milliseconds wait);
  void Answer();
  void Submit();
  void Skip();
  void Flag();
  void Undo();
  void Forget();
  void OnLeased(const v1::LeaseItemsRequest& request, const grpc::Status& status,
                const v1::LeaseItemsResponse& response);
  void OnSubmitted(const v1::SubmitLabelRequest& request, const grpc::Status& status,
                   const v1::SubmitLabelResponse& response);
  // A repetition of a submit: whatever has become of it, it is the same as of the first.
  void SubmitAgain(const v1::SubmitLabelRequest& request);
  void OnSkipped(const v1::SkipItemRequest& request, const grpc::Status& status,
                 const v1::SkipItemResponse& response);
  void OnFlagged(const v1::FlagItemRequest& request, const grpc::Status& status,
                 const v1::FlagItemResponse& response);
  void OnUndone(const v1::UndoLabelsRequest& request, const grpc::Status& status,
                const v1::UndoLabelsResponse& response);
  void OnExtended(const v1::ExtendLeasesRequest& request, const grpc::Status& status,
                  const v1::ExtendLeasesResponse& response);
  void OnReleased(const v1::ReleaseItemsRequest& request, const grpc::Status& status,
                  const v1::ReleaseItemsResponse& response);
  // Of a refused answer to the front of what he holds.
  void OnRefused(const std::string& request_id, const std::string& call,
                 const grpc::Status& status);
  std::string NewRequestId();
  void Fault(const std::string& what, const grpc::Status& status);
  void Fault(const std::string& what);
  bool Chance(double share);

  Workplace& place_;
  const std::string annotator_id_;
  const Habits habits_;
  std::mt19937_64 random_;
  uint64_t next_request_ = 0;
  std::deque<Held> held_;
  // Item -> place in the log of the answer that counts; -1 where he has given it up.
  std::unordered_map<std::string, int64_t> answered_;
  bool flagged_ = false;               // the front of what he holds
  LoopClock::time_point asked_{};      // when the last leases were asked for
  LoopClock::time_point forgotten_{};  // when he last walked away
  int extra_count_ = 0;                // repetitions in flight
  bool idle_ = true;
  bool done_ = false;
};

}  // namespace assay::load

#endif  // ASSAY_TESTS_LOAD_SIMULATED_ANNOTATOR_H_
