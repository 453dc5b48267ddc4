#ifndef ASSAY_TESTS_ANNOTATOR_CAMPAIGN_EXCHANGE_EXCHANGE_CASE_H_
#define ASSAY_TESTS_ANNOTATOR_CAMPAIGN_EXCHANGE_EXCHANGE_CASE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/campaign/campaign_desks.h"
#include "annotator/desk/await_desk.h"
#include "annotator/desk/campaign_desk.h"
#include "annotator/transfer/import_labels.h"
#include "annotator/verify/verify_campaign.h"
#include "assay/v1/annotators.pb.h"
#include "assay/v1/campaigns.pb.h"
#include "assay/v1/work.pb.h"
#include "engine/store/rocks_store.h"
#include "tests/annotator/campaign/desk/desk_bench.h"
#include "tests/support/temp_dir.h"

namespace assay {

// An item of a data set; a gold item where it has a label.
struct CaseItem {
  std::string id;
  std::string text;
  std::string label = {};
};

// A server's store on disk without the server: campaigns go out of it as files, and come in.
class ExchangeCase {
 public:
  ExchangeCase();

  // Columns id, text and, where items have labels, answer.
  void AddDataset(const std::string& id, const std::vector<CaseItem>& items);
  // What the campaigns of these tests have in common: "campaigns/c" over "datasets/items", running.
  static v1::Campaign Plain(v1::LabelSchema::Kind kind, const std::vector<std::string>& classes);
  void Make(const v1::Campaign& campaign);
  Worker AddAnnotator(const v1::Annotator& annotator);
  Worker AddAnnotator(const std::string& id, int64_t label_price_micros = 0);
  CampaignDesk& desk() { return *desk_; }
  RocksStore& store() { return *store_; }
  ManualClock& clock() { return clock_; }

  v1::Lease Lease(const Worker& worker);
  void Submit(const Worker& worker, const v1::Lease& lease, const v1::LabelValue& value,
              const std::string& comment = "");
  void Skip(const Worker& worker, const v1::Lease& lease, const std::string& reason);
  void Flag(const Worker& worker, const v1::Lease& lease, const std::string& reason);
  // The lease under which the last label can be given anew.
  v1::Lease Undo(const Worker& worker);

  absl::StatusOr<v1::ImportLabelsResponse> ImportTable(v1::ImportLabelsSpec spec,
                                                       const std::string& csv);
  absl::StatusOr<int64_t> RunMachine(const Worker& machine);

  std::string Export(
      v1::ExportCampaignRequest::Format format = v1::ExportCampaignRequest::FORMAT_LOSSLESS);
  // The campaign of the file is then that of desk().
  absl::Status Restore(const std::string& file, v1::RestoreCampaignSpec spec = {},
                       size_t bytes_per_read = std::string::npos);
  // Names of what is there.
  std::vector<std::string> Names();
  void ExpectVerified();

 private:
  TempDir dir_;
  std::unique_ptr<RocksStore> store_;
  ManualClock clock_;
  RunningImports imports_;
  std::unique_ptr<CampaignDesks> desks_;
  std::shared_ptr<CampaignDesk> desk_;
  uint64_t campaign_number_ = 0;
};

v1::LabelValue Choice(const std::string& name);

}  // namespace assay

#endif  // ASSAY_TESTS_ANNOTATOR_CAMPAIGN_EXCHANGE_EXCHANGE_CASE_H_
