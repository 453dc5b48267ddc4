#include "tests/annotator/rpc/service_case.h"
#include "tests/support/npy_file.h"

namespace assay::rpc {
namespace {

using testing::IsEmpty;

// ImportMatrix, GetMatrix and ListMatrices through an in-process channel.
class MatrixServiceTest : public ServiceTest {
 protected:
  void SetUp() override { dataset_ = MustImport("topics", 10); }

  v1::ImportMatrixRequest SpecMessage() const {
    v1::ImportMatrixRequest message;
    message.mutable_spec()->set_dataset(dataset_);
    message.mutable_spec()->set_kind(v1::Matrix::KIND_PREDICTED_PROBABILITIES);
    message.mutable_spec()->set_file_name("p.npy");
    return message;
  }

  static v1::ImportMatrixRequest ChunkMessage(const std::string& bytes) {
    v1::ImportMatrixRequest message;
    message.set_chunk(bytes);
    return message;
  }

  static v1::ImportMatrixRequest EndMessage(size_t byte_count) {
    v1::ImportMatrixRequest message;
    message.mutable_end()->set_byte_count(static_cast<int64_t>(byte_count));
    return message;
  }

  absl::StatusOr<v1::ImportMatrixResponse> Send(
      const std::vector<v1::ImportMatrixRequest>& messages) {
    grpc::ClientContext context;
    v1::ImportMatrixResponse response;
    const auto writer = datasets_->ImportMatrix(&context, &response);
    for (const v1::ImportMatrixRequest& message : messages) {
      if (!writer->Write(message)) {
        break;
      }
    }
    writer->WritesDone();
    const absl::Status status = FromGrpcStatus(writer->Finish());
    if (!status.ok()) {
      return status;
    }
    return response;
  }

  // Probabilities that differ by `seed`.
  static std::string File(int seed = 0) {
    std::vector<float> values;
    for (int i = 0; i < 10; ++i) {
      const float p = static_cast<float>((i + seed) % 11) / 16;
      values.insert(values.end(), {p, 1 - p});
    }
    return NpyMatrix(values, 2);
  }

  absl::StatusOr<v1::ImportMatrixResponse> Add(int seed) {
    const std::string file = File(seed);
    return Send({SpecMessage(), ChunkMessage(file), EndMessage(file.size())});
  }

  absl::StatusOr<v1::ListMatricesResponse> List(int page_size, const std::string& token = "") {
    v1::ListMatricesRequest request;
    request.set_dataset(dataset_);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(datasets_.get(), &v1::DatasetService::Stub::ListMatrices, request);
  }

  std::string dataset_;
};

TEST_F(MatrixServiceTest, AnImportedMatrixCanBeReadAndListed) {
  const auto added = Add(0);
  ASSERT_THAT(added, IsOk());
  const auto found = Call(datasets_.get(), &v1::DatasetService::Stub::GetMatrix,
                          Named<v1::GetMatrixRequest>(added->matrix().name()));
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->SerializeAsString(), added->matrix().SerializeAsString());
  const auto listed = List(0);
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->matrices_size(), 1);
  EXPECT_EQ(listed->matrices(0).name(), found->name());
}

TEST_F(MatrixServiceTest, ListsPageByPage) {
  for (int seed = 0; seed < 3; ++seed) {
    ASSERT_THAT(Add(seed), IsOk());
  }
  const auto first = List(2);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->matrices_size(), 2);
  const auto second = List(2, first->next_page_token());
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->matrices_size(), 1);
  EXPECT_EQ(second->matrices(0).name(), dataset_ + "/matrices/3");
  EXPECT_THAT(second->next_page_token(), IsEmpty());
  EXPECT_THAT(List(2, "forged"), HasReason("BAD_PAGE_TOKEN"));
  EXPECT_THAT(List(-1), HasReason("BAD_PAGE_SIZE"));
  const std::string token = first->next_page_token();
  dataset_ = MustImport("others", 10);
  EXPECT_THAT(List(2, token), HasReason("BAD_PAGE_TOKEN"));
}

TEST_F(MatrixServiceTest, AStreamThatIsNotWholeStoresNothing) {
  const std::string file = File();
  EXPECT_THAT(Send({SpecMessage(), ChunkMessage(file)}), HasReason("IMPORT_CANCELLED"));
  EXPECT_THAT(Send({SpecMessage(), ChunkMessage(file), EndMessage(file.size() + 1)}),
              HasReason("BAD_IMPORT_STREAM"));
  EXPECT_THAT(Send({ChunkMessage(file), SpecMessage()}), HasReason("BAD_IMPORT_STREAM"));
  EXPECT_EQ(List(0)->matrices_size(), 0);
}

TEST_F(MatrixServiceTest, UnknownNamesAreNotFound) {
  EXPECT_THAT(Call(datasets_.get(), &v1::DatasetService::Stub::GetMatrix,
                   Named<v1::GetMatrixRequest>(dataset_ + "/matrices/9")),
              HasReason("MATRIX_NOT_FOUND"));
  dataset_ = "datasets/none";
  EXPECT_THAT(List(0), HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(Add(0), HasReason("DATASET_NOT_FOUND"));
  dataset_ = "none";
  EXPECT_THAT(List(0), HasReason("BAD_RESOURCE_NAME"));
}

TEST_F(MatrixServiceTest, DeletingTheDataSetDeletesItsMatrices) {
  const auto added = Add(0);
  ASSERT_THAT(added, IsOk());
  ASSERT_THAT(Call(datasets_.get(), &v1::DatasetService::Stub::DeleteDataset,
                   Named<v1::DeleteDatasetRequest>(dataset_)),
              IsOk());
  EXPECT_THAT(Call(datasets_.get(), &v1::DatasetService::Stub::GetMatrix,
                   Named<v1::GetMatrixRequest>(added->matrix().name())),
              HasReason("MATRIX_NOT_FOUND"));
}

}  // namespace
}  // namespace assay::rpc
