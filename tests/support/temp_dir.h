#ifndef ASSAY_TESTS_SUPPORT_TEMP_DIR_H_
#define ASSAY_TESTS_SUPPORT_TEMP_DIR_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

// A folder of its own for one test, removed with all it holds at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string File(std::string_view name) const { return (path_ / name).string(); }
  // Writes `content` to a new file and returns its path.
  std::string WriteFile(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_SUPPORT_TEMP_DIR_H_
