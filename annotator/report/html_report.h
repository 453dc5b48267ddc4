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
// Every finding is listed with its labels and figures, up to the limits of ItemColumns (200,000);
// the first have their texts, and the very first all that explains them, up to the limits of
// FindingTally.  All are counted: in the histogram of scores, and by given and suggested label
// where flagged.  Sections for which an audit has no figures (review curve, rules) are left out.
// The same input gives the same bytes.
//
// Size: about 0.45 MB, up to 2.2 MB of texts, and 20 bytes and the id per item.  Memory: at most
// 30 MB while findings are added, and about four times the page in Finish.
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
