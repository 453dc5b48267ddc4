#include "assay/client/datasets.h"

#include <algorithm>
#include <fstream>
#include <memory>

#include "clients/cpp/byte_stream.h"
#include "clients/cpp/connection.h"
#include "clients/cpp/paging.h"
#include "engine/base/status.h"

namespace assay::client {
namespace {

using Stub = v1::DatasetService::Stub;

constexpr size_t kItemsInCall = 1000;
// Below the service's limit of a message, with room for one more item of 1 MiB.
constexpr size_t kBytesInCall = 4 << 20;

absl::Status NotReadable(const std::string& path, std::string_view found) {
  return MakeError(absl::StatusCode::kInvalidArgument, "FILE_NOT_READABLE",
                   path + ": found " + std::string(found) + ", expected a readable file",
                   {{"file", path}, {"found", std::string(found)}});
}

struct OpenFile {
  std::ifstream stream;
  std::vector<char> buffer = std::vector<char>(256 << 10);
};

}  // namespace

absl::StatusOr<ByteSource> ReadFile(const std::string& path) {
  const auto file = std::make_shared<OpenFile>();
  file->stream.open(path, std::ios::binary);
  // A directory can be opened, but not read.
  if (!file->stream.is_open() || (file->stream.peek(), file->stream.bad())) {
    return NotReadable(path, "none");
  }
  file->stream.clear();
  return [file, path]() -> absl::StatusOr<std::string_view> {
    file->stream.read(file->buffer.data(), std::ssize(file->buffer));
    if (file->stream.bad()) {
      return NotReadable(path, "an error while reading");
    }
    return std::string_view(file->buffer.data(), static_cast<size_t>(file->stream.gcount()));
  };
}

absl::StatusOr<v1::ImportDatasetResponse> Datasets::Import(const v1::ImportSpec& spec,
                                                           const ByteSource& bytes) const {
  grpc::ClientContext context;
  v1::ImportDatasetResponse response;
  const auto writer = connection_->datasets().ImportDataset(&context, &response);
  ASSAY_RETURN_IF_ERROR(SendFile(context, *writer, spec, bytes));
  return response;
}

absl::StatusOr<v1::ImportDatasetResponse> Datasets::ImportFile(v1::ImportSpec spec,
                                                               const std::string& path) const {
  ASSAY_ASSIGN_OR_RETURN(const ByteSource bytes, ReadFile(path));
  spec.set_file_name(path.substr(path.rfind('/') + 1));
  return Import(spec, bytes);
}

absl::StatusOr<int64_t> Datasets::Append(std::string_view name,
                                         const std::vector<v1::NewItem>& items) const {
  int64_t item_count = 0;
  size_t next = 0;
  do {  // Once for no items too: the service says what is wrong with that.
    v1::AppendItemsRequest request;
    request.set_dataset(ResourceName("datasets/", name));
    request.set_request_id(NewRequestId());
    size_t bytes = 0;
    for (size_t i = 0; i < kItemsInCall && next < items.size() && bytes < kBytesInCall; ++i) {
      bytes += items[next].ByteSizeLong();
      *request.add_items() = items[next++];
    }
    ASSAY_ASSIGN_OR_RETURN(const v1::AppendItemsResponse response,
                           connection_->Call(connection_->datasets(), &Stub::AppendItems, request));
    item_count = response.item_count();
  } while (next < items.size());
  return item_count;
}

absl::StatusOr<v1::Dataset> Datasets::Get(std::string_view name) const {
  v1::GetDatasetRequest request;
  request.set_name(ResourceName("datasets/", name));
  return connection_->Call(connection_->datasets(), &Stub::GetDataset, request);
}

absl::StatusOr<std::vector<v1::Dataset>> Datasets::List() const {
  std::vector<v1::Dataset> all;
  ASSAY_RETURN_IF_ERROR(VisitPages(*connection_, connection_->datasets(), &Stub::ListDatasets,
                                   v1::ListDatasetsRequest(), [&](const auto& page) {
                                     all.insert(all.end(), page.datasets().begin(),
                                                page.datasets().end());
                                     return true;
                                   }));
  return all;
}

absl::Status Datasets::Delete(std::string_view name) const {
  v1::DeleteDatasetRequest request;
  request.set_name(ResourceName("datasets/", name));
  return connection_->Call(connection_->datasets(), &Stub::DeleteDataset, request).status();
}

absl::Status Datasets::Export(std::string_view name, std::string_view format,
                              const ByteSink& sink) const {
  v1::ExportDatasetRequest request;
  request.set_name(ResourceName("datasets/", name));
  request.set_format(std::string(format));
  grpc::ClientContext context;
  const auto reader = connection_->datasets().ExportDataset(&context, request);
  return ReceiveFile(context, *reader, sink);
}

}  // namespace assay::client
