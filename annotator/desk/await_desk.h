#ifndef ASSAY_ANNOTATOR_DESK_AWAIT_DESK_H_
#define ASSAY_ANNOTATOR_DESK_AWAIT_DESK_H_

#include <functional>
#include <future>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"

namespace assay {

// Makes a call of a desk and waits for its answer.  Not from a thread of the desk.
template <typename Response>
absl::StatusOr<Response> AwaitDesk(
    const std::function<void(std::function<void(absl::StatusOr<Response>)>)>& call) {
  const auto answer = std::make_shared<std::promise<absl::StatusOr<Response>>>();
  std::future<absl::StatusOr<Response>> future = answer->get_future();
  call([answer](absl::StatusOr<Response> response) { answer->set_value(std::move(response)); });
  return future.get();
}

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_AWAIT_DESK_H_
