#include "annotator/report/page_template.h"

#include <cstddef>

namespace assay::report {

std::string FillTemplate(std::string_view page,
                         const std::map<std::string, std::string>& contents) {
  constexpr std::string_view kOpen = "<!--assay:";
  constexpr std::string_view kClose = "-->";
  std::string filled;
  for (;;) {
    const std::size_t open = page.find(kOpen);
    filled += page.substr(0, open);
    if (open == std::string_view::npos) return filled;
    page.remove_prefix(open + kOpen.size());
    const std::size_t close = page.find(kClose);
    filled += contents.at(std::string(page.substr(0, close)));
    page.remove_prefix(close + kClose.size());
  }
}

}  // namespace assay::report
