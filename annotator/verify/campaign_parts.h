#ifndef ASSAY_ANNOTATOR_VERIFY_CAMPAIGN_PARTS_H_
#define ASSAY_ANNOTATOR_VERIFY_CAMPAIGN_PARTS_H_

#include <cstdint>
#include <string>

#include "annotator/desk/campaign_rows.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/store.h"

namespace assay {

// What verification has read of a campaign whole, to hold its other rows against.
struct CampaignParts {
  Store& store;
  uint64_t campaign_number = 0;
  storage::v1::CampaignRecord record;
  storage::v1::CampaignHead head;
  CampaignRows::Annotators annotators;  // by number
};

// The part of a campaign that a row of an item is, as differences name it.
inline std::string RowPart(uint64_t row_number) {
  if (row_number < kFirstGoldItem) {
    return "item " + std::to_string(row_number);
  }
  const GoldRowName name = ReadGoldRowNumber(row_number);
  return "gold item " + std::to_string(name.item_number - kFirstGoldItem) + " of annotator place " +
         std::to_string(name.annotator_ordinal);
}

inline std::string AnnotatorPart(uint64_t annotator_number) {
  return "annotator " + std::to_string(annotator_number);
}

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_CAMPAIGN_PARTS_H_
