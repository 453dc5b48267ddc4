#include <algorithm>

#include "annotator/formats/foreign_format.h"
#include "annotator/formats/formats.h"

namespace assay::formats {
namespace {

// clang-format off
constexpr ForeignFormat kFormats[] = {
    {"label_studio", "Label Studio JSON: tasks with annotations; cancelled ones are counted",
     "https://labelstud.io/guide/export", "single, multiple, ordinal, number, spans, boxes, pairwise", ".json",
     &MakeLabelStudioReader, &MakeLabelStudioWriter},
    {"label_studio_min", "Label Studio JSON-MIN: one object for each annotation",
     "https://labelstud.io/guide/export", "single, multiple, ordinal, number, spans, boxes", ".json",
     &MakeLabelStudioMinReader, nullptr},
    {"doccano", "doccano JSONL: texts with classes or spans; written with the consensus",
     "https://github.com/doccano/doccano", "single, multiple, ordinal, spans", ".jsonl",
     &MakeDoccanoReader, &MakeDoccanoWriter},
    {"prodigy", "Prodigy JSONL: a task for each annotator; ignored ones are counted",
     "https://prodi.gy/docs/api-interfaces", "single, multiple, ordinal, spans", ".jsonl",
     &MakeProdigyReader, &MakeProdigyWriter},
    {"argilla", "Argilla records: fields with the responses of users",
     "https://docs.argilla.io", "single, multiple, ordinal, number, spans", ".jsonl",
     &MakeArgillaReader, &MakeArgillaWriter},
    {"huggingface", "JSONL as Hugging Face data sets have it: columns and a label; written with the consensus",
     "https://huggingface.co/docs/datasets", "single, multiple, ordinal, number", ".jsonl",
     &MakeHuggingFaceReader, &MakeHuggingFaceWriter},
    {"sagemaker", "SageMaker Ground Truth augmented manifest; written with the consensus",
     "https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html", "single, multiple, ordinal, spans, boxes", ".manifest",
     &MakeSageMakerReader, &MakeSageMakerWriter},
    {"conll", "CoNLL-2003 columns: a token and its IOB tag on each line; written with the consensus, on the text's words",
     "https://www.clips.uantwerpen.be/conll2003/ner/", "spans", ".conll",
     &MakeConllReader, &MakeConllWriter},
    {"coco", "COCO object detection: boxes in pixels; held in memory as a whole",
     "https://cocodataset.org/#format-data", "boxes", ".json",
     &MakeCocoReader, &MakeCocoWriter},
    {"appen", "Appen (CrowdFlower, Figure Eight) full report: a row for each judgment",
     "https://success.appen.com/hc/en-us/articles/202703075", "single, multiple, ordinal, number", "",
     &MakeAppenReader, nullptr},
    {"appen_aggregated", "Appen aggregated report: a row for each unit, its answer a label of \"appen\"",
     "https://success.appen.com/hc/en-us/articles/202703075", "single, multiple, ordinal, number", "",
     &MakeAppenAggregatedReader, nullptr},
    {"toloka", "Toloka TSV: INPUT, OUTPUT and ASSIGNMENT columns; rejected assignments are counted",
     "https://github.com/Toloka/docs", "single, multiple, ordinal, number", "",
     &MakeTolokaReader, nullptr},
    {"crowdkit", "Crowd-Kit long table: task, worker, label",
     "https://crowd-kit.readthedocs.io", "single, multiple, ordinal, number, spans, boxes, pairwise", ".csv",
     &MakeCrowdKitReader, &MakeCrowdKitWriter},
    {"nltk", "NLTK triples: coder, item, label, without a header",
     "https://www.nltk.org/api/nltk.metrics.agreement.html", "single, multiple, ordinal, number, spans, boxes, pairwise", ".csv",
     &MakeNltkReader, &MakeNltkWriter},
    {"cleanlab", "cleanlab multiannotator table: a row for each item, a column for each annotator",
     "https://docs.cleanlab.ai", "single, multiple, ordinal, number, spans, boxes, pairwise", ".csv",
     &MakeCleanlabReader, &MakeCleanlabWriter},
};
// clang-format on

}  // namespace

std::span<const ForeignFormat> ForeignFormats() { return kFormats; }

const ForeignFormat* FindForeignFormat(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kFormats), std::end(kFormats),
                   [&](const ForeignFormat& format) { return format.name == name; });
  return found == std::end(kFormats) ? nullptr : found;
}

}  // namespace assay::formats
