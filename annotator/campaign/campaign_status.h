#ifndef ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_STATUS_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_STATUS_H_

#include <cstdint>
#include <string>

#include "assay/storage/v1/campaigns.pb.h"
#include "assay/v1/campaigns.pb.h"

namespace assay {

// Every figure of a campaign, from the sums that are kept with each entry.
//
// Agreement is averaged over the N items with two labels or more: with n labels, c_k of class k,
//
//   s = sum_k c_k (c_k - 1) / (n (n - 1)),   percentage = mean of s,   -+ 1.96 sd(s) / sqrt(N)
//   alpha = 1 - D_o / D_e,   D_o = 1 - sum_items sum_k c_k (c_k - 1) / (n - 1) / L,
//                            D_e = 1 - sum_k C_k (C_k - 1) / (L (L - 1))
//
// for L labels in all, C_k of class k; alpha's interval is that of the percentage over D_e.  The
// median of the active time is the middle of its bucket.
//
// `item_count`: items of the campaign.  `wall_us`: the server's clock.  O(classes + buckets). Pure.
//
// Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C.
v1::CampaignStatus MakeCampaignStatus(const storage::v1::CampaignRecord& record,
                                      const storage::v1::CampaignHead& head, uint64_t item_count,
                                      int64_t wall_us);

// What an annotator did in a campaign, and how well.  `annotator` is the annotator as served.
v1::CampaignAnnotator MakeCampaignAnnotator(const storage::v1::CampaignAnnotatorState& state,
                                            const v1::Annotator& annotator);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_STATUS_H_
