#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "benchmarks/service/parts.h"
#include "engine/base/status.h"
#include "tests/load/ledger.h"
#include "tests/load/server_process.h"
#include "tests/load/services.h"
#include "tests/load/simulated_annotator.h"

namespace assay::load {
namespace {

struct Sample {
  double minute = 0;
  double resident_mb = 0;
};

// Least squares, MB a minute.
double SlopeOf(const std::vector<Sample>& samples) {
  double n = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
  for (const Sample& sample : samples) {
    n += 1;
    sum_x += sample.minute;
    sum_y += sample.resident_mb;
    sum_xx += sample.minute * sample.minute;
    sum_xy += sample.minute * sample.resident_mb;
  }
  const double spread = n * sum_xx - sum_x * sum_x;
  return spread > 0 ? (n * sum_xy - sum_x * sum_y) / spread : 0;
}

class SoakRun {
 public:
  SoakRun(const SoakOptions& options, ServerProcess& server) : options_(options), server_(server) {
    place_.loop = &loop_;
    place_.ledger = &ledger_;
    place_.services = std::make_shared<Services>(server.address());
    place_.campaign_id = CampaignPlan().id;
    Habits habits;
    habits.greatest_pause = options.greatest_pause;
    for (int i = 0; i < options.annotator_count; ++i) {
      annotators_.push_back(std::make_unique<SimulatedAnnotator>(
          place_, "a" + std::to_string(i), habits, static_cast<uint64_t>(i) + 1));
    }
  }

  absl::Status Prepare() {
    const Services& services = *place_.services;
    ASSAY_RETURN_IF_ERROR(ImportItems(services, CampaignPlan().dataset_id, options_.item_count));
    ASSAY_RETURN_IF_ERROR(CreateAnnotators(services, options_.annotator_count));
    CampaignPlan plan;
    plan.label_count = options_.label_count;
    return CreateCampaign(services, plan);
  }

  void Work() {
    begin_ = LoopClock::now();
    TakeSample();
    for (const auto& annotator : annotators_) {
      annotator->Start();
    }
    loop_.RunUntil(begin_ +
                   std::chrono::microseconds(static_cast<int64_t>(options_.minutes * 60e6)));
    seconds_ = std::chrono::duration<double>(LoopClock::now() - begin_).count();
    cpu_seconds_ = server_.usage().cpu_seconds;
    place_.stopping = true;
    loop_.RunUntil([this] {
      return std::all_of(annotators_.begin(), annotators_.end(),
                         [](const auto& annotator) { return annotator->idle(); });
    });
  }

  nlohmann::ordered_json ToJson() const {
    std::vector<Sample> second_half;
    nlohmann::ordered_json curve = nlohmann::ordered_json::array();
    for (const Sample& sample : samples_) {
      curve.push_back({sample.minute, sample.resident_mb});
      if (sample.minute >= options_.minutes / 2) {
        second_half.push_back(sample);
      }
    }
    return {{"annotators", options_.annotator_count},
            {"seconds", seconds_},
            {"calls", place_.call_count},
            {"calls_per_second", static_cast<double>(place_.call_count) / seconds_},
            {"acknowledged", ledger_.acknowledged_count()},
            {"lost_calls", place_.lost_count},
            {"busy_calls", place_.busy_count},
            {"server_cpu_share", cpu_seconds_ / seconds_},
            {"resident_mb", std::move(curve)},
            {"slope_mb_per_minute", SlopeOf(second_half)}};
  }

  const Ledger& ledger() const { return ledger_; }
  const std::vector<std::string>& faults() const { return place_.faults; }
  const Services& services() const { return *place_.services; }

 private:
  void TakeSample() {
    samples_.push_back({std::chrono::duration<double>(LoopClock::now() - begin_).count() / 60,
                        server_.usage().resident_mb});
    const double step_seconds = std::max(options_.minutes * 60 / 60, 1.0);
    if (!place_.stopping) {
      loop_.After(std::chrono::microseconds(static_cast<int64_t>(step_seconds * 1e6)),
                  [this] { TakeSample(); });
    }
  }

  const SoakOptions options_;
  ServerProcess& server_;
  Ledger ledger_;
  Workplace place_;
  std::vector<std::unique_ptr<SimulatedAnnotator>> annotators_;
  std::vector<Sample> samples_;
  LoopClock::time_point begin_{};
  double seconds_ = 1;
  double cpu_seconds_ = 0;
  // Last, so that it ends before what its calls refer to.
  CallLoop loop_;
};

}  // namespace

Figures Soak(const SoakOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto server, ServerProcess::StartAssay(options.data_dir));
  SoakRun run(options, *server);
  ASSAY_RETURN_IF_ERROR(run.Prepare());
  run.Work();
  nlohmann::ordered_json figures = run.ToJson();
  std::vector<std::string> faults = run.faults();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> differences,
                         Verify(run.services(), CampaignPlan().id));
  faults.insert(faults.end(), differences.begin(), differences.end());
  figures["exit_code"] = server->Terminate();
  ASSAY_ASSIGN_OR_RETURN(const StoredCampaign stored,
                         ReadStoredCampaign(options.data_dir, CampaignPlan().id));
  const std::vector<std::string> wrong = run.ledger().Compare(stored, /*complete=*/false);
  faults.insert(faults.end(), wrong.begin(), wrong.end());
  figures["log_entries"] = stored.log.size();
  figures["faults"] = faults;
  return figures;
}

}  // namespace assay::load
