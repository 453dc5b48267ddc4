#include "annotator/dataset/import_matrix.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/dataset/fingerprint.h"
#include "annotator/dataset/matrix_classes.h"
#include "annotator/exchange/npy_check.h"
#include "annotator/exchange/npy_stream.h"
#include "annotator/exchange/table_error.h"
#include "engine/base/status.h"
#include "engine/store/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using exchange::TableError;
using google::protobuf::util::TimeUtil;

// As for the classes of a table: statistics of all pairs of classes are held in memory.
constexpr uint64_t kMaxClasses = 2000;
constexpr size_t kMaxFileNameBytes = 255;
constexpr uint64_t kPieceValues = 1 << 18;

absl::Status BadSpec(std::string_view reason, const std::string& message,
                     const std::string& field) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message, {{"field", field}});
}

class MatrixImport {
 public:
  MatrixImport(const v1::MatrixSpec& spec, const DatasetRepository& datasets,
               MatrixRepository& matrices, const Clock& clock)
      : spec_(spec), datasets_(datasets), matrices_(matrices), clock_(clock) {}

  absl::StatusOr<v1::ImportMatrixResponse> Run(exchange::ByteSource& source) {
    ASSAY_RETURN_IF_ERROR(CheckSpec());
    ASSAY_RETURN_IF_ERROR(FindDataset());
    ASSAY_ASSIGN_OR_RETURN(stream_, exchange::NpyStream::Open(spec_.file_name(), source));
    ASSAY_RETURN_IF_ERROR(CheckShape());
    ASSAY_RETURN_IF_ERROR(Describe());
    ASSAY_ASSIGN_OR_RETURN(writer_, matrices_.BeginImport(dataset_));
    ASSAY_RETURN_IF_ERROR(ReadRows());
    return Store();
  }

 private:
  bool are_probabilities() const {
    return spec_.kind() == v1::Matrix::KIND_PREDICTED_PROBABILITIES;
  }

  absl::Status CheckSpec() const {
    if (!are_probabilities() && spec_.kind() != v1::Matrix::KIND_VECTORS) {
      return BadSpec("BAD_MATRIX_KIND",
                     "the kind of the matrix is not given, expected KIND_PREDICTED_PROBABILITIES "
                     "or KIND_VECTORS",
                     "spec.kind");
    }
    if (spec_.file_name().size() > kMaxFileNameBytes) {
      return BadSpec("BAD_FILE_NAME", "file_name is longer than 255 bytes", "spec.file_name");
    }
    if (!are_probabilities() && spec_.classes_size() > 0) {
      return BadSpec("BAD_CLASS_LIST",
                     "found classes, expected none: the columns of vectors are "
                     "no classes",
                     "spec.classes");
    }
    return absl::OkStatus();
  }

  absl::Status FindDataset() {
    const std::optional<std::string> id = ParseResourceName(kDatasetCollection, spec_.dataset());
    if (!id.has_value()) {
      return BadSpec("BAD_RESOURCE_NAME",
                     "found the name '" + spec_.dataset() + "', expected datasets/{dataset}",
                     "spec.dataset");
    }
    ASSAY_ASSIGN_OR_RETURN(dataset_, datasets_.Get(*id));
    return absl::OkStatus();
  }

  absl::Status CheckShape() const {
    const exchange::NpyHeader& header = stream_->header();
    if (header.row_count != static_cast<uint64_t>(dataset_.dataset().item_count())) {
      const std::string found = absl::StrCat(header.row_count, " rows");
      const std::string expected =
          absl::StrCat(dataset_.dataset().item_count(), ", one for each row of the table");
      return TableError(spec_.file_name(), {}, "MATRIX_ROW_COUNT",
                        absl::StrCat("found ", found, ", expected ", expected),
                        {{"found", found}, {"expected", expected}});
    }
    if (are_probabilities() && header.column_count > kMaxClasses) {
      const std::string found = absl::StrCat(header.column_count, " columns");
      const std::string expected = absl::StrCat("at most ", kMaxClasses, " classes");
      return TableError(spec_.file_name(), {}, "TOO_MANY_CLASSES",
                        absl::StrCat("found ", found, ", expected ", expected),
                        {{"found", found}, {"expected", expected}});
    }
    return absl::OkStatus();
  }

  absl::Status Describe() {
    v1::Matrix& matrix = *response_.mutable_matrix();
    matrix.set_kind(spec_.kind());
    matrix.set_row_count(static_cast<int64_t>(stream_->header().row_count));
    matrix.set_column_count(static_cast<int64_t>(stream_->header().column_count));
    matrix.set_file_name(spec_.file_name());
    *matrix.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(clock_.WallMicros());
    fingerprint_.Add(absl::StrCat("matrix of kind ", static_cast<int>(spec_.kind()), ", ",
                                  matrix.row_count(), " x ", matrix.column_count()));
    return are_probabilities() ? SettleClasses() : absl::OkStatus();
  }

  absl::Status SettleClasses() {
    std::vector<std::string> labels;
    for (const v1::LabelClass& label_class : dataset_.dataset().classes()) {
      labels.push_back(label_class.label());
    }
    ASSAY_ASSIGN_OR_RETURN(
        const MatrixClasses settled,
        SettleMatrixClasses(spec_.file_name(), stream_->header().column_count,
                            {spec_.classes().begin(), spec_.classes().end()}, labels));
    for (const std::string& name : settled.classes) {
      response_.mutable_matrix()->add_classes(name);
      fingerprint_.Add(name);
    }
    response_.mutable_warnings()->Add(settled.warnings.begin(), settled.warnings.end());
    return absl::OkStatus();
  }

  absl::Status ReadRows() {
    const uint64_t columns = stream_->header().column_count;
    std::vector<float> piece(std::max<uint64_t>(kPieceValues / columns, 1) * columns);
    uint64_t first_row = 1;
    uint64_t row_count = 0;
    do {
      ASSAY_ASSIGN_OR_RETURN(row_count, stream_->ReadRows(piece));
      const auto rows = std::span<const float>(piece).first(row_count * columns);
      ASSAY_RETURN_IF_ERROR(
          are_probabilities()
              ? exchange::CheckProbabilityRows(spec_.file_name(), first_row, rows, columns)
              : exchange::CheckVectorRows(spec_.file_name(), first_row, rows, columns));
      fingerprint_.Add({reinterpret_cast<const char*>(rows.data()), rows.size_bytes()});
      ASSAY_RETURN_IF_ERROR(writer_->Append(rows));
      first_row += row_count;
    } while (row_count * columns == piece.size());
    return absl::OkStatus();
  }

  absl::StatusOr<v1::ImportMatrixResponse> Store() {
    v1::Matrix& matrix = *response_.mutable_matrix();
    matrix.set_fingerprint(fingerprint_.Finish());
    // Of two equal imports at once the second finds the matrix of the first.
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    ASSAY_ASSIGN_OR_RETURN(
        const auto existing,
        matrices_.FindByFingerprint(dataset_.dataset_number(), matrix.fingerprint()));
    if (existing.has_value()) {
      matrix = existing->matrix();
      response_.set_reused(true);
      return response_;
    }
    ASSAY_ASSIGN_OR_RETURN(const auto record, writer_->Commit(matrix));
    matrix = record.matrix();
    return response_;
  }

  const v1::MatrixSpec& spec_;
  const DatasetRepository& datasets_;
  MatrixRepository& matrices_;
  const Clock& clock_;
  storage::v1::DatasetRecord dataset_;
  std::unique_ptr<exchange::NpyStream> stream_;
  std::unique_ptr<MatrixWriter> writer_;
  Fingerprint fingerprint_;
  v1::ImportMatrixResponse response_;
};

}  // namespace

absl::StatusOr<v1::ImportMatrixResponse> ImportMatrix(const v1::MatrixSpec& spec,
                                                      exchange::ByteSource& source,
                                                      const DatasetRepository& datasets,
                                                      MatrixRepository& matrices,
                                                      const Clock& clock) {
  return MatrixImport(spec, datasets, matrices, clock).Run(source);
}

}  // namespace assay
