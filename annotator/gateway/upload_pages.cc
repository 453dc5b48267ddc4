#include "annotator/gateway/upload_pages.h"

#include <memory>
#include <string>
#include <utility>

#include "annotator/gateway/error_answer.h"
#include "annotator/gateway/json_codec.h"
#include "annotator/gateway/rpc_pages.h"
#include "annotator/gateway/stream_call.h"
#include "annotator/http/query.h"
#include "assay/v1/datasets.pb.h"
#include "engine/base/status.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace assay::gateway {
namespace {

namespace pb = google::protobuf;

using ExchangePtr = std::shared_ptr<http::Exchange>;

// A message on the wire with one field, of bytes or of another message.
std::string WithField(const pb::FieldDescriptor& field, std::string_view value) {
  constexpr uint32_t kLengthDelimited = 2;
  std::string bytes;
  pb::io::StringOutputStream stream(&bytes);
  pb::io::CodedOutputStream coded(&stream);
  coded.WriteTag(static_cast<uint32_t>(field.number()) << 3 | kLengthDelimited);
  coded.WriteVarint32(static_cast<uint32_t>(value.size()));
  coded.WriteRaw(value.data(), static_cast<int>(value.size()));
  coded.Trim();
  return bytes;
}

// The fields of an import's request.
struct ImportFields {
  const pb::FieldDescriptor* spec = nullptr;
  const pb::FieldDescriptor* chunk = nullptr;
  const pb::FieldDescriptor* end = nullptr;
};

absl::StatusOr<ImportFields> FieldsOf(const Method& method) {
  const pb::Descriptor& type = *method.input_type();
  const ImportFields fields{type.FindFieldByName("spec"), FindChunkField(type),
                            type.FindFieldByName("end")};
  const bool is_import = method.client_streaming() && !method.server_streaming() &&
                         fields.spec != nullptr && fields.spec->message_type() != nullptr &&
                         fields.chunk != nullptr && fields.end != nullptr &&
                         fields.end->message_type() == v1::ImportEnd::descriptor();
  if (!is_import) {
    return MakeError(absl::StatusCode::kInvalidArgument, "NO_UPLOAD",
                     method.full_name() + " takes no file", {{"call", method.full_name()}});
  }
  return fields;
}

absl::StatusOr<std::string> SpecOf(const http::Request& request, const ImportFields& fields) {
  const auto query = http::ParseQuery(request.Query());
  if (!query.has_value() || !query->contains("spec")) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_QUERY",
                     "the query must hold one spec=JSON, percent-encoded");
  }
  return JsonToBytes(*fields.spec->message_type(), query->at("spec"));
}

// One file on its way from the client to the importer.  Lives as long as its call.
class Upload : public std::enable_shared_from_this<Upload> {
 public:
  Upload(ExchangePtr exchange, const Method& method, const ImportFields& fields,
         std::shared_ptr<StreamCall> call)
      : exchange_(std::move(exchange)), method_(method), fields_(fields), call_(std::move(call)) {}

  void Start(const std::string& spec) {
    call_->Start([self = shared_from_this()](const absl::Status& status) { self->Answer(status); });
    ReadResponse();
    Send(WithField(*fields_.spec, spec));
  }

 private:
  void Send(const std::string& message) {
    call_->Write(message, /*last=*/false, [self = shared_from_this()](bool ok) {
      if (ok) {
        self->ReadBody();
      }
    });
  }

  void ReadBody() {
    if (body_ended_) {
      SendEnd();
      return;
    }
    exchange_->ReadBody(
        [self = shared_from_this()](http::Exchange::Part part) { self->Take(std::move(part)); });
  }

  void Take(http::Exchange::Part part) {
    if (part.broken) {
      broken_ = true;
      call_->Cancel();
      call_->StopWriting();
      return;
    }
    body_ended_ = part.end;
    byte_count_ += static_cast<int64_t>(part.bytes.size());
    if (part.bytes.empty()) {
      SendEnd();
    } else {
      Send(WithField(*fields_.chunk, part.bytes));
    }
  }

  void SendEnd() {
    exchange_->WhenGone([weak = std::weak_ptr(call_)] {
      if (const auto call = weak.lock()) {
        call->Cancel();
      }
    });
    v1::ImportEnd end;
    end.set_byte_count(byte_count_);
    call_->Write(WithField(*fields_.end, end.SerializeAsString()), /*last=*/true,
                 [self = shared_from_this()](bool) {});
  }

  void ReadResponse() {
    call_->Read([self = shared_from_this()](std::optional<std::string> message) {
      if (message.has_value()) {
        self->response_ = *std::move(message);
        self->ReadResponse();
      }
    });
  }

  void Answer(const absl::Status& status) {
    if (broken_) {
      exchange_->Send(http::ErrorResponse(400, "BODY_BROKEN",
                                          "the body is not well-formed, or longer than it may be"));
      return;
    }
    const absl::StatusOr<std::string> json =
        status.ok() ? BytesToJson(*method_.output_type(), response_) : status;
    exchange_->Send(json.ok() ? JsonAnswer(*json) : ErrorAnswer(json.status()));
  }

  const ExchangePtr exchange_;
  const Method& method_;
  const ImportFields fields_;
  const std::shared_ptr<StreamCall> call_;
  // Of the chain of callbacks that writes, and of Answer after it.
  bool body_ended_ = false;
  bool broken_ = false;
  int64_t byte_count_ = 0;
  // Of the one that reads, and of Answer.
  std::string response_;
};

absl::Status Begin(CallBridge& bridge, const ExchangePtr& exchange,
                   const http::PathValues& values) {
  const http::Request& request = exchange->request();
  ASSAY_ASSIGN_OR_RETURN(const Method* const method,
                         FindCall("assay.v1." + values.at("service"), values.at("method")));
  ASSAY_ASSIGN_OR_RETURN(const ImportFields fields, FieldsOf(*method));
  ASSAY_ASSIGN_OR_RETURN(const std::string spec, SpecOf(request, fields));
  ASSAY_ASSIGN_OR_RETURN(const auto deadline, StreamDeadlineOf(request));
  const auto call = std::make_shared<StreamCall>(bridge, *method, ClientOf(request, deadline));
  std::make_shared<Upload>(exchange, *method, fields, call)->Start(spec);
  return absl::OkStatus();
}

}  // namespace

void AddUploadPages(http::Router& router, CallBridge& bridge, uint64_t max_bytes) {
  router.AddExchange(
      "POST", "/upload/assay.v1.{service}/{method}",
      {.access = http::Access::kChange, .streams_body = true, .max_body_bytes = max_bytes},
      [&bridge](const ExchangePtr& exchange, const http::PathValues& values) {
        const absl::Status begun = Begin(bridge, exchange, values);
        if (!begun.ok()) {
          exchange->Send(ErrorAnswer(begun));
        }
      });
}

}  // namespace assay::gateway
