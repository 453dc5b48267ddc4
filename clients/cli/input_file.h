#ifndef ASSAY_CLIENTS_CLI_INPUT_FILE_H_
#define ASSAY_CLIENTS_CLI_INPUT_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/rpc/grpc_status.h"
#include "clients/cli/progress_bar.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"

namespace assay::cli {

// A file that is read once from front to back; "-" is standard input.  Not thread-safe.
class InputFile {
 public:
  explicit InputFile(std::string path) : path_(std::move(path)) {}
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // INVALID_ARGUMENT FILE_NOT_READABLE.
  absl::Status Open();

  // The next bytes; empty at the end.  FILE_NOT_READABLE, and FILE_CHANGED where it shrank or grew
  // while it was read.
  absl::StatusOr<std::string_view> Read();

  const std::string& path() const { return path_; }
  // 0 where it is not known.
  int64_t size() const { return size_; }
  int64_t read_bytes() const { return read_bytes_; }

 private:
  const std::string path_;
  int descriptor_ = -1;
  int64_t size_ = 0;
  int64_t read_bytes_ = 0;
  bool is_regular_ = false;
  std::vector<char> buffer_;
};

// "stdin" for "-", else the name without folders.
std::string FileNameOf(const std::string& path);

// The whole of a small file.  FILE_NOT_READABLE, also where it is larger than `max_bytes`.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, size_t max_bytes);

// Sends the spec, the file in chunks, and its end.  OK also where the service ended the stream
// early: its answer then says why.  Errors: those of InputFile::Read.
template <typename Request, typename Spec>
absl::Status SendFile(grpc::ClientWriter<Request>& writer, const Spec& spec, InputFile& file,
                      std::string_view phase, bool quiet) {
  ProgressBar bar(quiet);
  Request request;
  *request.mutable_spec() = spec;
  bool open = writer.Write(request);
  while (open) {
    absl::StatusOr<std::string_view> bytes = file.Read();
    if (!bytes.ok()) {
      return bytes.status();
    }
    if (bytes->empty()) {
      request.mutable_end()->set_byte_count(file.read_bytes());
      writer.WriteLast(request, grpc::WriteOptions());
      return absl::OkStatus();
    }
    request.set_chunk(bytes->data(), bytes->size());
    open = writer.Write(request);
    bar.Show(phase, file.read_bytes(), file.size());
  }
  return absl::OkStatus();
}

// Sends a file and waits for the answer of the service.  Errors: those of SendFile, and of the
// service.
template <typename Request, typename Spec>
absl::Status Upload(grpc::ClientContext& context, grpc::ClientWriter<Request>& writer,
                    const Spec& spec, InputFile& file, std::string_view phase, bool quiet) {
  const absl::Status sent = SendFile(writer, spec, file, phase, quiet);
  if (!sent.ok()) {
    context.TryCancel();
    writer.Finish();
    return sent;
  }
  return rpc::FromGrpcStatus(writer.Finish());
}

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_INPUT_FILE_H_
