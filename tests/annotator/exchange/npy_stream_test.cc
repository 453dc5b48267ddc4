#include "annotator/exchange/npy_stream.h"

#include <numeric>
#include <vector>

#include "tests/support/npy_file.h"
#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

absl::StatusOr<std::vector<float>> ReadAll(const std::string& file, size_t bytes_per_read,
                                           size_t rows_at_a_time) {
  StringSource source(file, bytes_per_read);
  ASSAY_ASSIGN_OR_RETURN(const auto stream, NpyStream::Open("v.npy", source));
  std::vector<float> all;
  std::vector<float> rows(rows_at_a_time * stream->header().column_count);
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const uint64_t count, stream->ReadRows(rows));
    all.insert(all.end(), rows.begin(),
               rows.begin() + static_cast<std::ptrdiff_t>(count * stream->header().column_count));
    if (count < rows_at_a_time) {
      return all;
    }
  }
}

template <typename T>
std::vector<T> Numbers(size_t count) {
  std::vector<T> numbers(count);
  std::iota(numbers.begin(), numbers.end(), T{-3});
  return numbers;
}

TEST(NpyStreamTest, GivesTheSameRowsHoweverFewBytesComeAtATime) {
  const std::vector<float> expected = Numbers<float>(7 * 3);
  for (const size_t bytes_per_read : {1U, 2U, 3U, 7U, 61U, 4096U}) {
    for (const size_t rows_at_a_time : {1U, 2U, 3U, 7U, 8U}) {
      EXPECT_EQ(ReadAll(NpyMatrix(expected, 3), bytes_per_read, rows_at_a_time).value(), expected);
      EXPECT_EQ(
          ReadAll(NpyMatrix(Numbers<double>(7 * 3), 3), bytes_per_read, rows_at_a_time).value(),
          expected);
    }
  }
}

TEST(NpyStreamTest, ReadsRowsThatAreLongerThanItsPieces) {
  const std::vector<float> expected = Numbers<float>(2 * 9000);
  EXPECT_EQ(ReadAll(NpyMatrix(Numbers<double>(2 * 9000), 9000), 100'000, 1).value(), expected);
}

TEST(NpyStreamTest, RefusesEveryTruncation) {
  const std::string file = NpyMatrix<double>({1, 2, 3, 4}, 2);
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_THAT(ReadAll(file.substr(0, size), 16, 1), HasReason("TRUNCATED_NPY")) << size;
  }
}

TEST(NpyStreamTest, RefusesBytesAfterTheLastNumber) {
  EXPECT_THAT(ReadAll(NpyMatrix<float>({1, 2}, 2) + "x", 16, 1), HasReason("NPY_TRAILING_BYTES"));
  EXPECT_THAT(ReadAll(NpyMatrix<float>({1, 2}, 2) + "x", 4096, 5), HasReason("NPY_TRAILING_BYTES"));
}

class FailingSource : public ByteSource {
 public:
  absl::StatusOr<size_t> Read(char*, size_t) override {
    return absl::CancelledError("the upload was cancelled");
  }
};

TEST(NpyStreamTest, PassesTheErrorOfTheSourceOn) {
  FailingSource failing;
  EXPECT_TRUE(absl::IsCancelled(NpyStream::Open("v.npy", failing).status()));
}

}  // namespace
}  // namespace assay::exchange
