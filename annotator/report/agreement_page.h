#ifndef ASSAY_ANNOTATOR_REPORT_AGREEMENT_PAGE_H_
#define ASSAY_ANNOTATOR_REPORT_AGREEMENT_PAGE_H_

#include <string>

#include "annotator/report/agreement_report.h"

namespace assay::report {

// report.html: how far annotators agree, as one self-contained page for people: the coefficients
// with their intervals, the pairs of annotators as a heat map, the classes, the annotators, and the
// items of deepest disagreement with their labels.
//
// As HtmlReport (html_report.h): nothing is loaded, only its own scripts can run, nothing of the
// data is interpreted, tables and headline are there without JavaScript.  The map shows at most 60
// annotators, those with most labels; the tables at most 500 annotators, 200 classes and 200 items.
// The same input gives the same bytes.
std::string AgreementPage(const AgreementReport& report);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_AGREEMENT_PAGE_H_
