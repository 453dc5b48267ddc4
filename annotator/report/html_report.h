#ifndef ASSAY_ANNOTATOR_REPORT_HTML_REPORT_H_
#define ASSAY_ANNOTATOR_REPORT_HTML_REPORT_H_

#include <map>
#include <string>

#include "annotator/report/finding_tally.h"
#include "assay/v1/audits.pb.h"

namespace assay::report {

// report.html: an audit as one self-contained page for people.
//
//   HtmlReport report(audit);
//   for (each finding, in rank order) report.Add(finding);
//   std::string html = report.Finish();
//
// The page loads nothing: its style, its scripts (d3 draws the charts) and its data are inside, and
// its content security policy allows only them, by their hashes.  Whatever stands in texts, labels,
// ids or file names is shown and never interpreted.  Headline figures, tables and the first
// kStaticSuspectCount suspects are there without JavaScript; charts, search and paging need it.
//
// The first FindingTally::kSuspectLimit findings are shown in full (long texts are cut), the others
// are counted: in the histogram of scores, and by given and suggested label where flagged.  The
// same input gives the same bytes.
//
// Add: O(1) time.  Finish: linear in what is kept.  Not thread-safe; no I/O.
class HtmlReport {
 public:
  static constexpr int kStaticSuspectCount = 25;

  // `signal_descriptions`: by Audit.signals.name, one line for people each; signals without one are
  // shown by their name alone.
  explicit HtmlReport(v1::Audit audit, std::map<std::string, std::string> signal_descriptions = {});

  void Add(const v1::Finding& finding) { tally_.Add(finding); }

  std::string Finish() const;

 private:
  v1::Audit audit_;
  std::map<std::string, std::string> signal_descriptions_;
  FindingTally tally_;
};

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_HTML_REPORT_H_
