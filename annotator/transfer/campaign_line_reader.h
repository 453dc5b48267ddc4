#ifndef ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_LINE_READER_H_
#define ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_LINE_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/input_buffer.h"
#include "annotator/transfer/campaign_line.h"
#include "simdjson.h"

namespace assay {

// A line of a lossless campaign file.  Only what belongs to its type is meaningful.
struct CampaignLine {
  enum class Type {
    kHeader,
    kDataset,
    kGoldDataset,
    kItem,
    kGivenLabel,
    kCampaign,
    kSelected,
    kAnnotator,
    kEntry,
    kEnd,
  };
  Type type = Type::kHeader;
  int64_t line = 0;                // from 1
  v1::Dataset dataset;             // kDataset, kGoldDataset
  std::string item_id;             // kItem, kSelected
  std::vector<std::string> cells;  // kItem
  GivenLabelLine given;            // kGivenLabel
  v1::Campaign campaign;           // kCampaign
  v1::Annotator annotator;         // kAnnotator
  EntryLine entry;                 // kEntry
  uint64_t entry_count = 0;        // kEnd
};

// Reads a lossless campaign file, plain or gzip, line by line: each line by itself, not whether
// lines fit together.  Memory: the longest line a few times.  Not thread-safe.
class CampaignLineReader {
 public:
  static constexpr size_t kMaxLineBytes = size_t{64} << 20;
  static constexpr size_t kMaxDepth = 32;

  // `source` must outlive it.
  CampaignLineReader(std::string file_name, exchange::ByteSource& source);

  // False at the end of the file.
  //
  // Errors: those of the source; INVALID_ARGUMENT TRUNCATED_GZIP, CORRUPT_GZIP; INVALID_ARGUMENT
  //   BAD_CAMPAIGN_FILE  a line is longer than kMaxLineBytes, is no JSON object, nests deeper than
  //                      kMaxDepth, or is not as docs/campaign_format.md says (metadata file, line,
  //                      found, expected).
  absl::StatusOr<bool> Next(CampaignLine& line);

  // BAD_CAMPAIGN_FILE at the line that was read last.
  absl::Status BadLine(const std::string& found, const std::string& expected) const;

 private:
  absl::StatusOr<bool> NextText(std::string_view& text);
  absl::Status Parse(std::string_view text, CampaignLine& line);

  exchange::InputBuffer input_;
  simdjson::dom::parser parser_;
  int64_t line_number_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_LINE_READER_H_
