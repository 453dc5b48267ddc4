#include <algorithm>
#include <vector>

#include "benchmarks/service/parts.h"
#include "engine/base/status.h"
#include "tests/load/server_process.h"
#include "tests/load/staff.h"

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

// Takes the server's memory sixty times while the staff works.
class MemoryCurve {
 public:
  MemoryCurve(ServerProcess& server, CallLoop& loop, double minutes)
      : server_(server), loop_(loop), minutes_(minutes), begin_(LoopClock::now()) {
    TakeSample();
  }

  nlohmann::ordered_json ToJson() const {
    nlohmann::ordered_json curve = nlohmann::ordered_json::array();
    for (const Sample& sample : samples_) {
      curve.push_back({sample.minute, sample.resident_mb});
    }
    return curve;
  }

  // The first half fills caches and buffers.
  double SlopeOfSecondHalf() const {
    std::vector<Sample> half;
    for (const Sample& sample : samples_) {
      if (sample.minute >= minutes_ / 2) {
        half.push_back(sample);
      }
    }
    return SlopeOf(half);
  }

 private:
  void TakeSample() {
    const double minute = std::chrono::duration<double>(LoopClock::now() - begin_).count() / 60;
    samples_.push_back({minute, server_.usage().resident_mb});
    if (minute < minutes_) {
      loop_.After(std::chrono::milliseconds(static_cast<int64_t>(minutes_ * 1000)),
                  [this] { TakeSample(); });
    }
  }

  ServerProcess& server_;
  CallLoop& loop_;
  const double minutes_;
  const LoopClock::time_point begin_;
  std::vector<Sample> samples_;
};

void Append(std::vector<std::string>& faults, const std::vector<std::string>& more) {
  for (const std::string& fault : more) {
    if (std::find(faults.begin(), faults.end(), fault) == faults.end()) {
      faults.push_back(fault);
    }
  }
}

}  // namespace

Figures Soak(const SoakOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto server, ServerProcess::StartAssay(options.data_dir));
  CampaignPlan plan;
  plan.label_count = options.label_count;
  Habits habits;
  habits.greatest_pause = options.greatest_pause;
  Staff staff(options.annotator_count, plan, habits, /*seed=*/1);
  ASSAY_RETURN_IF_ERROR(staff.Prepare(server->address(), options.item_count));

  const double cpu_before = server->usage().cpu_seconds;
  const auto begin = LoopClock::now();
  const MemoryCurve curve(*server, staff.loop(), options.minutes);
  staff.Start();
  staff.WorkFor(std::chrono::milliseconds(static_cast<int64_t>(options.minutes * 60'000)));
  const double seconds = std::chrono::duration<double>(LoopClock::now() - begin).count();
  const double cpu_seconds = server->usage().cpu_seconds - cpu_before;
  const Workplace& place = staff.place();
  nlohmann::ordered_json figures{
      {"annotators", options.annotator_count},
      {"seconds", seconds},
      {"calls", place.call_count},
      {"calls_per_second", static_cast<double>(place.call_count) / seconds},
      {"acknowledged", staff.ledger().acknowledged_count()},
      {"lost_calls", place.lost_count},
      {"busy_calls", place.busy_count},
      {"server_cpu_share", cpu_seconds / seconds}};

  std::vector<std::string> faults;
  if (!staff.Rest()) {
    faults.emplace_back("some calls did not end");
  }
  figures["resident_mb"] = curve.ToJson();
  figures["slope_mb_per_minute"] = curve.SlopeOfSecondHalf();
  Append(faults, staff.FaultsOfServer());
  figures["exit_code"] = server->Terminate();
  Append(faults, staff.FaultsOfStore(options.data_dir, /*complete=*/false));
  figures["faults"] = faults;
  return figures;
}

}  // namespace assay::load
