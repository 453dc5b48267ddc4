#include "clients/cli/matrix_upload.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "annotator/exchange/npy_classes.h"
#include "annotator/exchange/npy_map.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "clients/cli/input_file.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

// Far above the names of 2000 classes.
constexpr size_t kMaxClassListBytes = 8 << 20;
constexpr int kClassesShown = 8;

// "p.npy" -> "p.classes.txt" where that is a file, else "p.classes.csv"; empty where neither is.
std::string FindSidecar(const std::string& npy_file) {
  for (const char* const ending : {".classes.txt", ".classes.csv"}) {
    std::filesystem::path path(npy_file);
    path.replace_extension(ending);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) {
      return path.string();
    }
  }
  return "";
}

absl::StatusOr<v1::ImportMatrixResponse> UploadMatrix(Session& session, const v1::MatrixSpec& spec,
                                                      const std::string& path) {
  InputFile file(path);
  ASSAY_RETURN_IF_ERROR(file.Open());
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::DatasetService::NewStub(channel);
  grpc::ClientContext context;
  v1::ImportMatrixResponse response;
  const auto writer = stub->ImportMatrix(&context, &response);
  ASSAY_RETURN_IF_ERROR(Upload(context, *writer, spec, file, "importing " + spec.file_name(),
                               session.options().quiet));
  return response;
}

void DescribeMatrix(std::ostream& text, const char* what,
                    const v1::ImportMatrixResponse& imported) {
  const v1::Matrix& matrix = imported.matrix();
  text << what << ": " << OneLine(matrix.file_name(), 60) << ", " << Count(matrix.row_count())
       << " x " << Count(matrix.column_count()) << (imported.reused() ? " (imported before)" : "");
  for (int i = 0; i < matrix.classes_size() && i < kClassesShown; ++i) {
    text << (i == 0 ? ", columns: " : ", ") << OneLine(matrix.classes(i), 40);
  }
  text << (matrix.classes_size() > kClassesShown ? ", ..." : "") << "\n";
  for (const std::string& warning : imported.warnings()) {
    text << "Note: " << OneLine(warning, 400) << "\n";
  }
}

std::string NameOf(const std::optional<v1::ImportMatrixResponse>& imported) {
  return imported.has_value() ? imported->matrix().name() : "";
}

}  // namespace

std::string UploadedMatrices::predicted_probabilities_name() const {
  return NameOf(predicted_probabilities);
}

std::string UploadedMatrices::vectors_name() const { return NameOf(vectors); }

absl::StatusOr<MatrixFiles> OpenMatrices(const MatrixOptions& options) {
  MatrixFiles files{.options = options, .classes = {}};
  for (const std::string& path : {options.predicted_probabilities, options.vectors}) {
    if (!path.empty()) {
      ASSAY_RETURN_IF_ERROR(exchange::MappedNpy::Open(path).status());
    }
  }
  if (options.predicted_probabilities.empty()) {
    return files;
  }
  const std::string list =
      options.classes.empty() ? FindSidecar(options.predicted_probabilities) : options.classes;
  if (!list.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(list, kMaxClassListBytes));
    ASSAY_ASSIGN_OR_RETURN(files.classes, exchange::ReadClassList(FileNameOf(list), text));
  }
  return files;
}

absl::StatusOr<UploadedMatrices> UploadMatrices(Session& session, const std::string& dataset,
                                                const MatrixFiles& files) {
  UploadedMatrices uploaded;
  const std::string& probabilities = files.options.predicted_probabilities;
  if (!probabilities.empty()) {
    v1::MatrixSpec spec;
    spec.set_dataset(dataset);
    spec.set_kind(v1::Matrix::KIND_PREDICTED_PROBABILITIES);
    spec.set_file_name(FileNameOf(probabilities));
    spec.mutable_classes()->Assign(files.classes.begin(), files.classes.end());
    ASSAY_ASSIGN_OR_RETURN(uploaded.predicted_probabilities,
                           UploadMatrix(session, spec, probabilities));
  }
  if (!files.options.vectors.empty()) {
    v1::MatrixSpec spec;
    spec.set_dataset(dataset);
    spec.set_kind(v1::Matrix::KIND_VECTORS);
    spec.set_file_name(FileNameOf(files.options.vectors));
    ASSAY_ASSIGN_OR_RETURN(uploaded.vectors, UploadMatrix(session, spec, files.options.vectors));
  }
  return uploaded;
}

std::string DescribeMatrices(const UploadedMatrices& matrices) {
  std::ostringstream text;
  if (matrices.predicted_probabilities.has_value()) {
    DescribeMatrix(text, "probabilities", *matrices.predicted_probabilities);
  }
  if (matrices.vectors.has_value()) {
    DescribeMatrix(text, "vectors", *matrices.vectors);
  }
  return text.str();
}

}  // namespace assay::cli
