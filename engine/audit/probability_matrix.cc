#include "engine/audit/probability_matrix.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include "engine/audit/row_peaks.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// Rows that are summarised together are in the nearest cache when their given class is looked at.
constexpr size_t kRowsInCache = 64;
// Rows of a task.
constexpr size_t kGrain = 128 * kRowsInCache;

absl::Status InvalidArgument(std::string_view reason, std::string_view message,
                             ErrorMetadata metadata) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

// Written so that a NaN counts as out of range.
template <typename T>
bool InRange(T value) {
  return value >= static_cast<T>(-kProbabilityRounding) &&
         value <= static_cast<T>(1 + kProbabilityRounding);
}

template <typename T>
absl::Status ProbabilityError(const ProbabilityMatrix<T>& probabilities) {
  const std::span<const T> values = probabilities.values();
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

absl::Status CheckLabels(std::span<const int32_t> given, size_t class_count) {
  for (size_t i = 0; i < given.size(); ++i) {
    if (given[i] < 0 || static_cast<size_t>(given[i]) >= class_count) {
      return InvalidArgument("LABEL_OUT_OF_RANGE",
                             "item " + std::to_string(i) + " has the class index " +
                                 std::to_string(given[i]) + ", expected 0 to " +
                                 std::to_string(class_count - 1),
                             {{"item", std::to_string(i)}, {"label", std::to_string(given[i])}});
    }
  }
  return absl::OkStatus();
}

// What one task finds out about the given classes of its rows.
struct GivenClasses {
  explicit GivenClasses(size_t class_count) : sizes(class_count, 0), sums(class_count, 0) {}

  // False where a label is out of range.  largest: of each row.
  template <typename T>
  bool Add(std::span<const int32_t> given, const T* rows, const T* largest, size_t first_item) {
    const size_t class_count = sizes.size();
    bool are_good = true;
    for (size_t r = 0; r < given.size(); ++r) {
      const auto label = static_cast<size_t>(given[r]);
      if (label >= class_count) {
        are_good = false;
        continue;
      }
      ++sizes[label];
      const T probability = rows[r * class_count + label];
      sums[label] += static_cast<double>(probability);
      if (probability < largest[r]) {
        contradicted.push_back(first_item + r);
      }
    }
    return are_good;
  }

  std::vector<int64_t> sizes;
  std::vector<double> sums;
  std::vector<size_t> contradicted;
};

}  // namespace

template <typename T>
bool LabelledProbabilities<T>::Summarise(WorkerPool& pool) {
  const size_t count = item_count();
  const size_t class_count = this->class_count();
  Digest digest;
  digest.largest.resize(count);
  digest.arg_max.resize(count);
  std::vector<GivenClasses> parts((count + kGrain - 1) / kGrain, GivenClasses(class_count));
  std::atomic<bool> are_good = true;
  pool.ForRanges(count, kGrain, [&](size_t begin, size_t end) {
    for (size_t at = begin; at < end; at += kRowsInCache) {
      const size_t rows = std::min(kRowsInCache, end - at);
      const T* const values = probabilities_.values().data() + at * class_count;
      const bool peaks_are_good =
          FindRowPeaks(values, rows, class_count, &digest.largest[at], &digest.arg_max[at]);
      const bool labels_are_good =
          parts[begin / kGrain].Add(given_.subspan(at, rows), values, &digest.largest[at], at);
      if (!peaks_are_good || !labels_are_good) {
        are_good = false;
      }
    }
  });
  digest.class_sizes.assign(class_count, 0);
  digest.given_sums.assign(class_count, 0);
  for (const GivenClasses& part : parts) {
    for (size_t k = 0; k < class_count; ++k) {
      digest.class_sizes[k] += part.sizes[k];
      digest.given_sums[k] += part.sums[k];
    }
    digest.contradicted.insert(digest.contradicted.end(), part.contradicted.begin(),
                               part.contradicted.end());
  }
  digest_ = std::make_shared<const Digest>(std::move(digest));
  return are_good;
}

template <typename T>
absl::StatusOr<LabelledProbabilities<T>> LabelledProbabilities<T>::Create(
    std::span<const int32_t> given, ProbabilityMatrix<T> probabilities, WorkerPool& pool) {
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
  LabelledProbabilities data(given, probabilities);
  if (!data.Summarise(pool)) {
    ASSAY_RETURN_IF_ERROR(CheckLabels(given, class_count));
    return ProbabilityError(probabilities);
  }
  return data;
}

template <typename T>
absl::StatusOr<LabelledProbabilities<T>> LabelledProbabilities<T>::Create(
    std::span<const int32_t> given, ProbabilityMatrix<T> probabilities) {
  WorkerPool pool(1);
  return Create(given, probabilities, pool);
}

template class LabelledProbabilities<float>;
template class LabelledProbabilities<double>;

}  // namespace assay
