// Texts of requests that are taken apart: a page token that is read is one of ours, and a data set
// id made from any file name is a valid one.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "annotator/dataset/dataset_id.h"
#include "annotator/rpc/page_token.h"
#include "engine/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ASSAY_CHECK(assay::CheckDatasetId(assay::DatasetIdFromFileName(text)).ok());
  const assay::rpc::PageTokens tokens("a secret that no input knows of");
  const auto position = tokens.Read("List", text, 0);
  ASSAY_CHECK(!position.ok() || text.empty() || tokens.Make("List", *position) == text);
  return 0;
}
