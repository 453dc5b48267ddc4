#include "assay/client/label_importer.h"

#include "annotator/rpc/grpc_status.h"
#include "assay/client/work.h"
#include "clients/cpp/connection.h"
#include "engine/base/status.h"
#include "grpcpp/support/sync_stream.h"

namespace assay::client {
namespace {

constexpr int kMaxRows = 1000;
constexpr size_t kMaxBytes = 1 << 20;

}  // namespace

// The call and the rows that wait for it.  The writer looks at the context until it is finished.
class LabelImporter::Stream {
 public:
  Stream(std::shared_ptr<Connection> connection, const v1::ImportLabelsSpec& spec)
      : connection_(std::move(connection)),
        writer_(connection_->campaigns().ImportLabels(&context_, &response_)) {
    v1::ImportLabelsRequest request;
    *request.mutable_spec() = spec;
    request.mutable_spec()->set_campaign(ResourceName("campaigns/", spec.campaign()));
    open_ = writer_->Write(request);
  }

  ~Stream() {
    if (!finished_) {
      context_.TryCancel();
      writer_->Finish();
    }
  }

  absl::Status Add(v1::ImportedLabel label) {
    if (finished_) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "IMPORT_FINISHED",
                       "found a label after the end of the import, expected none");
    }
    pending_bytes_ += label.ByteSizeLong();
    *pending_.mutable_rows()->add_rows() = std::move(label);
    if (pending_.rows().rows_size() < kMaxRows && pending_bytes_ < kMaxBytes) {
      return absl::OkStatus();
    }
    return Flush();
  }

  absl::StatusOr<v1::ImportLabelsResponse> Finish() {
    if (pending_.rows().rows_size() > 0 && !finished_) {
      ASSAY_RETURN_IF_ERROR(Flush());
    }
    if (open_) {
      v1::ImportLabelsRequest request;
      request.mutable_end();
      writer_->WriteLast(request, grpc::WriteOptions());
    }
    ASSAY_RETURN_IF_ERROR(End());
    return response_;
  }

 private:
  absl::Status Flush() {
    open_ = open_ && writer_->Write(pending_);
    pending_.mutable_rows()->clear_rows();
    pending_bytes_ = 0;
    // The service ends the stream early only to say what is wrong.
    return open_ ? absl::OkStatus() : End();
  }

  absl::Status End() {
    if (!finished_) {
      finished_ = true;
      open_ = false;
      outcome_ = rpc::FromGrpcStatus(writer_->Finish());
    }
    return outcome_;
  }

  const std::shared_ptr<Connection> connection_;
  grpc::ClientContext context_;
  v1::ImportLabelsResponse response_;
  const std::unique_ptr<grpc::ClientWriter<v1::ImportLabelsRequest>> writer_;
  v1::ImportLabelsRequest pending_;
  size_t pending_bytes_ = 0;
  bool open_ = false;
  bool finished_ = false;
  absl::Status outcome_;
};

LabelImporter::LabelImporter(std::shared_ptr<Connection> connection,
                             const v1::ImportLabelsSpec& spec)
    : stream_(std::make_unique<Stream>(std::move(connection), spec)) {}
LabelImporter::LabelImporter(LabelImporter&&) noexcept = default;
LabelImporter& LabelImporter::operator=(LabelImporter&&) noexcept = default;
LabelImporter::~LabelImporter() = default;

absl::Status LabelImporter::Add(v1::ImportedLabel label) { return stream_->Add(std::move(label)); }

absl::Status LabelImporter::Add(std::string_view item_id, std::string_view annotator_id,
                                std::string_view label_class) {
  v1::ImportedLabel label;
  label.set_item_id(std::string(item_id));
  label.set_annotator_id(std::string(annotator_id));
  *label.mutable_value() = Choice(label_class);
  return stream_->Add(std::move(label));
}

absl::StatusOr<v1::ImportLabelsResponse> LabelImporter::Finish() { return stream_->Finish(); }

}  // namespace assay::client
