#ifndef ASSAY_ANNOTATOR_RPC_IMPORT_REACTOR_H_
#define ASSAY_ANNOTATOR_RPC_IMPORT_REACTOR_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/rpc/call_gate.h"
#include "annotator/transfer/import_labels.h"
#include "assay/v1/campaigns.pb.h"
#include "assay/v1/datasets.pb.h"
#include "assay/v1/mturk.pb.h"
#include "grpcpp/support/server_callback.h"

namespace assay::rpc {

// A stream without typed rows: what ImportReactor overrides for those that have them.
class FileStream : public exchange::ByteSource {
 protected:
  virtual absl::StatusOr<bool> HasRows() = 0;
  virtual absl::StatusOr<const v1::ImportedLabels*> NextRows() = 0;
};

// What the importer reads from: the bytes of a file, or of labels typed rows too.
template <typename Request>
struct ImportSource {
  using Base = FileStream;
  using Type = exchange::ByteSource;
};
template <>
struct ImportSource<v1::ImportLabelsRequest> {
  using Base = LabelStream;
  using Type = LabelStream;
};

// Receives the stream of a file: `spec`, then chunks, which the importer reads as a byte source,
// then its `end`.  While the importer uses a message the next is received, and no more, so the
// stream holds two chunks in memory and a slow store slows the client down.  Deletes itself.
//
// Request: a message of the contract with the payload spec, chunk or end (of labels: rows too);
// made for those at the end of this file.
template <typename Request, typename Response>
class ImportReactor final : public grpc::ServerReadReactor<Request>,
                            private ImportSource<Request>::Base {
 public:
  using Source = typename ImportSource<Request>::Type;
  using Spec = std::remove_cvref_t<decltype(std::declval<const Request&>().spec())>;
  using Importer = std::function<absl::StatusOr<Response>(const Caller& caller, const Spec& spec,
                                                          Source& source)>;

  ImportReactor(grpc::CallbackServerContext* context, CallGate& gate, Response* response,
                Importer importer);

  void OnReadDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { delete this; }

 private:
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override;
  absl::StatusOr<bool> HasRows() override;
  absl::StatusOr<const v1::ImportedLabels*> NextRows() override;
  absl::Status RunImport();
  // Waits for the next message, and asks for the one after it.
  absl::Status Receive();
  // Waits for the message that was asked for; IMPORT_CANCELLED where the stream breaks off.
  absl::Status AwaitMessage();
  // 0, the end of the source, where all bytes have arrived.
  absl::StatusOr<size_t> CheckEnd() const;

  GatedCall call_;
  Response* const response_;
  const Importer importer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool read_pending_ = true;
  // Whether a message has come that the importer has not asked for yet.
  bool looked_ahead_ = false;
  bool ended_ = false;
  bool cancelled_ = false;
  Request message_;
  Request next_;  // while read_pending_ it is the stream's
  size_t chunk_used_ = 0;
  int64_t byte_count_ = 0;
};

using DatasetImportReactor = ImportReactor<v1::ImportDatasetRequest, v1::ImportDatasetResponse>;
using LabelImportReactor = ImportReactor<v1::ImportLabelsRequest, v1::ImportLabelsResponse>;
using CampaignRestoreReactor =
    ImportReactor<v1::RestoreCampaignRequest, v1::RestoreCampaignResponse>;
using ResultImportReactor = ImportReactor<v1::ImportResultsRequest, v1::ImportResultsResponse>;
using MatrixImportReactor = ImportReactor<v1::ImportMatrixRequest, v1::ImportMatrixResponse>;
extern template class ImportReactor<v1::ImportDatasetRequest, v1::ImportDatasetResponse>;
extern template class ImportReactor<v1::ImportLabelsRequest, v1::ImportLabelsResponse>;
extern template class ImportReactor<v1::RestoreCampaignRequest, v1::RestoreCampaignResponse>;
extern template class ImportReactor<v1::ImportResultsRequest, v1::ImportResultsResponse>;
extern template class ImportReactor<v1::ImportMatrixRequest, v1::ImportMatrixResponse>;

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_IMPORT_REACTOR_H_
