#ifndef ASSAY_CLIENTS_CLI_PROGRESS_BAR_H_
#define ASSAY_CLIENTS_CLI_PROGRESS_BAR_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::cli {

// One line on a terminal that says how far a command is; silent where stderr is no terminal or
// with --quiet.
class ProgressBar {
 public:
  explicit ProgressBar(bool quiet);
  ~ProgressBar() { Clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // total = 0: the amount of work is not known, `done` is shown as it is.
  void Show(std::string_view phase, int64_t done, int64_t total);
  // Wipes the line, so that something else can be printed.
  void Clear();

 private:
  bool visible_;
  std::string last_line_;
};

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_PROGRESS_BAR_H_
