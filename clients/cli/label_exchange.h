#ifndef ASSAY_CLIENTS_CLI_LABEL_EXCHANGE_H_
#define ASSAY_CLIENTS_CLI_LABEL_EXCHANGE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/rpc/grpc_status.h"
#include "assay/v1/quality.pb.h"
#include "clients/cli/input_file.h"
#include "clients/cli/options.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/session.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"

namespace assay::cli {

// The files of a call, opened, in the order in which they are sent.
using InputFiles = std::vector<std::unique_ptr<InputFile>>;

// Opens a file and puts it at the end of `files`.  FILE_NOT_READABLE; BAD_ARGUMENTS where two files
// are to be read from standard input.
absl::Status OpenNext(const std::string& path, InputFiles& files);

// Whether labels come from a stored data set.
bool IsStored(const LabelOptions& labels);

// The options as a message, and the table opened, where it is one.
absl::StatusOr<v1::LabelSource> MakeSource(const LabelOptions& labels, InputFiles& files);

// What was read, in words, a line each: columns that were guessed, and what the user should know.
// For stderr.
std::string DescribeTable(const v1::LabelTableInfo& table);

// Sends one file: its chunks and its end.  False where the service wants no more.
template <typename Request, typename Response>
absl::StatusOr<bool> SendOne(grpc::ClientReaderWriter<Request, Response>& stream, InputFile& file,
                             ProgressBar& bar) {
  Request request;
  while (true) {
    absl::StatusOr<std::string_view> bytes = file.Read();
    if (!bytes.ok()) {
      return bytes.status();
    }
    if (bytes->empty()) {
      request.mutable_end()->set_byte_count(file.read_bytes());
      return stream.Write(request);
    }
    request.set_chunk(bytes->data(), bytes->size());
    if (!stream.Write(request)) {
      return false;
    }
    bar.Show("reading", file.read_bytes(), file.size());
  }
}

// One call of the quality service: sends the spec and the files, then hands each response but the
// progress to `take`.  Errors: those of InputFile::Read, of the service, and of `take`.
template <typename Request, typename Response, typename Spec>
absl::Status ExchangeFiles(grpc::ClientContext& context,
                           grpc::ClientReaderWriter<Request, Response>& stream, const Spec& spec,
                           const InputFiles& files, bool quiet,
                           const std::function<absl::Status(const Response&)>& take) {
  ProgressBar bar(quiet);
  const auto give_up = [&](const absl::Status& status) {
    context.TryCancel();
    stream.Finish();
    return status;
  };
  Request request;
  *request.mutable_spec() = spec;
  bool open = stream.Write(request);
  for (size_t i = 0; i < files.size() && open; ++i) {
    const absl::StatusOr<bool> sent = SendOne(stream, *files[i], bar);
    if (!sent.ok()) {
      return give_up(sent.status());
    }
    open = *sent;
  }
  stream.WritesDone();
  Response response;
  while (stream.Read(&response)) {
    if (response.has_progress()) {
      bar.Show(response.progress().phase(), response.progress().done_count(),
               response.progress().total_count());
      continue;
    }
    bar.Clear();
    if (const absl::Status taken = take(response); !taken.ok()) {
      return give_up(taken);
    }
  }
  return rpc::FromGrpcStatus(stream.Finish());
}

// The shortest text that reads back as the same number; "" where there is none.
std::string NumberText(std::optional<double> value);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_LABEL_EXCHANGE_H_
