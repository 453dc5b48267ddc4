#include "tests/support/test_data.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace assay {

std::filesystem::path TestData(std::string_view relative) {
  return std::filesystem::path(ASSAY_SOURCE_DIR) / "tests" / "data" / relative;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error("cannot read " + path.string());
  }
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace assay
