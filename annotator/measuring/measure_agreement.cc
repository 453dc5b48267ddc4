#include "annotator/measuring/measure_agreement.h"

#include "annotator/measuring/label_reader.h"
#include "annotator/measuring/quality_options.h"
#include "engine/base/status.h"

namespace assay {

int CountFiles(const v1::MeasureAgreementSpec& spec) {
  return spec.labels().dataset().empty() ? 1 : 0;
}

absl::Status MeasureAgreement(
    const v1::MeasureAgreementSpec& spec, SentFiles& files, const DatasetRepository& datasets, int,
    const std::function<absl::Status(const v1::MeasureAgreementResponse&)>& send,
    ProgressSink& progress) {
  ASSAY_ASSIGN_OR_RETURN(ReadLabelsResult read,
                         ReadLabels(spec.labels(), LabelKind::kClasses, files, datasets, progress));
  ASSAY_ASSIGN_OR_RETURN(const LabelTable table, read.collector.Finish(read.info));
  v1::MeasureAgreementResponse response;
  *response.mutable_table() = read.info;
  return send(response);
}

}  // namespace assay
