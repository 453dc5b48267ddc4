#ifndef ASSAY_ANNOTATOR_REPORT_PAGE_TEMPLATE_H_
#define ASSAY_ANNOTATOR_REPORT_PAGE_TEMPLATE_H_

#include <map>
#include <string>
#include <string_view>

namespace assay::report {

// page/page.html with its style and scripts inside, made by embed_page.cmake.  Where content goes,
// it holds comments of the form <!--assay:NAME-->.
std::string_view PageTemplate();

// The same for page/agreement.html.
std::string_view AgreementPageTemplate();

// Replaces each <!--assay:NAME--> of a template by contents[NAME].  What is put in is not looked at
// again, so content cannot bring placeholders of its own.
std::string FillTemplate(std::string_view page, const std::map<std::string, std::string>& contents);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_PAGE_TEMPLATE_H_
