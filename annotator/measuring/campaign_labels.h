#ifndef ASSAY_ANNOTATOR_MEASURING_CAMPAIGN_LABELS_H_
#define ASSAY_ANNOTATOR_MEASURING_CAMPAIGN_LABELS_H_

#include "absl/status/status.h"
#include "annotator/measuring/label_collector.h"
#include "assay/v1/quality.pb.h"
#include "engine/base/progress.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"

namespace assay {

// Where stored labels are; all references must outlive the reading.
struct StoredLabels {
  const DatasetRepository& datasets;
  const CampaignRepository& campaigns;
  const AnnotatorRepository& annotators;
};

// Adds the labels that count in source.campaign to the collector, item by item in the order of the
// data set: no gold, nothing superseded or taken back, and of rules and models only with
// include_machines.  Labels are spelt as LabelSchema::Canonical.  Items without labels are left
// out.
//
// Errors: as Store; those of LabelCollector::Add; BAD_RESOURCE_NAME, CAMPAIGN_NOT_FOUND; CANCELLED.
absl::Status ReadCampaignLabels(const v1::LabelSource& source, const StoredLabels& stored,
                                LabelCollector& collector, ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_CAMPAIGN_LABELS_H_
