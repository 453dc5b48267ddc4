#ifndef ASSAY_TESTS_SUPPORT_TEST_DATA_H_
#define ASSAY_TESTS_SUPPORT_TEST_DATA_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

// A file below tests/data.
std::filesystem::path TestData(std::string_view relative);

// The whole content of a file; throws std::runtime_error when it cannot be read.
std::string ReadFile(const std::filesystem::path& path);

}  // namespace assay

#endif  // ASSAY_TESTS_SUPPORT_TEST_DATA_H_
