#include "annotator/gateway/download_pages.h"

#include <cctype>
#include <map>
#include <memory>
#include <utility>

#include "annotator/gateway/error_answer.h"
#include "annotator/gateway/json_codec.h"
#include "annotator/gateway/rpc_pages.h"
#include "annotator/gateway/stream_call.h"
#include "annotator/http/query.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/message.h"

namespace assay::gateway {
namespace {

namespace pb = google::protobuf;

constexpr size_t kMaxNameBytes = 120;
// Without allow-same-origin the page has an origin of its own: no cookie goes with what it asks
// for.
constexpr char kSandbox[] =
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-ancestors 'self'";

using ExchangePtr = std::shared_ptr<http::Exchange>;

// What is asked for.
struct Wanted {
  const Method* method = nullptr;
  std::string request;
  std::string name;
  bool is_inline = false;
};

absl::Status NoDownload(const Method& method) {
  return MakeError(absl::StatusCode::kInvalidArgument, "NO_DOWNLOAD",
                   method.full_name() + " answers with no file", {{"call", method.full_name()}});
}

absl::StatusOr<Wanted> ReadWanted(const http::Request& request, const http::PathValues& values) {
  Wanted wanted;
  ASSAY_ASSIGN_OR_RETURN(wanted.method,
                         FindCall("assay.v1." + values.at("service"), values.at("method")));
  if (wanted.method->client_streaming() || !wanted.method->server_streaming() ||
      FindChunkField(*wanted.method->output_type()) == nullptr) {
    return NoDownload(*wanted.method);
  }
  auto query = http::ParseQuery(request.Query());
  if (!query.has_value() || !query->contains("request") || !query->contains("name")) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_QUERY",
                     "the query must hold one request=JSON and one name=FILE, percent-encoded");
  }
  ASSAY_ASSIGN_OR_RETURN(wanted.request,
                         JsonToBytes(*wanted.method->input_type(), query->at("request")));
  wanted.name = query->at("name");
  wanted.is_inline = (*query)["inline"] == "1";
  return wanted;
}

http::Response HeadFor(const Wanted& wanted) {
  http::Response head;
  head.content_type = ContentTypeOf(wanted.name);
  head.headers = {{"Content-Disposition", DispositionOf(wanted.name, wanted.is_inline)},
                  {"Content-Security-Policy", kSandbox},
                  {"X-Frame-Options", "SAMEORIGIN"}};
  return head;
}

// The bytes of the field "chunk" of a message; nothing where it is no such message.
std::optional<std::string> ChunkOf(const pb::Descriptor& type, const std::string& bytes) {
  const std::unique_ptr<pb::Message> message(
      pb::MessageFactory::generated_factory()->GetPrototype(&type)->New());
  if (!message->ParseFromString(bytes)) {
    return std::nullopt;
  }
  return message->GetReflection()->GetString(*message, FindChunkField(type));
}

// One file on its way to a client.  Lives as long as its call.
class Download : public std::enable_shared_from_this<Download> {
 public:
  Download(ExchangePtr exchange, Wanted wanted, std::shared_ptr<StreamCall> call)
      : exchange_(std::move(exchange)), wanted_(std::move(wanted)), call_(std::move(call)) {}

  void Start() {
    exchange_->WhenGone([weak = std::weak_ptr(call_)] {
      if (const auto call = weak.lock()) {
        call->Cancel();
      }
    });
    call_->Start([self = shared_from_this()](const absl::Status& status) { self->End(status); });
    Read();
    call_->Write(wanted_.request, /*last=*/true, [self = shared_from_this()](bool) {});
  }

 private:
  void Read() {
    call_->Read([self = shared_from_this()](const std::optional<std::string>& message) {
      if (message.has_value()) {
        self->Take(*message);
      }
    });
  }

  void Take(const std::string& message) {
    std::optional<std::string> chunk = ChunkOf(*wanted_.method->output_type(), message);
    broken_ = broken_ || !chunk.has_value();
    // After a failure what the call still sends is read, so that it ends.
    if (broken_ || chunk->empty()) {
      Read();
      return;
    }
    if (!std::exchange(begun_, true)) {
      exchange_->Begin(HeadFor(wanted_));
    }
    exchange_->Write(*std::move(chunk), [self = shared_from_this()](bool ok) {
      if (!ok) {
        self->broken_ = true;
        self->call_->Cancel();
      }
      self->Read();
    });
  }

  void End(const absl::Status& status) {
    if (!status.ok() && !begun_) {
      exchange_->Send(ErrorAnswer(status));
      return;
    }
    if (!begun_) {
      exchange_->Begin(HeadFor(wanted_));
    }
    exchange_->Finish(status.ok() && !broken_);
  }

  const ExchangePtr exchange_;
  const Wanted wanted_;
  const std::shared_ptr<StreamCall> call_;
  // Of one chain of callbacks, never two at a time.
  bool begun_ = false;
  bool broken_ = false;
};

absl::Status Begin(CallBridge& bridge, const ExchangePtr& exchange,
                   const http::PathValues& values) {
  ASSAY_ASSIGN_OR_RETURN(Wanted wanted, ReadWanted(exchange->request(), values));
  ASSAY_ASSIGN_OR_RETURN(const auto deadline, StreamDeadlineOf(exchange->request()));
  const auto call =
      std::make_shared<StreamCall>(bridge, *wanted.method, ClientOf(exchange->request(), deadline));
  std::make_shared<Download>(exchange, std::move(wanted), call)->Start();
  return absl::OkStatus();
}

std::string WithoutControls(std::string_view name) {
  std::string kept;
  for (const char c : name.substr(0, kMaxNameBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F && c != '/' && c != '\\') {
      kept += c;
    }
  }
  while (!kept.empty() && !IsUtf8(kept)) {
    kept.pop_back();
  }
  return kept.substr(std::min(kept.find_first_not_of('.'), kept.size()));
}

}  // namespace

std::string ContentTypeOf(std::string_view file_name) {
  static const auto* const kTypes = new std::map<std::string, std::string, std::less<>>{
      {"csv", "text/csv; charset=utf-8"},   {"tsv", "text/tab-separated-values; charset=utf-8"},
      {"txt", "text/plain; charset=utf-8"}, {"md", "text/plain; charset=utf-8"},
      {"html", "text/html; charset=utf-8"}, {"json", "application/json"},
      {"jsonl", "application/x-ndjson"},
  };
  const size_t dot = file_name.rfind('.');
  const auto found =
      dot == std::string_view::npos ? kTypes->end() : kTypes->find(file_name.substr(dot + 1));
  return found == kTypes->end() ? "application/octet-stream" : found->second;
}

std::string DispositionOf(std::string_view file_name, bool is_inline) {
  const std::string name = WithoutControls(file_name);
  std::string plain;
  for (const char c : name) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                          std::string_view("._- ").find(c) != std::string_view::npos;
    plain += is_plain ? c : '_';
  }
  return std::string(is_inline ? "inline" : "attachment") + "; filename=\"" +
         (plain.empty() ? "download" : plain) + "\"; filename*=UTF-8''" +
         http::PercentEncode(name.empty() ? "download" : name);
}

void AddDownloadPages(http::Router& router, CallBridge& bridge) {
  router.AddExchange("GET", "/download/assay.v1.{service}/{method}",
                     {.access = http::Access::kRead},
                     [&bridge](const ExchangePtr& exchange, const http::PathValues& values) {
                       const absl::Status begun = Begin(bridge, exchange, values);
                       if (!begun.ok()) {
                         exchange->Send(ErrorAnswer(begun));
                       }
                     });
}

}  // namespace assay::gateway
