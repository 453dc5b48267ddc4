#ifndef ASSAY_CLIENT_CAMPAIGNS_H_
#define ASSAY_CLIENT_CAMPAIGNS_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/client/datasets.h"
#include "assay/client/label_importer.h"
#include "assay/v1/campaigns.pb.h"

namespace assay::client {

class Connection;

// Campaigns: made, run, watched, filled and emptied.  assay/v1/campaigns.proto tells the fields and
// the errors.
class Campaigns {
 public:
  explicit Campaigns(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  absl::StatusOr<v1::Campaign> Create(std::string_view id, const v1::Campaign& campaign) const;
  absl::StatusOr<v1::Campaign> Get(std::string_view name) const;
  // All of them, page by page, in the order in which they were made.
  absl::StatusOr<std::vector<v1::Campaign>> List() const;
  // Takes the fields `paths` of `campaign`, whose name says which one.
  absl::StatusOr<v1::Campaign> Update(const v1::Campaign& campaign,
                                      const std::vector<std::string>& paths) const;
  absl::StatusOr<v1::Campaign> Start(std::string_view name) const;
  absl::StatusOr<v1::Campaign> Pause(std::string_view name) const;
  absl::StatusOr<v1::Campaign> Close(std::string_view name) const;
  absl::Status Delete(std::string_view name) const;

  absl::StatusOr<v1::CampaignStatus> Status(std::string_view name) const;
  // Calls `visit` with the status at once and whenever it has changed, at most once an `interval`,
  // until the campaign is closed or `visit` returns false.
  absl::Status Watch(std::string_view name, std::chrono::milliseconds interval,
                     const std::function<bool(const v1::CampaignStatus&)>& visit) const;
  absl::StatusOr<std::vector<v1::CampaignAnnotator>> ListAnnotators(std::string_view name) const;
  absl::StatusOr<v1::CampaignAnnotator> Reinstate(std::string_view name,
                                                  std::string_view annotator) const;
  // Calls `visit` with the items that `request` asks for, in the order of the data set, until there
  // are no more or it returns false.  Paging is done here.
  absl::Status VisitItems(v1::ListCampaignItemsRequest request,
                          const std::function<bool(const v1::CampaignItem&)>& visit) const;

  // Labels that were given elsewhere, row by row: add them, then finish.
  LabelImporter ImportLabels(const v1::ImportLabelsSpec& spec) const;
  // The same from a table file.
  absl::StatusOr<v1::ImportLabelsResponse> ImportLabelFile(const v1::ImportLabelsSpec& spec,
                                                           const ByteSource& bytes) const;
  absl::Status Export(std::string_view name, v1::ExportCampaignRequest::Format format,
                      const ByteSink& sink) const;
  // The same in a format of another tool ("label_studio", ...); says what the format cannot hold.
  absl::StatusOr<std::vector<v1::FormatLoss>> ExportForeign(std::string_view name,
                                                            std::string_view format,
                                                            const ByteSink& sink) const;
  absl::StatusOr<v1::RestoreCampaignResponse> Restore(const v1::RestoreCampaignSpec& spec,
                                                      const ByteSource& bytes) const;

  // Lets a rule or a model label; `progress` may be empty.  A call that breaks off is made again
  // and goes on where it was.
  absl::StatusOr<v1::RunAnnotatorResponse> RunAnnotator(
      std::string_view name, std::string_view annotator,
      const std::function<void(const v1::RunAnnotatorResponse&)>& progress = {}) const;
  absl::StatusOr<v1::SettleFindingsResponse> Settle(std::string_view name,
                                                    double min_confidence = 0) const;

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace assay::client

#endif  // ASSAY_CLIENT_CAMPAIGNS_H_
