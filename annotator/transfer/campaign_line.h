#ifndef ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_LINE_H_
#define ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_LINE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/storage/v1/campaigns.pb.h"
#include "assay/v1/annotators.pb.h"
#include "assay/v1/campaigns.pb.h"
#include "assay/v1/datasets.pb.h"

namespace assay {

// The lines of a lossless campaign file (docs/campaign_format.md says what they mean): JSON objects
// with "type" first and the other keys in a fixed order; keys whose value is 0 or empty are left
// out.  What is written here, CampaignLineReader (campaign_line_reader.h) reads.
//
// Equal content gives equal bytes.  Texts are UTF-8.

// The number of the format that is written.
inline constexpr int64_t kCampaignFileVersion = 1;

// An entry of the log as the file has it: names instead of the store's numbers.
struct EntryLine {
  uint64_t sequence = 0;
  std::string item_id;  // empty where the entry is about no item
  bool is_gold = false;
  std::string annotator_id;
  // Its item_number and annotator_number mean nothing.
  storage::v1::LogEntry entry;
};

// A given label of a data set.
struct GivenLabelLine {
  uint64_t item_index = 0;  // place among the items of the data set, from 0
  std::string label;
  std::string annotator;
  int64_t receive_time_us = 0;
};

// Each appends one line with its line feed.
void AppendHeaderLine(std::string& out);
void AppendDatasetLine(const v1::Dataset& dataset, bool is_gold, std::string& out);
void AppendItemLine(std::string_view item_id, const std::vector<std::string>& cells,
                    std::string& out);
void AppendGivenLabelLine(const GivenLabelLine& label, std::string& out);
void AppendCampaignLine(const v1::Campaign& campaign, std::string& out);
void AppendSelectedLine(std::string_view item_id, std::string& out);
void AppendAnnotatorLine(const v1::Annotator& annotator, std::string& out);
void AppendEntryLine(const EntryLine& line, std::string& out);
void AppendEndLine(uint64_t entry_count, std::string& out);

// `text` in quotes, escaped as RFC 8259 asks and no further.
void AppendJsonText(std::string_view text, std::string& out);
// The shortest decimal that reads back as the same number; finite.
void AppendJsonNumber(double number, std::string& out);

// The names of kinds and sources in the file; empty for what is none.
std::string_view EntryKindName(storage::v1::LogEntry::Kind kind);
std::string_view EntrySourceName(storage::v1::LogEntry::Source source);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_LINE_H_
