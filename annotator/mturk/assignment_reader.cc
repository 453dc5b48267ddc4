#include "annotator/mturk/assignment_reader.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "annotator/exchange/input_buffer.h"
#include "annotator/mturk/api_reader.h"
#include "annotator/mturk/result_reader.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool IsJson(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
}

// The bytes of a buffer that was looked into.
class BufferSource final : public exchange::ByteSource {
 public:
  explicit BufferSource(std::unique_ptr<exchange::InputBuffer> input) : input_(std::move(input)) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    ASSAY_RETURN_IF_ERROR(input_->Fill(1));
    const size_t count = std::min(capacity, input_->data().size());
    std::memcpy(buffer, input_->data().data(), count);
    input_->Consume(count);
    return count;
  }

 private:
  std::unique_ptr<exchange::InputBuffer> input_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<AssignmentReader>> OpenAssignments(std::string file_name,
                                                                  exchange::ByteSource& source) {
  auto input = std::make_unique<exchange::InputBuffer>(file_name, source);
  ASSAY_RETURN_IF_ERROR(input->Fill(exchange::InputBuffer::kChunkBytes));
  if (IsJson(input->data())) {
    return ApiReader::Open(std::move(file_name), std::make_unique<BufferSource>(std::move(input)));
  }
  return ResultReader::Open(std::move(input));
}

}  // namespace assay::mturk
