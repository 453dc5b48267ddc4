#ifndef ASSAY_TESTS_LOAD_STAFF_H_
#define ASSAY_TESTS_LOAD_STAFF_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/load/call_loop.h"
#include "tests/load/ledger.h"
#include "tests/load/services.h"
#include "tests/load/simulated_annotator.h"

namespace assay::load {

// Simulated annotators "a0", "a1", ... of one campaign, and what they remember together.  They
// outlive the server: Connect leads them to the next one.
class Staff {
 public:
  Staff(int annotator_count, const CampaignPlan& plan, const Habits& habits, uint64_t seed);

  // Makes the data set, the annotators and the campaign.
  absl::Status Prepare(const std::string& address, int64_t item_count);
  // Where calls go from now on, those that are sent again included.
  void Connect(const std::string& address);

  // Those who are idle begin; returns at once.
  void Start();
  void WorkUntil(LoopClock::time_point end) { loop_.RunUntil(end); }
  void WorkFor(std::chrono::milliseconds duration) { WorkUntil(LoopClock::now() + duration); }
  // Everybody ends what he has begun.  False where that takes longer than `patience`.
  bool Rest(std::chrono::seconds patience = std::chrono::seconds(30));
  // Lets them work until the campaign has nothing for anybody any more.  False as Rest.
  bool Finish(std::chrono::seconds patience = std::chrono::seconds(60));

  // What is wrong: with the answers so far, with what VerifyStore says of the campaign on the
  // server, in words.
  std::vector<std::string> FaultsOfServer();
  // With the data directory of a server that is dead, too.
  std::vector<std::string> FaultsOfStore(const std::string& data_dir, bool complete);

  Workplace& place() { return place_; }
  const Ledger& ledger() const { return ledger_; }
  CallLoop& loop() { return loop_; }

 private:
  const CampaignPlan plan_;
  Ledger ledger_;
  Workplace place_;
  std::vector<std::unique_ptr<SimulatedAnnotator>> annotators_;
  // Last, so that it ends before what its calls refer to.
  CallLoop loop_;
};

}  // namespace assay::load

#endif  // ASSAY_TESTS_LOAD_STAFF_H_
