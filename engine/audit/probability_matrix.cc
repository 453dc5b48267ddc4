#include "engine/audit/probability_matrix.h"

#include <string>
#include <utility>

#include "engine/base/kernel.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr double kRounding = 1e-4;

absl::Status InvalidArgument(std::string_view reason, std::string_view message,
                             ErrorMetadata metadata) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

// Written so that a NaN counts as out of range.
template <typename T>
bool InRange(T value) {
  return value >= static_cast<T>(-kRounding) && value <= static_cast<T>(1 + kRounding);
}

template <typename T>
inline size_t CountOutOfRange(std::span<const T> values) {
  size_t count = 0;
  for (const T value : values) {
    count += InRange(value) ? 0u : 1u;
  }
  return count;
}

ASSAY_KERNEL size_t OutOfRangeCount(std::span<const float> values) {
  return CountOutOfRange(values);
}
ASSAY_KERNEL size_t OutOfRangeCount(std::span<const double> values) {
  return CountOutOfRange(values);
}

template <typename T>
absl::Status CheckProbabilities(const ProbabilityMatrix<T>& probabilities) {
  const std::span<const T> values = probabilities.values();
  if (OutOfRangeCount(values) == 0) {
    return absl::OkStatus();
  }
  size_t index = 0;
  while (InRange(values[index])) {
    ++index;
  }
  const std::string item = std::to_string(index / probabilities.class_count());
  const std::string column = std::to_string(index % probabilities.class_count());
  return InvalidArgument("PROBABILITY_OUT_OF_RANGE",
                         "the probability of class " + column + " of item " + item + " is " +
                             std::to_string(values[index]) + ", expected a number from 0 to 1",
                         {{"item", item}, {"class", column}});
}

absl::StatusOr<std::vector<int64_t>> CountLabels(std::span<const int32_t> given,
                                                 size_t class_count) {
  std::vector<int64_t> sizes(class_count, 0);
  for (size_t i = 0; i < given.size(); ++i) {
    if (given[i] < 0 || static_cast<size_t>(given[i]) >= class_count) {
      return InvalidArgument("LABEL_OUT_OF_RANGE",
                             "item " + std::to_string(i) + " has the class index " +
                                 std::to_string(given[i]) + ", expected 0 to " +
                                 std::to_string(class_count - 1),
                             {{"item", std::to_string(i)}, {"label", std::to_string(given[i])}});
    }
    ++sizes[static_cast<size_t>(given[i])];
  }
  return sizes;
}

}  // namespace

template <typename T>
absl::StatusOr<LabelledProbabilities<T>> LabelledProbabilities<T>::Create(
    std::span<const int32_t> given, ProbabilityMatrix<T> probabilities) {
  const size_t class_count = probabilities.class_count();
  if (class_count < 2) {
    return InvalidArgument(
        "ONE_CLASS_ONLY",
        "found probabilities of " + std::to_string(class_count) + " classes, expected at least 2",
        {{"class_count", std::to_string(class_count)}});
  }
  if (given.size() != probabilities.item_count()) {
    const std::string labels = std::to_string(given.size());
    const std::string rows = std::to_string(probabilities.item_count());
    return InvalidArgument("SIZE_MISMATCH",
                           "found " + labels + " labels and " + rows +
                               " rows of probabilities, expected as many of both",
                           {{"labels", labels}, {"rows", rows}});
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<int64_t> sizes, CountLabels(given, class_count));
  ASSAY_RETURN_IF_ERROR(CheckProbabilities(probabilities));
  return LabelledProbabilities(given, probabilities, std::move(sizes));
}

template class LabelledProbabilities<float>;
template class LabelledProbabilities<double>;

}  // namespace assay
