// Any bytes, read as a campaign file: lines or an error with the line; entries that are read are
// written as a line that reads as the same, and is written the same again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "annotator/campaign/campaign_line.h"
#include "annotator/campaign/campaign_line_reader.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay {
namespace {

bool Write(const CampaignLine& line, std::string& out) {
  switch (line.type) {
    case CampaignLine::Type::kHeader:
      AppendHeaderLine(out);
      return true;
    case CampaignLine::Type::kDataset:
    case CampaignLine::Type::kGoldDataset:
      AppendDatasetLine(line.dataset, line.type == CampaignLine::Type::kGoldDataset, out);
      return true;
    case CampaignLine::Type::kItem:
      AppendItemLine(line.item_id, line.cells, out);
      return true;
    case CampaignLine::Type::kGivenLabel:
      AppendGivenLabelLine(line.given, out);
      return true;
    case CampaignLine::Type::kCampaign:
      AppendCampaignLine(line.campaign, out);
      return true;
    case CampaignLine::Type::kSelected:
      AppendSelectedLine(line.item_id, out);
      return true;
    case CampaignLine::Type::kAnnotator:
      AppendAnnotatorLine(line.annotator, out);
      return true;
    case CampaignLine::Type::kEntry:
      AppendEntryLine(line.entry, out);
      return true;
    case CampaignLine::Type::kEnd:
      AppendEndLine(line.entry_count, out);
      return true;
  }
  return false;
}

std::string Rewrite(const std::string& file, size_t bytes_per_read, absl::Status& status) {
  exchange::StringSource source(file, bytes_per_read);
  CampaignLineReader reader("f.jsonl", source);
  CampaignLine line;
  std::string written;
  while (true) {
    const auto more = reader.Next(line);
    status = more.status();
    if (!more.ok()) {
      ASSAY_CHECK(ErrorReason(status) == "BAD_CAMPAIGN_FILE" ||
                  ErrorReason(status).find("GZIP") != std::string::npos);
      ASSAY_CHECK(exchange::IsValidUtf8({status.message().data(), status.message().size()}));
    }
    if (!more.ok() || !*more) {
      return written;
    }
    ASSAY_CHECK(Write(line, written));
  }
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string file(reinterpret_cast<const char*>(data), size);
  absl::Status status;
  absl::Status again;
  const std::string written = assay::Rewrite(file, std::string::npos, status);
  ASSAY_CHECK(assay::Rewrite(file, 3, again) == written);
  ASSAY_CHECK(status.ok() == again.ok());
  ASSAY_CHECK(assay::Rewrite(written, std::string::npos, again) == written);
  ASSAY_CHECK(again.ok());
  return 0;
}
