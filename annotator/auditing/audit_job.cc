#include "annotator/auditing/audit_job.h"

#include <sys/resource.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/auditing/audit_record.h"
#include "annotator/auditing/finding_writer.h"
#include "annotator/auditing/load_model.h"
#include "annotator/auditing/model_record.h"
#include "annotator/auditing/review_record.h"
#include "engine/base/status.h"
#include "engine/learn/vector_features.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

// Models with more weights than this are not kept: 400 MB.
constexpr size_t kLargestModelValues = 100'000'000;

int64_t PeakResidentBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{1024} * usage.ru_maxrss;
}

absl::Status Conflict(std::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, "CONFLICTING_OPTIONS", std::string(what),
                   {{"field", "options"}});
}

// Gives input.class_names the classes that the labels lack, sorted by bytes as all are.
void AddClasses(std::span<const std::string> more, AuditInput& input) {
  std::vector<std::string> names = input.class_names;
  names.insert(names.end(), more.begin(), more.end());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.size() == input.class_names.size()) {
    return;
  }
  std::vector<int32_t> place;
  for (const std::string& name : input.class_names) {
    place.push_back(
        static_cast<int32_t>(std::lower_bound(names.begin(), names.end(), name) - names.begin()));
  }
  for (int32_t& label : input.given) {
    label = place[static_cast<size_t>(label)];
  }
  input.class_names = std::move(names);
}

// The columns of a matrix in the order of `names`, which are the same as `classes`.
ClassMatrix OrderColumns(std::vector<float> values, std::span<const std::string> classes,
                         std::span<const std::string> names) {
  std::vector<size_t> source;
  for (const std::string& name : names) {
    source.push_back(
        static_cast<size_t>(std::find(classes.begin(), classes.end(), name) - classes.begin()));
  }
  ClassMatrix matrix(std::move(values), names.size());
  std::vector<float> row(names.size());
  for (size_t i = 0; i < matrix.row_count() && !std::is_sorted(source.begin(), source.end()); ++i) {
    std::copy_n(matrix.row(i).begin(), row.size(), row.begin());
    for (size_t k = 0; k < row.size(); ++k) {
      matrix.row(i)[k] = row[source[k]];
    }
  }
  return matrix;
}

// Puts vectors beside the other features, of which there may be none (collected is null).
void AddVectors(std::vector<float> values, size_t dimension, const CollectedFeatures* collected,
                AuditInput& input) {
  const auto standardised =
      std::make_shared<const CsrMatrix>(StandardisedVectors({values, dimension}));
  FeatureViews views =
      MakeFeatureViews(collected == nullptr ? nullptr : collected->text,
                       collected == nullptr ? nullptr : collected->table, standardised);
  if (input.features.has_value()) {
    input.features->views = std::move(views);
  } else {
    input.features = AuditFeatures{.views = std::move(views), .has_text = false};
  }
  input.features->vectors = std::move(values);
  input.features->vector_dimension = dimension;
}

// The labels that the earlier audit had never seen, for a warning.
std::string UnknownLabels(const AuditInput& input, const StoredModel& model) {
  std::string list;
  for (const std::string& name : input.class_names) {
    if (std::find(model.class_names.begin(), model.class_names.end(), name) ==
        model.class_names.end()) {
      absl::StrAppend(&list, list.empty() ? "'" : ", '", name.substr(0, 40), "'");
    }
  }
  return list.substr(0, 300);
}

std::vector<double> ScoresByRank(const AuditResult& result) {
  std::vector<double> scores;
  scores.reserve(result.order.size());
  for (const size_t item : result.order) {
    scores.push_back(result.items[item].score);
  }
  return scores;
}

absl::Status StoreModel(const AuditResult& result, const CollectedFeatures& collected,
                        AuditWriter& writer, v1::Audit& audit) {
  if (!result.scorer.has_value() ||
      result.scorer->linear.values().size() + result.scorer->counts.values().size() >
          kLargestModelValues) {
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(
      const std::string bytes,
      EncodeMessage(PackModel(result.input.class_names, collected, *result.scorer)));
  audit.set_has_model(true);
  return writer.SetModel(bytes);
}

}  // namespace

absl::StatusOr<storage::v1::MatrixRecord> AuditJob::FindMatrix(std::string_view name,
                                                               v1::Matrix::Kind kind,
                                                               std::string_view field,
                                                               const v1::Dataset& dataset) const {
  ASSAY_ASSIGN_OR_RETURN(storage::v1::MatrixRecord matrix, matrices_.Get(name));
  if (matrix.matrix().kind() != kind || !name.starts_with(dataset.name() + "/")) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "WRONG_MATRIX_KIND",
        absl::StrCat("options.", std::string(field), ": found the matrix '", std::string(name),
                     "', expected one of ", dataset.name(), " that holds ",
                     v1::Matrix::Kind_Name(kind)),
        {{"field", absl::StrCat("options.", std::string(field))}, {"found", std::string(name)}});
  }
  if (matrix.matrix().row_count() != dataset.item_count()) {
    const std::string found = absl::StrCat(matrix.matrix().row_count(), " rows");
    const std::string expected = absl::StrCat(dataset.item_count(), ", one for each item");
    return MakeError(absl::StatusCode::kInvalidArgument, "MATRIX_ROW_COUNT",
                     absl::StrCat("options.", std::string(field), ": found ", found, " in '",
                                  std::string(name), "', expected ", expected,
                                  "; items were added to the data set after the matrix"),
                     {{"field", absl::StrCat("options.", std::string(field))},
                      {"found", found},
                      {"expected", expected}});
  }
  return matrix;
}

absl::Status AuditJob::CheckOptions(const v1::AuditOptions& options,
                                    const storage::v1::DatasetRecord& dataset) const {
  if (!options.against().empty() &&
      !(options.predicted_probabilities().empty() && options.vectors().empty())) {
    return Conflict("options.against excludes options.predicted_probabilities and options.vectors");
  }
  if (!options.predicted_probabilities().empty()) {
    ASSAY_RETURN_IF_ERROR(FindMatrix(options.predicted_probabilities(),
                                     v1::Matrix::KIND_PREDICTED_PROBABILITIES,
                                     "predicted_probabilities", dataset.dataset())
                              .status());
  }
  if (!options.vectors().empty()) {
    ASSAY_RETURN_IF_ERROR(
        FindMatrix(options.vectors(), v1::Matrix::KIND_VECTORS, "vectors", dataset.dataset())
            .status());
  }
  if (!options.against().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto earlier, audits_.Get(options.against()));
    if (!earlier.audit().has_model()) {
      return NoModelError(options.against());
    }
  }
  return absl::OkStatus();
}

absl::Status AuditJob::AddMatrices(const v1::AuditOptions& options,
                                   const CollectedFeatures* collected, AuditInput& input) const {
  if (!options.predicted_probabilities().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto matrix, matrices_.Get(options.predicted_probabilities()));
    const std::vector<std::string> classes(matrix.matrix().classes().begin(),
                                           matrix.matrix().classes().end());
    AddClasses(classes, input);
    ASSAY_ASSIGN_OR_RETURN(std::vector<float> values, matrices_.Read(matrix));
    input.given_probabilities = OrderColumns(std::move(values), classes, input.class_names);
  }
  if (!options.vectors().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto matrix, matrices_.Get(options.vectors()));
    ASSAY_ASSIGN_OR_RETURN(std::vector<float> values, matrices_.Read(matrix));
    AddVectors(std::move(values), static_cast<size_t>(matrix.matrix().column_count()), collected,
               input);
  }
  return absl::OkStatus();
}

absl::StatusOr<AuditJob::Prepared> AuditJob::Prepare(const storage::v1::DatasetRecord& dataset,
                                                     const v1::AuditOptions& options,
                                                     WorkerPool& pool,
                                                     OperationContext& context) const {
  std::optional<StoredModel> model;
  std::optional<FeatureEncoders> encoders;
  if (!options.against().empty()) {
    ASSAY_ASSIGN_OR_RETURN(model, LoadModel(audits_, options.against()));
    encoders = std::move(model->encoders);
  }
  ASSAY_ASSIGN_OR_RETURN(TrainingData data,
                         LoadTrainingData(dataset, datasets_, std::move(encoders), context));
  AuditInput input{.given = {data.given.begin(), data.given.end()},
                   .class_names = std::move(data.class_names),
                   .annotator = std::move(data.annotator),
                   .annotator_count = data.annotator_names.size()};
  if (data.features.has_value()) {
    input.features = std::move(data.features->features);
  }
  ASSAY_RETURN_IF_ERROR(
      AddMatrices(options, data.features.has_value() ? &*data.features : nullptr, input));
  Prepared prepared;
  if (model.has_value()) {
    AddClasses(model->class_names, input);
    prepared.unknown_labels = UnknownLabels(input, *model);
    input.scored = ScoreForClasses(model->scorer, model->class_names, input.class_names,
                                   *input.features, pool);
  }
  prepared.input = std::move(input);
  prepared.data = std::move(data);
  return prepared;
}

absl::Status AuditJob::StoreResult(const AuditResult& result, const TrainingData& data,
                                   AuditWriter& writer, WorkerPool& pool, v1::Audit& audit,
                                   OperationContext& context) const {
  const auto fill = [&](size_t position, storage::v1::FindingRecord& record) {
    FillFinding(result, position, record);
    const size_t item = result.order[position];
    record.mutable_finding()->set_item_id(data.item_ids[item]);
    if (!result.input.annotator.empty() && result.input.annotator[item] >= 0) {
      record.mutable_finding()->set_annotator(
          data.annotator_names[static_cast<size_t>(result.input.annotator[item])]);
    }
  };
  ASSAY_RETURN_IF_ERROR(WriteFindings(result.order.size(), fill, writer, pool, context));
  FillAudit(result, data.item_ids, audit);
  ASSAY_RETURN_IF_ERROR(FillModelReview(ScoresByRank(result), audit));
  return data.features.has_value() ? StoreModel(result, *data.features, writer, audit)
                                   : absl::OkStatus();
}

absl::Status AuditJob::Run(const storage::v1::DatasetRecord& dataset, v1::Audit audit,
                           AuditWriter& writer, OperationContext& context) const {
  const int64_t begin_us = clock_.MonotonicMicros();
  const auto seconds_since = [&](int64_t since_us) {
    return static_cast<double>(clock_.MonotonicMicros() - since_us) * 1e-6;
  };
  WorkerPool pool(audit.options().thread_count() > 0 ? audit.options().thread_count()
                                                     : default_thread_count_);
  ASSAY_ASSIGN_OR_RETURN(Prepared prepared, Prepare(dataset, audit.options(), pool, context));
  const TrainingData data = std::move(prepared.data);
  (*audit.mutable_timings_s())["features"] = seconds_since(begin_us);
  audit.mutable_feature_columns()->Assign(data.feature_columns.begin(), data.feature_columns.end());

  AuditOptions options;
  options.fold_count = static_cast<uint32_t>(audit.options().fold_count());
  options.seed = audit.options().seed();
  options.max_class_count = std::numeric_limits<size_t>::max();  // the import has its limit
  ASSAY_ASSIGN_OR_RETURN(const AuditResult result, assay::RunAudit(std::move(prepared.input),
                                                                   options, pool, context, clock_));

  const int64_t storing_us = clock_.MonotonicMicros();
  ASSAY_RETURN_IF_ERROR(StoreResult(result, data, writer, pool, audit, context));
  if (!prepared.unknown_labels.empty()) {
    audit.add_warnings(
        "The earlier audit has never seen these labels, so that items with them are "
        "all suspicious: " +
        prepared.unknown_labels + ".");
  }
  (*audit.mutable_timings_s())["storing"] = seconds_since(storing_us);
  (*audit.mutable_timings_s())["total"] = seconds_since(begin_us);
  audit.set_peak_rss_bytes(PeakResidentBytes());
  storage::v1::AuditRecord record;
  *record.mutable_audit() = std::move(audit);
  return writer.Commit(std::move(record), context.SucceededRecord()).status();
}

}  // namespace assay
