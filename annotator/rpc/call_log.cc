#include "annotator/rpc/call_log.h"

#include <utility>

#include "engine/base/status.h"
#include "nlohmann/json.hpp"
#include "spdlog/sinks/ostream_sink.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace assay::rpc {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kTextPattern[] = "%Y-%m-%dT%H:%M:%S.%fZ %l %v";
// The message is the rest of the object.
constexpr char kJsonPattern[] = R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})";

absl::Status BadOption(const char* field, const std::string& found, const char* expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_LOG_OPTION",
                   std::string(field) + ": found '" + found + "', expected " + expected,
                   {{"field", field}, {"found", found}, {"expected", expected}});
}

spdlog::level::level_enum LevelOf(const EndedCall& call) {
  switch (call.status->code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return spdlog::level::err;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return spdlog::level::warn;
    default:
      return call.rule != nullptr && call.rule->recorded ? spdlog::level::info
                                                         : spdlog::level::debug;
  }
}

Json Fields(const EndedCall& call, bool with_message) {
  Json fields{{"call", call.rule == nullptr ? "unknown" : std::string(call.rule->call)},
              {"code", absl::StatusCodeToString(call.status->code())},
              {"ms", static_cast<double>(call.duration_us) / 1000},
              {"peer", std::string(call.peer)}};
  if (call.caller != nullptr && call.caller->key_number != 0) {
    fields["key"] = call.caller->key_number;
  }
  if (!call.resource.empty()) {
    fields["resource"] = std::string(call.resource);
  }
  if (const std::string reason = ErrorReason(*call.status); !reason.empty()) {
    fields["reason"] = reason;
  }
  if (with_message) {
    fields["message"] = std::string(call.status->message());
  }
  return fields;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// As text: values with other characters than those of names are quoted as in JSON, so that no
// input can forge a line.
std::string AsText(const Json& fields) {
  std::string text;
  for (const auto& [name, value] : fields.items()) {
    std::string shown = Dump(value);
    const std::string bare = value.is_string() ? value.get<std::string>() : "";
    const bool plain = !bare.empty() && bare.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789/._-:%[]") == std::string::npos;
    text += (text.empty() ? "" : " ") + name + "=" + (plain ? bare : shown);
  }
  return text;
}

// The members of an object without its braces.
std::string AsMembers(const Json& fields) {
  const std::string object = Dump(fields);
  return object.substr(1, object.size() - 2);
}

}  // namespace

absl::StatusOr<std::unique_ptr<CallLog>> CallLog::Open(const Options& options) {
  if (options.format.empty()) {
    return std::unique_ptr<CallLog>(new CallLog(nullptr, false));
  }
  if (options.format != "text" && options.format != "json") {
    return BadOption("--log-format", options.format, "text or json");
  }
  const spdlog::level::level_enum level = spdlog::level::from_str(options.level);
  if (level == spdlog::level::off && options.level != "off") {
    return BadOption("--log-level", options.level, "debug, info, warning, error or off");
  }
  spdlog::sink_ptr sink;
  if (options.stream == nullptr) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  } else {
    sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(*options.stream, true);
  }
  auto logger = std::make_shared<spdlog::logger>("assay", std::move(sink));
  logger->set_level(level);
  const bool json = options.format == "json";
  logger->set_pattern(json ? kJsonPattern : kTextPattern, spdlog::pattern_time_type::utc);
  return std::unique_ptr<CallLog>(new CallLog(std::move(logger), json));
}

CallLog::CallLog(std::shared_ptr<spdlog::logger> logger, bool json)
    : logger_(std::move(logger)), json_(json) {}

void CallLog::Write(const EndedCall& call) {
  if (logger_ == nullptr) {
    return;
  }
  const spdlog::level::level_enum level = LevelOf(call);
  if (!logger_->should_log(level)) {
    return;
  }
  const Json fields = Fields(call, level == spdlog::level::err);
  logger_->log(level, "{}", json_ ? AsMembers(fields) : AsText(fields));
}

void CallLog::Say(std::string_view message) {
  if (logger_ != nullptr) {
    const std::string text(message);
    logger_->info("{}", json_ ? AsMembers({{"message", text}}) : text);
  }
}

}  // namespace assay::rpc
