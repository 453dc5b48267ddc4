#include "annotator/dataset/import_matrix.h"

#include <limits>
#include <string>
#include <vector>

#include "tests/annotator/dataset/import_case.h"
#include "tests/support/npy_file.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kTable = "id,text,label\n1,one,b\n2,two,a\n3,three,b\n";
const std::vector<double> kProbabilities = {0.25, 0.75, 1, 0, 0.5, 0.5};

class ImportMatrixTest : public ImportTest {
 protected:
  void SetUp() override { dataset_ = MustImport(kTable); }

  v1::MatrixSpec Spec(v1::Matrix::Kind kind = v1::Matrix::KIND_PREDICTED_PROBABILITIES) const {
    v1::MatrixSpec spec;
    spec.set_dataset(dataset_.name());
    spec.set_kind(kind);
    spec.set_file_name("m.npy");
    return spec;
  }

  absl::StatusOr<v1::ImportMatrixResponse> Add(const std::string& file,
                                               const v1::MatrixSpec& spec) {
    exchange::StringSource source(file, 100);
    return ImportMatrix(spec, source, datasets_, matrices_, clock_);
  }

  // Nothing of a refused matrix stays but the number it had.
  void ExpectRefused(const std::string& file, const v1::MatrixSpec& spec,
                     const std::string& reason) {
    const size_t key_count = Keys().size();
    const auto refused = Add(file, spec);
    EXPECT_THAT(refused, HasReason(reason));
    EXPECT_LE(Keys().size(), key_count + 1);
    EXPECT_TRUE(matrices_.List(1, 0, 10)->empty());
  }

  v1::Dataset dataset_;
  MatrixRepository matrices_{store_};
};

TEST_F(ImportMatrixTest, ProbabilitiesAreStoredWithTheirClasses) {
  const auto added = Add(NpyMatrix(kProbabilities, 2), Spec());
  ASSERT_THAT(added, IsOk());
  const v1::Matrix& matrix = added->matrix();
  EXPECT_EQ(matrix.name(), dataset_.name() + "/matrices/1");
  EXPECT_EQ(matrix.kind(), v1::Matrix::KIND_PREDICTED_PROBABILITIES);
  EXPECT_EQ(matrix.row_count(), 3);
  EXPECT_EQ(matrix.column_count(), 2);
  EXPECT_THAT(matrix.classes(), ElementsAre("a", "b"));
  EXPECT_EQ(matrix.file_name(), "m.npy");
  EXPECT_EQ(matrix.create_time().seconds(), 1'000'000'000);
  EXPECT_EQ(matrix.fingerprint().size(), 32u);
  EXPECT_FALSE(added->reused());
  const auto record = matrices_.Get(matrix.name());
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->matrix().SerializeAsString(), matrix.SerializeAsString());
  EXPECT_THAT(*matrices_.Read(*record), ElementsAre(0.25f, 0.75f, 1, 0, 0.5f, 0.5f));
}

TEST_F(ImportMatrixTest, VectorsAreStoredWithoutClasses) {
  const auto added =
      Add(NpyMatrix<float>({1, -2, 3, 0, 5, 6, 7, 8, -9}, 3), Spec(v1::Matrix::KIND_VECTORS));
  ASSERT_THAT(added, IsOk());
  EXPECT_EQ(added->matrix().column_count(), 3);
  EXPECT_EQ(added->matrix().classes_size(), 0);
  EXPECT_THAT(*matrices_.Read(*matrices_.Get(added->matrix().name())),
              ElementsAre(1, -2, 3, 0, 5, 6, 7, 8, -9));
}

TEST_F(ImportMatrixTest, AnEqualMatrixIsNotStoredAgain) {
  const auto first = Add(NpyMatrix(kProbabilities, 2), Spec());
  ASSERT_THAT(first, IsOk());
  const size_t key_count = Keys().size();
  // The same numbers in another type, under another name.
  v1::MatrixSpec spec = Spec();
  spec.set_file_name("other.npy");
  const auto again =
      Add(NpyMatrix(std::vector<float>(kProbabilities.begin(), kProbabilities.end()), 2), spec);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->reused());
  EXPECT_EQ(again->matrix().SerializeAsString(), first->matrix().SerializeAsString());
  EXPECT_EQ(Keys().size(), key_count);
}

TEST_F(ImportMatrixTest, OtherClassesKindsOrNumbersMakeAnotherMatrix) {
  const auto first = Add(NpyMatrix(kProbabilities, 2), Spec());
  v1::MatrixSpec named = Spec();
  named.add_classes("b");
  named.add_classes("a");
  const auto second = Add(NpyMatrix(kProbabilities, 2), named);
  const auto third = Add(NpyMatrix(kProbabilities, 2), Spec(v1::Matrix::KIND_VECTORS));
  const auto fourth = Add(NpyMatrix<double>({0.25, 0.75, 1, 0, 0.4, 0.6}, 2), Spec());
  for (const auto& added : {second, third, fourth}) {
    ASSERT_THAT(added, IsOk());
    EXPECT_FALSE(added->reused());
    EXPECT_NE(added->matrix().fingerprint(), first->matrix().fingerprint());
  }
  EXPECT_THAT(second->matrix().classes(), ElementsAre("b", "a"));
}

TEST_F(ImportMatrixTest, ClassesThatNoLabelHasAreAWarning) {
  v1::MatrixSpec spec = Spec();
  for (const char* const name : {"a", "never", "b"}) {
    spec.add_classes(name);
  }
  const auto added = Add(NpyMatrix<float>({1, 0, 0, 0, 1, 0, 0, 0, 1}, 3), spec);
  ASSERT_THAT(added, IsOk());
  EXPECT_THAT(added->warnings(), ElementsAre(HasSubstr("never")));
}

TEST_F(ImportMatrixTest, AsManyRowsAsTheTableHasAreNeeded) {
  const auto refused = Add(NpyMatrix<double>({1, 0, 0, 1}, 2), Spec());
  EXPECT_THAT(refused, HasReason("MATRIX_ROW_COUNT"));
  EXPECT_THAT(refused, HasMetadata("found", "2 rows"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("expected 3"));
  ExpectRefused(NpyMatrix<double>({1, 0, 0, 1, 1, 0, 0, 1}, 2), Spec(), "MATRIX_ROW_COUNT");
}

TEST_F(ImportMatrixTest, BadNumbersAreRefusedAndNothingStays) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const v1::MatrixSpec vectors = Spec(v1::Matrix::KIND_VECTORS);
  ExpectRefused(NpyMatrix<double>({1, 0, 0, nan, 0, 1}, 2), Spec(), "VALUE_NOT_FINITE");
  ExpectRefused(NpyMatrix<double>({1, 0, 0, 2, 0, 1}, 2), Spec(), "PROBABILITY_OUT_OF_RANGE");
  ExpectRefused(NpyMatrix<double>({1, 0, 0.5, 0.25, 0, 1}, 2), Spec(),
                "PROBABILITIES_NOT_NORMALIZED");
  ExpectRefused(NpyMatrix<double>({1, 0, 0, 0, 0, 1}, 2), vectors, "ZERO_VECTOR");
  // Too small and too large for a float32.
  ExpectRefused(NpyMatrix<double>({1, 0, 1e-300, 0, 0, 1}, 2), vectors, "ZERO_VECTOR");
  ExpectRefused(NpyMatrix<double>({1, 0, 1e300, 0, 0, 1}, 2), vectors, "VALUE_NOT_FINITE");
  EXPECT_THAT(Add(NpyMatrix<double>({1, 0, 0, 1, 0, 0}, 2), vectors), HasMetadata("row", "3"));
}

TEST_F(ImportMatrixTest, BadFilesAreRefusedAndNothingStays) {
  const std::string file = NpyMatrix(kProbabilities, 2);
  ExpectRefused(kTable, Spec(), "NOT_AN_NPY_FILE");
  ExpectRefused(file.substr(0, file.size() - 1), Spec(), "TRUNCATED_NPY");
  ExpectRefused(file + "x", Spec(), "NPY_TRAILING_BYTES");
  ExpectRefused(NpyMatrix<double>({1, 1, 1}, 1), Spec(), "CLASS_COUNT_MISMATCH");
  ExpectRefused(NpyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2001), }", ""),
                Spec(), "TOO_MANY_CLASSES");
}

TEST_F(ImportMatrixTest, BadSpecsAreRefused) {
  const std::string file = NpyMatrix(kProbabilities, 2);
  ExpectRefused(file, Spec(v1::Matrix::KIND_UNSPECIFIED), "BAD_MATRIX_KIND");
  v1::MatrixSpec spec = Spec(v1::Matrix::KIND_VECTORS);
  spec.add_classes("a");
  ExpectRefused(file, spec, "BAD_CLASS_LIST");
  spec = Spec();
  spec.set_file_name(std::string(256, 'n'));
  ExpectRefused(file, spec, "BAD_FILE_NAME");
  spec = Spec();
  spec.set_dataset("datasets/none");
  ExpectRefused(file, spec, "DATASET_NOT_FOUND");
  spec.set_dataset("none");
  ExpectRefused(file, spec, "BAD_RESOURCE_NAME");
}

TEST_F(ImportMatrixTest, ATableOfLabelsAloneIsEnoughForAMatrix) {
  v1::ImportSpec labels = ImportTest::Spec("labels.csv");
  labels.set_allow_no_features(true);
  dataset_ = MustImport("label\nb\na\nb\n", labels);
  EXPECT_THAT(Add(NpyMatrix(kProbabilities, 2), Spec()), IsOk());
}

// More than one block of the store, and more than one piece of the reader.
TEST_F(ImportMatrixTest, LongMatricesAreStoredWhole) {
  std::string table = "id,text,label\n";
  for (int i = 0; i < 3000; ++i) {
    table += std::to_string(i) + (i % 2 == 0 ? ",some text,a\n" : ",other text,b\n");
  }
  dataset_ = MustImport(table, ImportTest::Spec("long.csv"));
  std::vector<float> vectors(3000 * 257);
  for (size_t i = 0; i < vectors.size(); ++i) {
    vectors[i] = static_cast<float>(i + 1);
  }
  exchange::StringSource source(NpyMatrix(vectors, 257), 70'000);
  const auto added =
      ImportMatrix(Spec(v1::Matrix::KIND_VECTORS), source, datasets_, matrices_, clock_);
  ASSERT_THAT(added, IsOk());
  EXPECT_EQ(*matrices_.Read(*matrices_.Get(added->matrix().name())), vectors);
}

}  // namespace
}  // namespace assay
