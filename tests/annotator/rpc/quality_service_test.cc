#include <string>
#include <vector>

#include "assay/v1/quality.grpc.pb.h"
#include "tests/annotator/rpc/service_case.h"

namespace assay::rpc {
namespace {

constexpr char kLabels[] = "item,annotator,label\n1,A,x\n1,B,x\n2,A,y\n2,B,x\n3,A,y\n3,B,y\n";

class QualityServiceTest : public ServiceTest {
 protected:
  QualityServiceTest() : quality_(v1::QualityService::NewStub(server_->InProcessChannel())) {}

  static v1::InferConsensusRequest SpecMessage(const std::string& method = "majority") {
    v1::InferConsensusRequest message;
    message.mutable_spec()->mutable_labels()->set_file_name("t.csv");
    message.mutable_spec()->set_method(method);
    return message;
  }
  static v1::InferConsensusRequest ChunkMessage(const std::string& chunk) {
    v1::InferConsensusRequest message;
    message.set_chunk(chunk);
    return message;
  }
  static v1::InferConsensusRequest EndMessage(size_t byte_count) {
    v1::InferConsensusRequest message;
    message.mutable_end()->set_byte_count(static_cast<int64_t>(byte_count));
    return message;
  }

  // Writes everything, then reads everything: what a simple client does.
  absl::Status Exchange(const std::vector<v1::InferConsensusRequest>& messages) {
    grpc::ClientContext context;
    const auto stream = quality_->InferConsensus(&context);
    for (const auto& message : messages) {
      if (!stream->Write(message)) {
        break;
      }
    }
    stream->WritesDone();
    v1::InferConsensusResponse response;
    while (stream->Read(&response)) {
      if (!response.has_progress()) {
        answers_.push_back(response);
      }
    }
    return FromGrpcStatus(stream->Finish());
  }

  std::vector<v1::ConsensusRow> Rows() const {
    std::vector<v1::ConsensusRow> rows;
    for (const auto& answer : answers_) {
      rows.insert(rows.end(), answer.rows().rows().begin(), answer.rows().rows().end());
    }
    return rows;
  }

  std::unique_ptr<v1::QualityService::Stub> quality_;
  std::vector<v1::InferConsensusResponse> answers_;
};

TEST_F(QualityServiceTest, APlainFileIsAnsweredAndNotStored) {
  const std::string labels = kLabels;
  ASSERT_THAT(Exchange({SpecMessage(), ChunkMessage(labels.substr(0, 9)),
                        ChunkMessage(labels.substr(9)), EndMessage(labels.size())}),
              IsOk());
  ASSERT_GE(answers_.size(), 4u);
  EXPECT_TRUE(answers_[0].has_table());
  EXPECT_EQ(answers_[0].table().label_count(), 6);
  EXPECT_TRUE(answers_[1].has_summary());
  EXPECT_EQ(answers_[1].summary().method(), "majority");
  ASSERT_EQ(Rows().size(), 3u);
  EXPECT_EQ(Rows()[0].label(), "x");
  EXPECT_EQ(Rows()[2].label(), "y");
  v1::ListDatasetsRequest request;
  const auto list = Call(datasets_.get(), &v1::DatasetService::Stub::ListDatasets, request);
  ASSERT_THAT(list, IsOk());
  EXPECT_EQ(list->datasets_size(), 0);
}

TEST_F(QualityServiceTest, FilesComeInTheOrderOfTheSpec) {
  const std::string labels = kLabels;
  const std::string gold = "item,label\n2,y\n";
  const std::string truth = "item,label\n1,x\n3,x\n";
  v1::InferConsensusRequest spec = SpecMessage();
  spec.mutable_spec()->mutable_gold()->set_file_name("gold.csv");
  spec.mutable_spec()->mutable_truth()->set_file_name("truth.csv");
  ASSERT_THAT(Exchange({spec, ChunkMessage(labels), EndMessage(labels.size()), ChunkMessage(gold),
                        EndMessage(gold.size()), ChunkMessage(truth), EndMessage(truth.size())}),
              IsOk());
  ASSERT_GE(answers_.size(), 3u);
  EXPECT_EQ(answers_[1].summary().gold_count(), 1);
  ASSERT_TRUE(answers_[2].has_score());
  EXPECT_DOUBLE_EQ(answers_[2].score().accuracy(), 0.5);
  EXPECT_EQ(Rows()[1].label(), "y");
}

TEST_F(QualityServiceTest, AStreamThatIsNotSpecChunksEndIsRefused) {
  const std::string labels = kLabels;
  EXPECT_THAT(Exchange({ChunkMessage(labels)}), HasReason("BAD_IMPORT_STREAM"));
  EXPECT_THAT(Exchange({SpecMessage(), SpecMessage()}), HasReason("BAD_IMPORT_STREAM"));
  EXPECT_THAT(Exchange({SpecMessage(), ChunkMessage(labels), EndMessage(1)}),
              HasReason("BAD_IMPORT_STREAM"));
  EXPECT_THAT(Exchange({SpecMessage(), ChunkMessage(std::string((1 << 20) + 1, 'x'))}),
              HasReason("BAD_IMPORT_STREAM"));
  EXPECT_THAT(Exchange({SpecMessage(), ChunkMessage(labels)}), HasReason("IMPORT_CANCELLED"));
  EXPECT_THAT(Exchange({}), HasReason("IMPORT_CANCELLED"));
}

TEST_F(QualityServiceTest, BadOptionsAreRefusedBeforeTheFileIsRead) {
  EXPECT_THAT(Exchange({SpecMessage("majorty")}), HasReason("UNKNOWN_CONSENSUS_METHOD"));
  v1::InferConsensusRequest spec = SpecMessage();
  spec.mutable_spec()->set_thread_count(-1);
  EXPECT_THAT(Exchange({spec}), HasReason("BAD_THREAD_COUNT"));
  spec = SpecMessage();
  spec.mutable_spec()->set_confidence_level(2);
  EXPECT_THAT(Exchange({spec}), HasReason("BAD_CONFIDENCE_LEVEL"));
  spec = SpecMessage();
  spec.mutable_spec()->set_max_iterations(-1);
  EXPECT_THAT(Exchange({spec}), HasReason("BAD_MAX_ITERATIONS"));
}

TEST_F(QualityServiceTest, AStoredLongTableNeedsNoFile) {
  v1::ImportSpec import;
  import.set_dataset_id("crowd");
  import.set_file_name("t.csv");
  import.set_one_label_per_row(true);
  const auto stored = Import(kLabels, import);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->dataset().item_count(), 3);
  EXPECT_EQ(stored->dataset().label_count(), 6);
  v1::InferConsensusRequest spec = SpecMessage();
  spec.mutable_spec()->mutable_labels()->clear_file_name();
  spec.mutable_spec()->mutable_labels()->set_dataset("datasets/crowd");
  ASSERT_THAT(Exchange({spec}), IsOk());
  EXPECT_EQ(Rows().size(), 3u);
}

TEST_F(QualityServiceTest, MethodsOfBothKindsAreListed) {
  for (const auto kind : {v1::Method::KIND_COEFFICIENT, v1::Method::KIND_CONSENSUS}) {
    v1::ListMethodsRequest request;
    request.set_kind(kind);
    const auto list = Call(methods_.get(), &v1::MethodService::Stub::ListMethods, request);
    ASSERT_THAT(list, IsOk());
    EXPECT_GE(list->methods_size(), 10);
    for (const auto& method : list->methods()) {
      EXPECT_EQ(method.kind(), kind);
      EXPECT_FALSE(method.source().empty());
    }
  }
}

TEST_F(QualityServiceTest, AClientThatLeavesEndsTheCall) {
  grpc::ClientContext context;
  const auto stream = quality_->InferConsensus(&context);
  stream->Write(SpecMessage());
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

}  // namespace
}  // namespace assay::rpc
