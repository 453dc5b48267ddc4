#ifndef ASSAY_ANNOTATOR_REPORT_PAGE_TEMPLATE_H_
#define ASSAY_ANNOTATOR_REPORT_PAGE_TEMPLATE_H_

#include <string_view>

namespace assay::report {

// page/page.html with its style and scripts inside, made by embed_page.cmake.  Where content goes,
// it holds comments of the form <!--assay:NAME-->.
std::string_view PageTemplate();

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_PAGE_TEMPLATE_H_
