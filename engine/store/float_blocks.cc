#include "engine/store/float_blocks.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/codec.h"

namespace assay {

static_assert(std::endian::native == std::endian::little,
              "blocks are stored as they lie in memory");

FloatBlockWriter::FloatBlockWriter(Store& store,
                                   std::function<std::string(uint64_t block_index)> key_of_block)
    : key_of_block_(std::move(key_of_block)), load_(store.NewSortedLoad()) {}

absl::Status FloatBlockWriter::Append(std::span<const float> values) {
  while (!values.empty()) {
    if (block_.empty() && values.size() >= kFloatBlockValues) {
      ASSAY_RETURN_IF_ERROR(WriteBlock(values.first(kFloatBlockValues)));
      values = values.subspan(kFloatBlockValues);
      continue;
    }
    block_.reserve(kFloatBlockValues);
    const size_t count = std::min(values.size(), kFloatBlockValues - block_.size());
    block_.insert(block_.end(), values.begin(),
                  values.begin() + static_cast<std::ptrdiff_t>(count));
    values = values.subspan(count);
    if (block_.size() == kFloatBlockValues) {
      ASSAY_RETURN_IF_ERROR(WriteBlock(block_));
      block_.clear();
    }
  }
  return absl::OkStatus();
}

absl::Status FloatBlockWriter::Finish() {
  if (!block_.empty()) {
    ASSAY_RETURN_IF_ERROR(WriteBlock(block_));
    block_.clear();
  }
  return load_->Finish();
}

absl::Status FloatBlockWriter::WriteBlock(std::span<const float> values) {
  const std::string_view bytes(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  return load_->Add(key_of_block_(block_count_++), bytes);
}

absl::StatusOr<std::vector<float>> ReadFloatBlocks(const Store& store, KeyKind kind,
                                                   const KeyRange& range, uint64_t value_count) {
  std::vector<float> values(value_count);
  uint64_t read_count = 0;
  bool is_damaged = false;
  const auto visit = [&](std::string_view, std::string_view bytes) {
    const uint64_t expected =
        std::min<uint64_t>(kFloatBlockValues, value_count - read_count) * sizeof(float);
    is_damaged = bytes.empty() || bytes.size() != expected;
    if (!is_damaged) {
      std::memcpy(values.data() + read_count, bytes.data(), bytes.size());
      read_count += bytes.size() / sizeof(float);
    }
    return !is_damaged;
  };
  ASSAY_RETURN_IF_ERROR(store.Scan(range.begin, range.end, visit));
  if (is_damaged || read_count != value_count) {
    return DamagedValueError(kind);
  }
  return values;
}

}  // namespace assay
