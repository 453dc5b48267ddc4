#ifndef ASSAY_TESTS_ANNOTATOR_MTURK_STORE_PARTS_H_
#define ASSAY_TESTS_ANNOTATOR_MTURK_STORE_PARTS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "annotator/campaign/campaign_catalog.h"
#include "annotator/campaign/campaign_desks.h"
#include "annotator/mturk/import_results.h"
#include "engine/base/clock.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/memory_store.h"
#include "engine/store/mturk_repository.h"

namespace assay::mturk {

// A clock that stands still.
class StillClock : public Clock {
 public:
  int64_t WallMicros() const override { return 1'700'000'000'000'000; }
  int64_t MonotonicMicros() const override { return 0; }
};

// A store in memory with all that an import works with; jobs of desks run at once.
class StoreParts {
 public:
  StoreParts()
      : catalog(store, clock,
                [](const v1::ItemSelection&, const storage::v1::DatasetRecord&) {
                  return absl::StatusOr<std::vector<uint64_t>>(std::vector<uint64_t>());
                }),
        desks(store, clock, DeskOptions{.secret = secret},
              [](const std::function<void()>& job) {
                job();
                return true;
              }),
        campaigns(store),
        datasets(store) {}

  ResultImportParts Parts() {
    return {store, catalog, desks, campaigns, datasets, clock, imports, secret};
  }

  absl::StatusOr<v1::ImportResultsResponse> Import(const v1::ImportResultsSpec& spec,
                                                   std::string content) {
    exchange::StringSource source(std::move(content), 100);
    return ImportResults(spec, Caller(), source, Parts());
  }

  // Into a new campaign "batch".
  absl::StatusOr<v1::ImportResultsResponse> Import(std::string content) {
    v1::ImportResultsSpec spec;
    spec.set_campaign("campaigns/batch");
    spec.set_file_name("results.csv");
    spec.set_create(true);
    return Import(spec, std::move(content));
  }

  storage::v1::CampaignFigures Figures(const std::string& campaign = "campaigns/batch") {
    const auto desk = desks.Find(campaign);
    return desk.ok() ? (*desk)->Read()->head.figures() : storage::v1::CampaignFigures();
  }

  std::vector<storage::v1::MturkAssignment> Assignments() {
    std::vector<storage::v1::MturkAssignment> all;
    const auto record = campaigns.Get("batch");
    if (record.ok()) {
      MturkRepository(store)
          .ScanAssignments(record->campaign_number(),
                           [&](const auto& assignment) {
                             all.push_back(assignment);
                             return true;
                           })
          .IgnoreError();
    }
    return all;
  }

  const std::string secret = std::string(32, 's');
  StillClock clock;
  MemoryStore store;
  CampaignCatalog catalog;
  CampaignDesks desks;
  CampaignRepository campaigns;
  DatasetRepository datasets;
  RunningImports imports;
};

}  // namespace assay::mturk

#endif  // ASSAY_TESTS_ANNOTATOR_MTURK_STORE_PARTS_H_
