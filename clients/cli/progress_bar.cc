#include "clients/cli/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace assay::cli {
namespace {

constexpr int64_t kBarWidth = 30;

}  // namespace

ProgressBar::ProgressBar(bool quiet) : visible_(!quiet && isatty(STDERR_FILENO) == 1) {}

void ProgressBar::Show(std::string_view phase, int64_t done, int64_t total) {
  if (!visible_) {
    return;
  }
  std::string line(phase);
  if (total > 0) {
    const int64_t shown = std::clamp<int64_t>(done, 0, total);
    const auto filled = static_cast<size_t>(kBarWidth * shown / total);
    line += " [" + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "] " +
            std::to_string(100 * shown / total) + " %";
  } else if (done > 0) {
    line += " " + std::to_string(done);
  }
  if (line != last_line_) {
    std::cerr << "\r\x1b[K" << line << std::flush;
    last_line_ = std::move(line);
  }
}

void ProgressBar::Clear() {
  if (visible_ && !last_line_.empty()) {
    std::cerr << "\r\x1b[K" << std::flush;
    last_line_.clear();
  }
}

}  // namespace assay::cli
