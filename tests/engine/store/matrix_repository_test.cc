#include "engine/store/matrix_repository.h"

#include <numeric>
#include <string>
#include <vector>

#include "engine/store/keys.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

using storage::v1::DatasetRecord;
using storage::v1::MatrixRecord;

std::vector<float> Numbers(size_t count) {
  std::vector<float> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0.5f);
  return numbers;
}

v1::Matrix Shape(size_t rows, size_t columns, const std::string& fingerprint = "f") {
  v1::Matrix matrix;
  matrix.set_row_count(static_cast<int64_t>(rows));
  matrix.set_column_count(static_cast<int64_t>(columns));
  matrix.set_fingerprint(fingerprint);
  return matrix;
}

class MatrixRepositoryTest : public StoreBackendTest {
 protected:
  MatrixRepository matrices() { return MatrixRepository(store()); }

  DatasetRecord MustImport(const std::string& id) {
    const auto record = ImportDataset(store(), id, 3);
    EXPECT_THAT(record, IsOk());
    return record.ok() ? *record : DatasetRecord();
  }

  absl::StatusOr<MatrixRecord> Add(const DatasetRecord& dataset, const std::vector<float>& numbers,
                                   size_t columns, const std::string& fingerprint = "f") {
    ASSAY_ASSIGN_OR_RETURN(const auto writer, matrices().BeginImport(dataset));
    ASSAY_RETURN_IF_ERROR(writer->Append(numbers));
    return writer->Commit(Shape(numbers.size() / columns, columns, fingerprint));
  }

  Entries Rows() { return ReadRange(store(), "\x80", "\xFF"); }
};

TEST_P(MatrixRepositoryTest, AMatrixCanBeReadBackWhole) {
  const DatasetRecord dataset = MustImport("news");
  const std::vector<float> numbers = Numbers(3 * 7);
  const auto added = Add(dataset, numbers, 7);
  ASSERT_THAT(added, IsOk());
  EXPECT_EQ(added->matrix().name(), "datasets/news/matrices/1");
  Reopen();
  const auto found = matrices().Get("datasets/news/matrices/1");
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->SerializeAsString(), added->SerializeAsString());
  EXPECT_EQ(*matrices().Read(*found), numbers);
}

// Sizes around the block, in pieces that do not fit into it.
TEST_P(MatrixRepositoryTest, ManyBlocksComeBackInTheirOrder) {
  const DatasetRecord dataset = MustImport("news");
  for (const size_t count : {kFloatBlockValues - 1, kFloatBlockValues, kFloatBlockValues + 1,
                             2 * kFloatBlockValues + 77}) {
    const std::vector<float> numbers = Numbers(count);
    const auto writer = matrices().BeginImport(dataset);
    ASSERT_THAT(writer, IsOk());
    for (size_t begin = 0; begin < count; begin += 100'003) {
      const size_t size = std::min<size_t>(100'003, count - begin);
      ASSERT_THAT((*writer)->Append(std::span(numbers).subspan(begin, size)), IsOk());
    }
    const auto added = (*writer)->Commit(Shape(count, 1));
    ASSERT_THAT(added, IsOk());
    EXPECT_EQ(*matrices().Read(*added), numbers);
  }
}

TEST_P(MatrixRepositoryTest, WithoutCommitNothingStays) {
  const DatasetRecord dataset = MustImport("news");
  const Entries before = ReadAll(store());
  {
    const auto writer = matrices().BeginImport(dataset);
    ASSERT_THAT(writer, IsOk());
    ASSERT_THAT((*writer)->Append(Numbers(kFloatBlockValues + 5)), IsOk());
  }
  EXPECT_TRUE(Rows().empty());
  EXPECT_EQ(ReadAll(store()).size(), before.size() + 1) << "the counter, and nothing else";
  EXPECT_THAT(matrices().Get("datasets/news/matrices/1"), HasReason("MATRIX_NOT_FOUND"));
}

TEST_P(MatrixRepositoryTest, DeletingTheDataSetDeletesItsMatricesAndNoOthers) {
  const DatasetRecord news = MustImport("news");
  const DatasetRecord other = MustImport("other");
  ASSERT_THAT(Add(news, Numbers(6), 2), IsOk());
  ASSERT_THAT(Add(news, Numbers(9), 3), IsOk());
  const auto kept = Add(other, Numbers(6), 2);
  ASSERT_THAT(kept, IsOk());
  ASSERT_THAT(DatasetRepository(store()).Delete("news"), IsOk());
  EXPECT_THAT(matrices().Get("datasets/news/matrices/1"), HasReason("MATRIX_NOT_FOUND"));
  EXPECT_TRUE(matrices().List(news.dataset_number(), 0, 10)->empty());
  EXPECT_EQ(Rows().size(), 1u);
  EXPECT_EQ(*matrices().Read(*kept), Numbers(6));
  Reopen();
  EXPECT_EQ(*matrices().Read(*kept), Numbers(6));
}

TEST_P(MatrixRepositoryTest, AMatrixOfADataSetThatWasDeletedMeanwhileIsNotStored) {
  const DatasetRecord dataset = MustImport("news");
  const auto writer = matrices().BeginImport(dataset);
  ASSERT_THAT(writer, IsOk());
  ASSERT_THAT((*writer)->Append(Numbers(6)), IsOk());
  ASSERT_THAT(DatasetRepository(store()).Delete("news"), IsOk());
  // A new data set of that name is another one.
  MustImport("news");
  EXPECT_THAT((*writer)->Commit(Shape(3, 2)), HasReason("DATASET_NOT_FOUND"));
  ASSERT_THAT((*writer)->Abort(), IsOk());
  EXPECT_TRUE(Rows().empty());
}

TEST_P(MatrixRepositoryTest, AnEqualMatrixIsFoundByItsFingerprint) {
  const DatasetRecord news = MustImport("news");
  const DatasetRecord other = MustImport("other");
  ASSERT_THAT(Add(news, Numbers(6), 2, "one"), IsOk());
  const auto two = Add(news, Numbers(6), 2, "two");
  ASSERT_THAT(two, IsOk());
  const auto found = matrices().FindByFingerprint(news.dataset_number(), "two");
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->matrix_number(), two->matrix_number());
  EXPECT_FALSE(matrices().FindByFingerprint(news.dataset_number(), "three")->has_value());
  EXPECT_FALSE(matrices().FindByFingerprint(other.dataset_number(), "two")->has_value());
}

TEST_P(MatrixRepositoryTest, ListsPageByPage) {
  const DatasetRecord dataset = MustImport("news");
  for (int i = 0; i < 3; ++i) {
    ASSERT_THAT(Add(dataset, Numbers(3), 1), IsOk());
  }
  const auto first = matrices().List(dataset.dataset_number(), 0, 2);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->size(), 2u);
  const auto second = matrices().List(dataset.dataset_number(), first->back().matrix_number(), 2);
  ASSERT_EQ(second->size(), 1u);
  EXPECT_EQ(second->front().matrix_number(), 3u);
}

TEST_P(MatrixRepositoryTest, OtherNamesAreNotFound) {
  MustImport("news");
  for (const std::string name :
       {"", "datasets/news", "datasets/news/matrices/1", "datasets/news/matrices/01",
        "datasets/none/matrices/1", "datasets/news/matrices/1/x", "audits/1/matrices/1"}) {
    const auto found = matrices().Get(name);
    EXPECT_THAT(found, HasReason("MATRIX_NOT_FOUND")) << name;
    EXPECT_THAT(found, HasMetadata("name", name));
  }
}

TEST_P(MatrixRepositoryTest, BlocksThatAreNotWhatWasWrittenAreDamage) {
  const DatasetRecord dataset = MustImport("news");
  const auto added = Add(dataset, Numbers(6), 2);
  ASSERT_THAT(added, IsOk());
  const std::string key = MatrixBlockKey(dataset.dataset_number(), added->matrix_number(), 0);
  for (const size_t size : {size_t{0}, size_t{20}, size_t{23}, size_t{28}}) {
    ASSERT_THAT(PutOne(store(), key, std::string(size, 'x')), IsOk());
    EXPECT_THAT(matrices().Read(*added), HasReason("STORED_VALUE_DAMAGED")) << size;
  }
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(MatrixRepositoryTest);

}  // namespace
}  // namespace assay
