#include "tests/load/staff.h"

#include <algorithm>
#include <utility>

#include "engine/base/status.h"

namespace assay::load {

Staff::Staff(int annotator_count, const CampaignPlan& plan, const Habits& habits, uint64_t seed)
    : plan_(plan) {
  place_.loop = &loop_;
  place_.ledger = &ledger_;
  place_.campaign_id = plan.id;
  place_.lease_duration = std::chrono::seconds(plan.lease_seconds);
  place_.class_count = plan.class_count;
  for (int i = 0; i < annotator_count; ++i) {
    annotators_.push_back(std::make_unique<SimulatedAnnotator>(
        place_, "a" + std::to_string(i), habits, seed * 1'000'003 + static_cast<uint64_t>(i)));
  }
}

absl::Status Staff::Prepare(const std::string& address, int64_t item_count) {
  Connect(address);
  const Services& services = *place_.services;
  ASSAY_RETURN_IF_ERROR(ImportItems(services, plan_.dataset_id, item_count));
  ASSAY_RETURN_IF_ERROR(CreateAnnotators(services, static_cast<int64_t>(annotators_.size())));
  return CreateCampaign(services, plan_);
}

void Staff::Connect(const std::string& address) {
  place_.services = std::make_shared<Services>(address);
}

void Staff::Start() {
  place_.stopping = false;
  for (const auto& annotator : annotators_) {
    annotator->Start();
  }
}

bool Staff::Rest(std::chrono::seconds patience) {
  place_.stopping = true;
  const auto end = LoopClock::now() + patience;
  const auto all_idle = [this] {
    return std::all_of(annotators_.begin(), annotators_.end(),
                       [](const auto& annotator) { return annotator->idle(); });
  };
  loop_.RunUntil([&] { return all_idle() || LoopClock::now() > end; });
  return all_idle();
}

bool Staff::Finish(std::chrono::seconds patience) {
  Start();
  const auto end = LoopClock::now() + patience;
  const auto all_done = [this] {
    return std::all_of(annotators_.begin(), annotators_.end(), [](const auto& annotator) {
      return annotator->idle() && annotator->done();
    });
  };
  loop_.RunUntil([&] { return all_done() || LoopClock::now() > end; });
  return all_done();
}

std::vector<std::string> Staff::FaultsOfServer() {
  std::vector<std::string> faults = place_.faults;
  const absl::StatusOr<std::vector<std::string>> differences = Verify(*place_.services, plan_.id);
  if (!differences.ok()) {
    faults.push_back("verify: " + differences.status().ToString());
  } else {
    faults.insert(faults.end(), differences->begin(), differences->end());
  }
  return faults;
}

std::vector<std::string> Staff::FaultsOfStore(const std::string& data_dir, bool complete) {
  std::vector<std::string> faults = place_.faults;
  const absl::StatusOr<StoredCampaign> stored = ReadStoredCampaign(data_dir, plan_.id);
  if (!stored.ok()) {
    faults.push_back("reading the store: " + stored.status().ToString());
    return faults;
  }
  const std::vector<std::string> wrong = ledger_.Compare(*stored, complete);
  faults.insert(faults.end(), wrong.begin(), wrong.end());
  return faults;
}

}  // namespace assay::load
