#ifndef ASSAY_ANNOTATOR_RPC_CALL_LOG_H_
#define ASSAY_ANNOTATOR_RPC_CALL_LOG_H_

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/auth/role_table.h"
#include "annotator/desk/caller.h"

namespace spdlog {
class logger;
}

namespace assay::rpc {

// One ended call.
struct EndedCall {
  const auth::CallRule* rule = nullptr;  // nullptr: the call has none
  const Caller* caller = nullptr;        // nullptr: refused
  std::string_view peer;
  std::string_view resource;
  const absl::Status* status = nullptr;
  int64_t duration_us = 0;
};

// The service's log: a line for each call, as text or as JSON.  Changes are logged as "info",
// refused callers as "warning", faults of ours as "error", and everything else as "debug".  Never
// holds a key, an answer or the text of an item.  Thread-safe.
class CallLog {
 public:
  struct Options {
    std::string format;              // "text" or "json"; empty: no log
    std::string level = "info";      // "debug", "info", "warning", "error" or "off"
    std::ostream* stream = nullptr;  // where to; nullptr: stderr
  };

  // INVALID_ARGUMENT BAD_LOG_OPTION (metadata field, found, expected).
  static absl::StatusOr<std::unique_ptr<CallLog>> Open(const Options& options);

  void Write(const EndedCall& call);
  // Something that is no call.
  void Say(std::string_view message);

 private:
  CallLog(std::shared_ptr<spdlog::logger> logger, bool json);

  const std::shared_ptr<spdlog::logger> logger_;  // nullptr: no log
  const bool json_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_CALL_LOG_H_
