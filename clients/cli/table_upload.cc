#include "clients/cli/table_upload.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <string_view>
#include <vector>

#include "annotator/rpc/grpc_status.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

constexpr size_t kChunkBytes = 256 << 10;

absl::Status NotReadable(const std::string& file, int error) {
  return MakeError(absl::StatusCode::kInvalidArgument, "FILE_NOT_READABLE",
                   file + ": cannot be read: " + std::strerror(error),
                   {{"file", file}, {"found", std::strerror(error)}, {"expected", "a table file"}});
}

// A file that is read once from front to back.
class InputFile {
 public:
  explicit InputFile(std::string path) : path_(std::move(path)) {}
  ~InputFile() {
    if (descriptor_ > STDERR_FILENO) {
      close(descriptor_);
    }
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  absl::Status Open() {
    descriptor_ = path_ == "-" ? STDIN_FILENO : open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info {};
    if (descriptor_ < 0 || fstat(descriptor_, &info) != 0) {
      return NotReadable(path_, errno);
    }
    if (S_ISDIR(info.st_mode)) {
      return NotReadable(path_, EISDIR);
    }
    size_ = S_ISREG(info.st_mode) ? info.st_size : 0;
    is_regular_ = S_ISREG(info.st_mode) && path_ != "-";
    return absl::OkStatus();
  }

  // The next bytes; empty at the end.
  absl::StatusOr<std::string_view> Read() {
    ssize_t count = 0;
    do {
      count = read(descriptor_, buffer_.data(), buffer_.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
      return NotReadable(path_, errno);
    }
    read_bytes_ += count;
    if (count == 0 && is_regular_ && read_bytes_ != size_) {
      return MakeError(absl::StatusCode::kInvalidArgument, "FILE_CHANGED",
                       path_ + ": changed while it was read: found " + std::to_string(read_bytes_) +
                           " bytes, expected " + std::to_string(size_),
                       {{"file", path_},
                        {"found", std::to_string(read_bytes_)},
                        {"expected", std::to_string(size_)}});
    }
    return std::string_view(buffer_.data(), static_cast<size_t>(count));
  }

  int64_t size() const { return size_; }
  int64_t read_bytes() const { return read_bytes_; }

 private:
  const std::string path_;
  int descriptor_ = -1;
  int64_t size_ = 0;
  int64_t read_bytes_ = 0;
  bool is_regular_ = false;
  std::vector<char> buffer_ = std::vector<char>(kChunkBytes);
};

v1::ImportSpec MakeSpec(const TableOptions& table, const std::string& dataset_id) {
  v1::ImportSpec spec;
  spec.set_dataset_id(dataset_id);
  spec.set_file_name(table.file == "-" ? "stdin"
                                       : std::filesystem::path(table.file).filename().string());
  spec.set_format(table.format);
  spec.set_id_column(table.id);
  spec.set_label_column(table.label);
  spec.set_annotator_column(table.annotator);
  spec.mutable_text_columns()->Assign(table.text.begin(), table.text.end());
  spec.mutable_numeric_columns()->Assign(table.numeric.begin(), table.numeric.end());
  spec.mutable_categorical_columns()->Assign(table.categorical.begin(), table.categorical.end());
  spec.set_max_class_count(table.max_classes);
  return spec;
}

using Writer = grpc::ClientWriter<v1::ImportDatasetRequest>;

// Sends the spec and the file.  OK also where the service ended the stream early: its answer then
// says why.
absl::Status Send(Writer& writer, const v1::ImportSpec& spec, InputFile& file, bool quiet) {
  ProgressBar bar(quiet);
  v1::ImportDatasetRequest request;
  *request.mutable_spec() = spec;
  bool open = writer.Write(request);
  while (open) {
    ASSAY_ASSIGN_OR_RETURN(const std::string_view bytes, file.Read());
    if (bytes.empty()) {
      request.mutable_end()->set_byte_count(file.read_bytes());
      writer.WriteLast(request, grpc::WriteOptions());
      return absl::OkStatus();
    }
    request.set_chunk(std::string(bytes));
    open = writer.Write(request);
    bar.Show("importing", file.read_bytes(), file.size());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ImportDatasetResponse> UploadTable(Session& session, const TableOptions& table,
                                                      const std::string& dataset_id) {
  InputFile file(table.file);
  ASSAY_RETURN_IF_ERROR(file.Open());
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::DatasetService::NewStub(channel);
  grpc::ClientContext context;
  v1::ImportDatasetResponse response;
  const auto writer = stub->ImportDataset(&context, &response);
  const absl::Status sent =
      Send(*writer, MakeSpec(table, dataset_id), file, session.options().quiet);
  if (!sent.ok()) {
    context.TryCancel();
    writer->Finish();
    return sent;
  }
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(writer->Finish()));
  return response;
}

std::string DescribeColumns(const v1::Dataset& dataset) {
  static const std::map<v1::Column::Role, std::string_view> kWords = {
      {v1::Column::ROLE_ID, "id"},
      {v1::Column::ROLE_LABEL, "label"},
      {v1::Column::ROLE_TEXT, "text"},
      {v1::Column::ROLE_NUMERIC, "numeric"},
      {v1::Column::ROLE_CATEGORICAL, "categorical"},
      {v1::Column::ROLE_ANNOTATOR, "annotator"},
      {v1::Column::ROLE_IGNORED, "ignored"}};
  // Columns with the same role and reason share a line.
  std::vector<std::pair<std::string, std::string>> lines;
  for (const v1::Column& column : dataset.columns()) {
    const auto word = kWords.find(column.role());
    const std::string role(word == kWords.end() ? "unknown" : word->second);
    const std::string suffix = "  (" + column.reason() + ")";
    if (!lines.empty() && lines.back().second == role + suffix) {
      lines.back().first += ", " + OneLine(column.name(), 60);
    } else {
      lines.emplace_back("  " + role + ": " + OneLine(column.name(), 60), role + suffix);
    }
  }
  std::string text = "columns\n";
  for (const auto& [start, key] : lines) {
    text += start + key.substr(key.find("  (")) + "\n";
  }
  return text;
}

std::string DatasetName(const std::string& name_or_id) {
  return name_or_id.starts_with("datasets/") ? name_or_id : "datasets/" + name_or_id;
}

}  // namespace assay::cli
