#ifndef ASSAY_CLIENTS_CLI_CAMPAIGN_TEXT_H_
#define ASSAY_CLIENTS_CLI_CAMPAIGN_TEXT_H_

#include <string>
#include <string_view>

#include "assay/v1/campaigns.pb.h"
#include "google/protobuf/duration.pb.h"

namespace assay::cli {

// "running".
std::string StateText(v1::Campaign::State state);

// The last part of a resource name: "ana" for "annotators/ana".
std::string_view ShortName(std::string_view name);

// "annotators/ana" for both "ana" and "annotators/ana".
std::string AnnotatorName(const std::string& name_or_id);

// An answer in words: the class; classes with " | " between them; a number; "3 spans".
std::string ValueText(const v1::LabelValue& value);

// "90 % (60 % to 98 %; n = 10)", or "-" where nothing was tried.
std::string ShareText(const v1::ShareEstimate& share);

// "4.2 s", "3 min 20 s", "2 h 5 min".
std::string DurationText(const google::protobuf::Duration& duration);

// "[######....] 60 %".
std::string BarText(int64_t done, int64_t total);

// What all labels that are wanted will cost if they go on as those so far: spent and, for each
// label that is left, spent / labels, in millionths; 0 where nothing was paid yet.
int64_t EstimatedMicros(const v1::CampaignStatus& status);

// Everything a status says, a line for each matter.
std::string StatusText(const v1::CampaignStatus& status);

// What is asked of whom and by which rules, a line for each matter.
std::string CampaignText(const v1::Campaign& campaign);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_CAMPAIGN_TEXT_H_
