#ifndef ASSAY_ANNOTATOR_RPC_FILE_EXCHANGE_H_
#define ASSAY_ANNOTATOR_RPC_FILE_EXCHANGE_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "annotator/measuring/sent_files.h"
#include "annotator/rpc/call_gate.h"
#include "assay/v1/costs.pb.h"
#include "assay/v1/quality.pb.h"
#include "engine/base/progress.h"
#include "grpcpp/support/server_callback.h"

namespace assay::rpc {

// Takes the files of a stream of requests (a spec, then of each file chunks and its end) and
// answers with a stream of responses, a message at a time.  The next request is asked for only when
// the last is used up.  Nothing is sent before all files have arrived, so that a client need not
// read while it writes; progress is sent when nothing else is on its way, so it never holds up the
// work. Deletes itself.
//
// Request: payload spec, chunk or end.  Response: a field `progress` with phase, done_count and
// total_count.  Made for the messages at the end of this file.
template <typename Request, typename Response>
class FileExchangeReactor final : public grpc::ServerBidiReactor<Request, Response>,
                                  private SentFiles,
                                  private exchange::ByteSource,
                                  private ProgressSink {
 public:
  using Spec = std::remove_cvref_t<decltype(std::declval<const Request&>().spec())>;
  // Takes the next response.  An error means that nobody wants it any more.
  using Sink = std::function<absl::Status(const Response&)>;
  using Body = std::function<absl::Status(const Spec& spec, SentFiles& files, const Sink& send,
                                          ProgressSink& progress)>;
  // How many files follow a spec.
  using FileCounter = std::function<int(const Spec& spec)>;

  FileExchangeReactor(grpc::CallbackServerContext* context, CallGate& gate, FileCounter count_files,
                      Body body);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { delete this; }

 private:
  void Run();

  // Waits for the message that was asked for; IMPORT_CANCELLED where the stream breaks off.
  absl::Status AwaitMessage();

  exchange::ByteSource& Next() override;

  void BeginFile();

  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override;

  // Of the open file; 0 at its end.
  absl::StatusOr<size_t> ReadChunk(char* buffer, size_t capacity);

  // Asks for the next chunk, or the end, of the open file.
  absl::Status Receive();

  absl::Status Write(const Response& response);

  void Report(std::string_view phase, int64_t done, int64_t total) override;

  bool cancelled() const override;

  grpc::CallbackServerContext* const context_;
  GatedCall call_;
  const FileCounter count_files_;
  const Body body_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool read_pending_ = true;
  bool write_pending_ = false;
  bool ended_ = false;
  bool gone_ = false;
  Request message_;
  Response response_;
  // Of the body's own thread.
  int files_to_come_ = 0;
  bool has_file_ = false;
  bool file_ended_ = false;
  bool must_skip_ = false;
  size_t chunk_used_ = 0;
  int64_t byte_count_ = 0;
  // Of whichever thread reports.
  std::mutex report_mutex_;
  std::string last_phase_;
  int64_t last_percent_ = -1;
};

using AgreementReactor =
    FileExchangeReactor<v1::MeasureAgreementRequest, v1::MeasureAgreementResponse>;
using ConsensusReactor = FileExchangeReactor<v1::InferConsensusRequest, v1::InferConsensusResponse>;
using CostReportReactor = FileExchangeReactor<v1::ReportCostsRequest, v1::ReportCostsResponse>;
using CostPlanReactor = FileExchangeReactor<v1::PlanCostsRequest, v1::PlanCostsResponse>;
extern template class FileExchangeReactor<v1::MeasureAgreementRequest,
                                          v1::MeasureAgreementResponse>;
extern template class FileExchangeReactor<v1::InferConsensusRequest, v1::InferConsensusResponse>;
extern template class FileExchangeReactor<v1::ReportCostsRequest, v1::ReportCostsResponse>;
extern template class FileExchangeReactor<v1::PlanCostsRequest, v1::PlanCostsResponse>;

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_FILE_EXCHANGE_H_
