#include "annotator/measuring/measure_agreement.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/measuring/agreement_details.h"
#include "annotator/measuring/agreement_figures.h"
#include "annotator/measuring/annotator_figures.h"
#include "annotator/measuring/label_reader.h"
#include "annotator/measuring/quality_options.h"
#include "annotator/report/agreement_page.h"
#include "annotator/report/agreement_tables.h"
#include "engine/agreement/item_agreement.h"
#include "engine/base/status.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {
namespace {

using Sink = std::function<absl::Status(const v1::MeasureAgreementResponse&)>;
using Spec = v1::MeasureAgreementSpec;

constexpr int kDefaultReplicates = 1000;
constexpr int kMostReplicates = 100'000;
constexpr int kDefaultPairs = 10'000;
constexpr int kDefaultItems = 1000;
constexpr int kMostListed = 1'000'000;
constexpr size_t kListedAMessage = 1000;
constexpr size_t kItemsAMessage = 200;
constexpr size_t kChunkBytes = 256 << 10;
// The posterior of this many values has 400 MB.
constexpr double kMostProbabilities = 1e8;
// Annotators are judged by the consensus of this method; auto is for answers that are used.
constexpr std::string_view kConsensusMethod = "dawid_skene_map";

absl::Status OutOfRange(std::string_view reason, const std::string& field, int found, int most) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, reason,
      absl::StrCat(field, " is ", found, ", expected 1 to ", most, ", or 0 for the default"),
      {{"field", field}, {"found", absl::StrCat(found)}});
}

// One call, from the file to the answer.
class Measurement {
 public:
  Measurement(const Spec& spec, const Sink& send, ProgressSink& progress)
      : spec_(spec), send_(send), progress_(progress) {}

  absl::Status Run(SentFiles& files, const StoredLabels& stored, int default_thread_count) {
    ASSAY_RETURN_IF_ERROR(CheckSpec(default_thread_count));
    ASSAY_ASSIGN_OR_RETURN(
        ReadLabelsResult read,
        ReadLabels(spec_.labels(), LabelKindOf(spec_.level()), files, stored, progress_));
    progress_.Report("ordering labels", 0, 0);
    ASSAY_ASSIGN_OR_RETURN(const LabelTable table, read.collector.Finish(read.info));
    report_.table = std::move(read.info);
    WorkerPool pool(thread_count_);
    const AgreementInput input{table, ToWeights(spec_.level())};
    ASSAY_RETURN_IF_ERROR(Measure(input, read.collector, pool));
    ASSAY_RETURN_IF_ERROR(SendAnswer());
    return SendExports(input);
  }

 private:
  absl::Status CheckSpec(int default_thread_count) {
    ASSAY_ASSIGN_OR_RETURN(thread_count_,
                           CheckThreadCount(spec_.thread_count(), default_thread_count));
    ASSAY_ASSIGN_OR_RETURN(intervals_.level, CheckConfidenceLevel(spec_.confidence_level()));
    ASSAY_ASSIGN_OR_RETURN(coefficients_, ChooseCoefficients(spec_));
    if (spec_.bootstrap_count() < 0 || spec_.bootstrap_count() == 1 ||
        spec_.bootstrap_count() > kMostReplicates) {
      return OutOfRange("BAD_BOOTSTRAP_COUNT", "spec.bootstrap_count", spec_.bootstrap_count(),
                        kMostReplicates);
    }
    if (spec_.max_pair_count() > kMostListed || spec_.max_item_count() > kMostListed) {
      return OutOfRange("BAD_LIST_LIMIT", "spec.max_pair_count, spec.max_item_count",
                        std::max(spec_.max_pair_count(), spec_.max_item_count()), kMostListed);
    }
    const int asked = spec_.bootstrap_count() == 0 ? kDefaultReplicates : spec_.bootstrap_count();
    intervals_.replicate_count = spec_.no_bootstrap() ? 0 : asked;
    intervals_.seed = spec_.seed();
    return absl::OkStatus();
  }

  static size_t Limit(int asked, int by_default) {
    return asked < 0 ? 0 : static_cast<size_t>(asked == 0 ? by_default : asked);
  }

  absl::Status Measure(const AgreementInput& input, const LabelCollector& collector,
                       WorkerPool& pool) {
    report_.level = spec_.level();
    std::vector<std::string> warnings;
    ASSAY_ASSIGN_OR_RETURN(report_.figures, MeasureCoefficients(coefficients_, input, intervals_,
                                                                pool, progress_, warnings));
    report_.table.mutable_warnings()->Add(warnings.begin(), warnings.end());
    ASSAY_ASSIGN_OR_RETURN(report_.classes, DescribeClasses(input, intervals_, pool, progress_));
    DescribedPairs pairs;
    if (const size_t limit = Limit(spec_.max_pair_count(), kDefaultPairs); limit > 0) {
      ASSAY_ASSIGN_OR_RETURN(pairs, DescribePairs(input, limit, intervals_, pool, progress_));
    }
    report_.pair_count = pairs.total_count;
    report_.pairs = std::move(pairs.pairs);
    if (const size_t limit = Limit(spec_.max_item_count(), kDefaultItems); limit > 0) {
      progress_.Report("ordering items", 0, 0);
      ASSAY_ASSIGN_OR_RETURN(report_.items, DescribeItems(input, limit));
    }
    ASSAY_ASSIGN_OR_RETURN(report_.annotators, Judge(input.labels, collector, pool));
    for (size_t a = 0; a < pairs.agreement_of.size(); ++a) {
      if (!std::isnan(pairs.agreement_of[a])) {
        report_.annotators[a].set_agreement(pairs.agreement_of[a]);
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<v1::AnnotatorFigures>> Judge(const LabelTable& labels,
                                                          const LabelCollector& collector,
                                                          WorkerPool& pool) {
    const bool feasible =
        static_cast<double>(labels.item_count()) * static_cast<double>(labels.class_count()) <=
        kMostProbabilities;
    if (!feasible || LabelKindOf(spec_.level()) == LabelKind::kNumbers) {
      return CountAnnotators(labels, {}, collector.times());
    }
    progress_.Report("judging annotators", 0, 0);
    ASSAY_ASSIGN_OR_RETURN(const ConsensusMethod* method, FindConsensusMethod(kConsensusMethod));
    ASSAY_ASSIGN_OR_RETURN(const ConsensusResult consensus,
                           method->compute({labels, {}, {}}, {}, pool, progress_));
    const AnnotatorEvidence evidence{labels,
                                     consensus.posterior,
                                     {},
                                     consensus.reliability,
                                     collector.times(),
                                     collector.orders(),
                                     intervals_.level};
    return JudgeAnnotators(evidence, progress_);
  }

  // Sends `all`, at most `limit` of them a message.
  template <typename Entry, typename Add, typename Prepare>
  absl::Status SendList(const std::vector<Entry>& all, size_t limit, const Prepare& prepare,
                        const Add& add) {
    for (size_t begin = 0; begin < all.size(); begin += limit) {
      v1::MeasureAgreementResponse response;
      prepare(response);
      for (size_t i = begin; i < std::min(all.size(), begin + limit); ++i) {
        *add(response) = all[i];
      }
      ASSAY_RETURN_IF_ERROR(send_(response));
    }
    return absl::OkStatus();
  }

  absl::Status SendAnswer() {
    v1::MeasureAgreementResponse response;
    *response.mutable_table() = report_.table;
    ASSAY_RETURN_IF_ERROR(send_(response));
    *response.mutable_figures() = report_.figures;
    ASSAY_RETURN_IF_ERROR(send_(response));
    using Response = v1::MeasureAgreementResponse;
    const auto nothing = [](Response&) {};
    ASSAY_RETURN_IF_ERROR(SendList(report_.classes, kListedAMessage, nothing,
                                   [](Response& r) { return r.mutable_classes()->add_classes(); }));
    ASSAY_RETURN_IF_ERROR(SendList(report_.annotators, kListedAMessage, nothing, [](Response& r) {
      return r.mutable_annotators()->add_annotators();
    }));
    ASSAY_RETURN_IF_ERROR(SendList(
        report_.pairs, kListedAMessage,
        [this](Response& r) { r.mutable_pairs()->set_total_count(report_.pair_count); },
        [](Response& r) { return r.mutable_pairs()->add_pairs(); }));
    return SendList(report_.items, kItemsAMessage, nothing,
                    [](Response& r) { return r.mutable_items()->add_items(); });
  }

  absl::Status SendExports(const AgreementInput& input) {
    for (const int wanted : spec_.exports()) {
      const auto kind = static_cast<Spec::Export>(wanted);
      progress_.Report("writing files", 0, 0);
      if (kind == Spec::EXPORT_ITEMS_CSV) {
        ASSAY_RETURN_IF_ERROR(SendItems(input));
        continue;
      }
      std::string bytes;
      switch (kind) {
        case Spec::EXPORT_REPORT_HTML:
          bytes = report::AgreementPage(report_);
          break;
        case Spec::EXPORT_SUMMARY_JSON:
          bytes = report::AgreementJson(report_);
          break;
        case Spec::EXPORT_PAIRS_CSV:
          bytes = report::PairsCsv(report_);
          break;
        case Spec::EXPORT_CLASSES_CSV:
          bytes = report::ClassesCsv(report_);
          break;
        case Spec::EXPORT_ANNOTATORS_CSV:
          bytes = report::AnnotatorsCsv(report_.annotators);
          break;
        default:
          return MakeError(absl::StatusCode::kInvalidArgument, "BAD_EXPORT_FORMAT",
                           "found an export that is none, expected one of the known",
                           {{"field", "spec.exports"}, {"found", absl::StrCat(wanted)}});
      }
      ASSAY_RETURN_IF_ERROR(SendBytes(kind, bytes));
    }
    return absl::OkStatus();
  }

  absl::Status SendBytes(Spec::Export kind, std::string_view bytes) {
    v1::MeasureAgreementResponse response;
    v1::ExportChunk& chunk = *response.mutable_export_chunk();
    chunk.set_export_(kind);
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, kChunkBytes);
      chunk.set_chunk(piece.data(), piece.size());
      ASSAY_RETURN_IF_ERROR(send_(response));
      bytes.remove_prefix(piece.size());
    }
    return absl::OkStatus();
  }

  absl::Status SendItems(const AgreementInput& input) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<float> agreement, AgreementByItem(input));
    report::ItemsCsv rows(input.labels, agreement);
    std::string bytes;
    while (rows.Append(bytes, kChunkBytes)) {
      ASSAY_RETURN_IF_ERROR(SendBytes(Spec::EXPORT_ITEMS_CSV, bytes));
      bytes.clear();
    }
    return absl::OkStatus();
  }

  const Spec& spec_;
  const Sink& send_;
  ProgressSink& progress_;
  int thread_count_ = 0;
  IntervalOptions intervals_;
  std::vector<const AgreementCoefficient*> coefficients_;
  report::AgreementReport report_;
};

}  // namespace

int CountFiles(const Spec& spec) {
  return spec.labels().dataset().empty() && spec.labels().campaign().empty() ? 1 : 0;
}

absl::Status MeasureAgreement(const Spec& spec, SentFiles& files, const StoredLabels& stored,
                              int default_thread_count, const Sink& send, ProgressSink& progress) {
  return Measurement(spec, send, progress).Run(files, stored, default_thread_count);
}

}  // namespace assay
