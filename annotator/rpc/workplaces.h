#ifndef ASSAY_ANNOTATOR_RPC_WORKPLACES_H_
#define ASSAY_ANNOTATOR_RPC_WORKPLACES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "annotator/campaign/campaign_desks.h"
#include "annotator/desk/caller.h"
#include "annotator/desk/campaign_desk.h"
#include "engine/store/annotator_repository.h"

namespace assay::rpc {

// Who works where: turns the caller and the names in a request into a worker at a desk.
// Thread-safe; references must outlive it.
class Workplaces {
 public:
  struct Workplace {
    Worker worker;
    std::shared_ptr<CampaignDesk> desk;
  };

  Workplaces(const AnnotatorRepository& annotators, CampaignDesks& desks)
      : annotators_(annotators), desks_(desks) {}

  // `annotator`: "annotators/{annotator}"; may be empty where the caller's key is an annotator's.
  // Whether the campaign has a list of annotators without him, the desk checks.
  //
  // Errors: as Store; CAMPAIGN_NOT_FOUND, ANNOTATOR_NOT_FOUND, BAD_RESOURCE_NAME; and
  //   PERMISSION_DENIED NOT_YOUR_WORK  the key is another annotator's, or he is a rule or a model,
  //                                    which work by RunAnnotator.
  absl::StatusOr<Workplace> Find(const Caller& caller, const std::string& campaign,
                                 const std::string& annotator) const;

 private:
  const AnnotatorRepository& annotators_;
  CampaignDesks& desks_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_WORKPLACES_H_
