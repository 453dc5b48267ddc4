#ifndef ASSAY_ANNOTATOR_MTURK_ANSWER_XML_H_
#define ASSAY_ANNOTATOR_MTURK_ANSWER_XML_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::mturk {

// Reads what the API gives as the Answer of an assignment, a document QuestionFormAnswers: by
// question, its free text, or what was selected, joined by '|' as in the files of the requester
// site.  A question that stands there twice has its answers joined likewise.  The text is UTF-8,
// whatever its declaration says; elements of other namespaces than that of the document are passed
// over.
//
// Refused are documents of another kind, above 8 MiB, with more than 4096 answers, and all with a
// document type: so there are no entities but those of XML itself, and nothing outside of the text
// is ever read.
//
// Returns nothing, or why it cannot be read.
//
// Source: QuestionFormAnswers.xsd, 2005-10-01.
std::string ReadAnswerXml(std::string_view xml,
                          std::vector<std::pair<std::string, std::string>>& answers);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_ANSWER_XML_H_
