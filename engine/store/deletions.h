#ifndef ASSAY_ENGINE_STORE_DELETIONS_H_
#define ASSAY_ENGINE_STORE_DELETIONS_H_

#include <cstdint>

#include "engine/store/store.h"

namespace assay {

// What deleting, aborting and recovering have in common.  The functions add to a batch; the
// Reclaim functions are called after it was committed, and may fail without harm.

// All items, labels and ids of a data set, committed or not, and its matrices.
void DeleteDatasetRows(uint64_t dataset_number, Store::Batch& batch);
void ReclaimDatasetRows(uint64_t dataset_number, Store& store);

// The numbers of a matrix, committed or not.
void DeleteMatrixBlocks(uint64_t dataset_number, uint64_t matrix_number, Store::Batch& batch);
void ReclaimMatrixBlocks(uint64_t dataset_number, uint64_t matrix_number, Store& store);

// All findings and verified labels of an audit, committed or not.
void DeleteAuditRows(uint64_t audit_number, Store::Batch& batch);
void ReclaimAuditRows(uint64_t audit_number, Store& store);

// A committed audit: its record, its place among the audits of its data set, its findings
// and verified labels.
void DeleteAudit(uint64_t dataset_number, uint64_t audit_number, Store::Batch& batch);

// Everything of a campaign but its record, name, head and uses of data sets.
void DeleteCampaignRows(uint64_t campaign_number, Store::Batch& batch);
void ReclaimCampaignRows(uint64_t campaign_number, Store& store);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_DELETIONS_H_
