#include "engine/store/deletions.h"

#include <array>

#include "engine/store/campaign_keys.h"
#include "engine/store/keys.h"

namespace assay {
namespace {

std::array<KeyRange, 4> DatasetRows(uint64_t dataset_number) {
  return {ItemRangeFrom(dataset_number, 0), LabelRange(dataset_number), ItemIdRange(dataset_number),
          MatrixBlockRange(dataset_number)};
}

std::array<KeyRange, 3> AuditRanges(uint64_t audit_number) {
  return {FindingRangeFrom(audit_number, 0), VerifiedRange(audit_number),
          ModelBlockRange(audit_number)};
}

std::array<KeyRange, 10> CampaignRows(uint64_t campaign_number) {
  return {CampaignLogRange(campaign_number),         StagedLabelsRange(campaign_number),
          CampaignSelectionRange(campaign_number),   CampaignItemRangeFrom(campaign_number, 0),
          CampaignOpenRangeFrom(campaign_number, 0), CampaignGainRange(campaign_number),
          CampaignAnnotatorRange(campaign_number),   CampaignCallRange(campaign_number),
          MturkSettingsRange(campaign_number),       MturkAssignmentRange(campaign_number)};
}

}  // namespace

void DeleteDatasetRows(uint64_t dataset_number, Store::Batch& batch) {
  for (const KeyRange& range : DatasetRows(dataset_number)) {
    batch.DeleteRange(range.begin, range.end);
  }
  const KeyRange matrices = MatrixRangeAfter(dataset_number, 0);
  batch.DeleteRange(matrices.begin, matrices.end);
}

void ReclaimDatasetRows(uint64_t dataset_number, Store& store) {
  for (const KeyRange& range : DatasetRows(dataset_number)) {
    store.ReclaimDeletedRange(range.begin, range.end).IgnoreError();
  }
}

void DeleteMatrixBlocks(uint64_t dataset_number, uint64_t matrix_number, Store::Batch& batch) {
  const KeyRange blocks = MatrixBlockRange(dataset_number, matrix_number);
  batch.DeleteRange(blocks.begin, blocks.end);
}

void ReclaimMatrixBlocks(uint64_t dataset_number, uint64_t matrix_number, Store& store) {
  const KeyRange blocks = MatrixBlockRange(dataset_number, matrix_number);
  store.ReclaimDeletedRange(blocks.begin, blocks.end).IgnoreError();
}

void DeleteAuditRows(uint64_t audit_number, Store::Batch& batch) {
  for (const KeyRange& range : AuditRanges(audit_number)) {
    batch.DeleteRange(range.begin, range.end);
  }
}

void ReclaimAuditRows(uint64_t audit_number, Store& store) {
  for (const KeyRange& range : AuditRanges(audit_number)) {
    store.ReclaimDeletedRange(range.begin, range.end).IgnoreError();
  }
}

void DeleteAudit(uint64_t dataset_number, uint64_t audit_number, Store::Batch& batch) {
  batch.Delete(AuditKey(audit_number));
  batch.Delete(DatasetAuditKey(dataset_number, audit_number));
  DeleteAuditRows(audit_number, batch);
}

void DeleteCampaignRows(uint64_t campaign_number, Store::Batch& batch) {
  for (const KeyRange& range : CampaignRows(campaign_number)) {
    batch.DeleteRange(range.begin, range.end);
  }
}

void ReclaimCampaignRows(uint64_t campaign_number, Store& store) {
  for (const KeyRange& range : CampaignRows(campaign_number)) {
    store.ReclaimDeletedRange(range.begin, range.end).IgnoreError();
  }
}

}  // namespace assay
