#include <string>
#include <thread>
#include <vector>

#include "tests/annotator/rpc/service_case.h"

namespace assay::rpc {
namespace {

using DatasetStub = v1::DatasetService::Stub;

class DatasetServiceTest : public ServiceTest {
 protected:
  absl::StatusOr<v1::Dataset> Get(const std::string& name) {
    return Call(datasets_.get(), &DatasetStub::GetDataset, Named<v1::GetDatasetRequest>(name));
  }
  absl::StatusOr<v1::DeleteDatasetResponse> Delete(const std::string& name) {
    return Call(datasets_.get(), &DatasetStub::DeleteDataset,
                Named<v1::DeleteDatasetRequest>(name));
  }
  absl::StatusOr<v1::ListDatasetsResponse> List(int page_size, const std::string& token) {
    v1::ListDatasetsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(datasets_.get(), &DatasetStub::ListDatasets, request);
  }
  absl::Status Export(const std::string& name, const std::string& format, std::string& bytes) {
    grpc::ClientContext context;
    auto request = Named<v1::ExportDatasetRequest>(name);
    request.set_format(format);
    const auto reader = datasets_->ExportDataset(&context, request);
    v1::ExportDatasetResponse piece;
    while (reader->Read(&piece)) {
      EXPECT_LE(piece.chunk().size(), size_t{1} << 20);
      bytes += piece.chunk();
    }
    return FromGrpcStatus(reader->Finish());
  }

  // Sends the messages as they are, and returns how the call ended.
  absl::Status SendAll(const std::vector<v1::ImportDatasetRequest>& messages) {
    grpc::ClientContext context;
    v1::ImportDatasetResponse response;
    const auto writer = datasets_->ImportDataset(&context, &response);
    for (const auto& message : messages) {
      if (!writer->Write(message)) {
        break;
      }
    }
    writer->WritesDone();
    return FromGrpcStatus(writer->Finish());
  }

  static v1::ImportDatasetRequest SpecMessage() {
    v1::ImportDatasetRequest message;
    message.mutable_spec()->set_file_name("t.csv");
    return message;
  }
  static v1::ImportDatasetRequest ChunkMessage(const std::string& chunk) {
    v1::ImportDatasetRequest message;
    message.set_chunk(chunk);
    return message;
  }

  static v1::ImportDatasetRequest EndMessage(size_t byte_count) {
    v1::ImportDatasetRequest message;
    message.mutable_end()->set_byte_count(static_cast<int64_t>(byte_count));
    return message;
  }

  void ExpectNothingStored() {
    const auto list = List(0, "");
    ASSERT_THAT(list, IsOk());
    EXPECT_EQ(list->datasets_size(), 0);
  }
};

TEST_F(DatasetServiceTest, AnImportedDataSetCanBeReadListedExportedAndDeleted) {
  const std::string name = MustImport("topics");
  EXPECT_EQ(name, "datasets/topics");
  const auto read = Get(name);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->item_count(), 60);
  EXPECT_EQ(List(0, "")->datasets_size(), 1);
  std::string bytes;
  ASSERT_THAT(Export(name, "csv", bytes), IsOk());
  EXPECT_EQ(bytes, TopicTable(60));
  ASSERT_THAT(Delete(name), IsOk());
  EXPECT_THAT(Get(name), HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(Delete(name), HasReason("DATASET_NOT_FOUND"));
  ExpectNothingStored();
}

TEST_F(DatasetServiceTest, ItemsAreAddedAtTheEndAllOrNone) {
  const std::string name = MustImport("topics");
  v1::AppendItemsRequest request;
  request.set_dataset(name);
  v1::NewItem& item = *request.add_items();
  item.set_item_id("new");
  item.mutable_cells()->insert({"label", Get(name)->classes(0).label()});
  const auto response = Call(datasets_.get(), &DatasetStub::AppendItems, request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->item_count(), 61);
  *request.add_items() = item;
  request.mutable_items(1)->set_item_id("newer");
  const auto refused = Call(datasets_.get(), &DatasetStub::AppendItems, request);
  EXPECT_THAT(refused, HasReason("DUPLICATE_ID"));
  EXPECT_THAT(refused, HasMetadata("row", "1"));
  EXPECT_EQ(Get(name)->item_count(), 61);
}

TEST_F(DatasetServiceTest, AnErrorCarriesErrorInfoAndBadRequest) {
  grpc::ClientContext context;
  v1::Dataset response;
  const grpc::Status status =
      datasets_->GetDataset(&context, Named<v1::GetDatasetRequest>("audits/1"), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::Status proto;
  ASSERT_TRUE(proto.ParseFromString(status.error_details()));
  ASSERT_EQ(proto.details_size(), 2);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(proto.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "BAD_RESOURCE_NAME");
  EXPECT_EQ(info.domain(), "assay.dev");
  EXPECT_EQ(info.metadata().at("found"), "audits/1");
  google::rpc::BadRequest bad;
  ASSERT_TRUE(proto.details(1).UnpackTo(&bad));
  EXPECT_EQ(bad.field_violations(0).field(), "name");
}

TEST_F(DatasetServiceTest, PagesHoldEveryDataSetOnceInTheOrderOfImport) {
  for (int i = 0; i < 7; ++i) {
    MustImport("d" + std::to_string(9 - i), 10);
  }
  for (const int page_size : {1, 2, 3, 7, 8}) {
    std::vector<std::string> names;
    std::string token;
    do {
      const auto page = List(page_size, token);
      ASSERT_THAT(page, IsOk());
      EXPECT_LE(page->datasets_size(), page_size);
      for (const auto& dataset : page->datasets()) {
        names.push_back(dataset.name());
      }
      token = page->next_page_token();
    } while (!token.empty());
    EXPECT_THAT(names,
                testing::ElementsAre("datasets/d9", "datasets/d8", "datasets/d7", "datasets/d6",
                                     "datasets/d5", "datasets/d4", "datasets/d3"))
        << page_size;
  }
}

TEST_F(DatasetServiceTest, PageSizesFollowTheContract) {
  MustImport("one", 10);
  MustImport("two", 10);
  EXPECT_EQ(List(0, "")->datasets_size(), 2);
  EXPECT_EQ(List(2'000'000'000, "")->datasets_size(), 2);
  EXPECT_THAT(List(-1, ""), HasReason("BAD_PAGE_SIZE"));
  EXPECT_THAT(List(-1, ""), HasMetadata("field", "page_size"));
}

TEST_F(DatasetServiceTest, TheLastPageHasNoTokenEvenWhenItIsFull) {
  MustImport("one", 10);
  MustImport("two", 10);
  EXPECT_EQ(List(2, "")->next_page_token(), "");
}

TEST_F(DatasetServiceTest, TokensThatAreNotOfThisRequestAreRefused) {
  MustImport("one", 10);
  MustImport("two", 10);
  const std::string token = List(1, "")->next_page_token();
  ASSERT_FALSE(token.empty());
  std::string forged = token;
  forged[0] = forged[0] == 'A' ? 'B' : 'A';
  for (const std::string& bad : {forged, token.substr(1), std::string("x"), token + "x"}) {
    EXPECT_THAT(List(1, bad), HasReason("BAD_PAGE_TOKEN"));
    EXPECT_THAT(List(1, bad), HasMetadata("field", "page_token"));
  }
  v1::ListOperationsRequest other;
  other.set_page_token(token);
  EXPECT_THAT(Call(operations_.get(), &v1::OperationService::Stub::ListOperations, other),
              HasReason("BAD_PAGE_TOKEN"));
}

TEST_F(DatasetServiceTest, ATokenIsGoodAfterARestart) {
  MustImport("one", 10);
  MustImport("two", 10);
  const std::string token = List(1, "")->next_page_token();
  server_.reset();
  auto again = AssayServer::Start({.data_dir = dir_.File("data"), .listen = ""}, clock_);
  ASSERT_THAT(again, IsOk());
  server_ = *std::move(again);
  Connect(server_->InProcessChannel());
  const auto page = List(1, token);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->datasets(0).name(), "datasets/two");
}

TEST_F(DatasetServiceTest, NamesThatNobodyHasAreRefusedWhateverTheirBytes) {
  for (const std::string& id :
       {std::string("x"), std::string("\0", 1), std::string("a/b"), std::string("../etc"),
        std::string(1 << 20, 'n'), std::string("\xC3\xA4")}) {
    EXPECT_THAT(Get("datasets/" + id), HasReason("DATASET_NOT_FOUND"));
    EXPECT_THAT(Delete("datasets/" + id), HasReason("DATASET_NOT_FOUND"));
    std::string bytes;
    EXPECT_THAT(Export("datasets/" + id, "csv", bytes), HasReason("DATASET_NOT_FOUND"));
  }
  for (const std::string& name : {std::string(), std::string("datasets"), std::string("datasets/"),
                                  std::string("x"), std::string(1 << 20, 'n')}) {
    EXPECT_THAT(Get(name), HasReason("BAD_RESOURCE_NAME"));
    EXPECT_THAT(Get(name), HasMetadata("field", "name"));
    EXPECT_THAT(Delete(name), HasReason("BAD_RESOURCE_NAME"));
    std::string bytes;
    EXPECT_THAT(Export(name, "csv", bytes), HasReason("BAD_RESOURCE_NAME"));
  }
}

TEST_F(DatasetServiceTest, ANameThatIsNotUtf8IsAnErrorAndTheServerLives) {
  EXPECT_FALSE(Get("datasets/\xFF\xFE").ok());
  MustImport("after", 10);
}

TEST_F(DatasetServiceTest, AnUnknownExportFormatIsRefused) {
  std::string bytes;
  EXPECT_THAT(Export(MustImport("topics"), "xlsx", bytes), HasReason("UNKNOWN_FORMAT"));
  EXPECT_EQ(bytes, "");
}

TEST_F(DatasetServiceTest, AnEmptyImportStreamIsRefused) {
  EXPECT_THAT(SendAll({}), HasReason("IMPORT_CANCELLED"));
  EXPECT_THAT(SendAll({v1::ImportDatasetRequest()}), HasReason("BAD_IMPORT_STREAM"));
  ExpectNothingStored();
}

TEST_F(DatasetServiceTest, AChunkBeforeTheSpecIsRefused) {
  EXPECT_THAT(SendAll({ChunkMessage(TopicTable(10)), SpecMessage()}),
              HasReason("BAD_IMPORT_STREAM"));
  ExpectNothingStored();
}

TEST_F(DatasetServiceTest, ASecondSpecIsRefused) {
  EXPECT_THAT(SendAll({SpecMessage(), SpecMessage()}), HasReason("BAD_IMPORT_STREAM"));
  EXPECT_THAT(SendAll({SpecMessage(), ChunkMessage(TopicTable(10)), SpecMessage()}),
              HasReason("BAD_IMPORT_STREAM"));
  EXPECT_THAT(SendAll({SpecMessage(), ChunkMessage(TopicTable(10)), v1::ImportDatasetRequest()}),
              HasReason("BAD_IMPORT_STREAM"));
  ExpectNothingStored();
}

TEST_F(DatasetServiceTest, AStreamWithoutAnEndStoresNothing) {
  EXPECT_THAT(SendAll({SpecMessage(), ChunkMessage(TopicTable(10))}),
              HasReason("IMPORT_CANCELLED"));
  ExpectNothingStored();
}

TEST_F(DatasetServiceTest, AnEndWithAnotherByteCountStoresNothing) {
  const std::string table = TopicTable(10);
  EXPECT_THAT(SendAll({SpecMessage(), ChunkMessage(table), EndMessage(table.size() + 1)}),
              HasReason("BAD_IMPORT_STREAM"));
  ExpectNothingStored();
}

TEST_F(DatasetServiceTest, AChunkAboveTheLimitIsRefused) {
  EXPECT_THAT(SendAll({SpecMessage(), ChunkMessage(std::string((1 << 20) + 1, 'x'))}),
              HasReason("BAD_IMPORT_STREAM"));
  ExpectNothingStored();
}

TEST_F(DatasetServiceTest, AMessageAboveTheLimitOfTheServerIsRefused) {
  EXPECT_EQ(SendAll({SpecMessage(), ChunkMessage(std::string(kMaxMessageBytes + 1, 'x'))}).code(),
            absl::StatusCode::kResourceExhausted);
  ExpectNothingStored();
}

TEST_F(DatasetServiceTest, ASpecWithoutAFileIsAnEmptyFile) {
  EXPECT_THAT(SendAll({SpecMessage(), EndMessage(0)}), HasReason("EMPTY_FILE"));
  EXPECT_THAT(SendAll({SpecMessage(), ChunkMessage(""), EndMessage(0)}), HasReason("EMPTY_FILE"));
}

TEST_F(DatasetServiceTest, ChunksMayEndAnywhereAndMayBeEmpty) {
  std::vector<v1::ImportDatasetRequest> messages = {SpecMessage()};
  for (const char c : TopicTable(20)) {
    messages.push_back(ChunkMessage(std::string(1, c)));
    if (c == '\n') {
      messages.push_back(ChunkMessage(""));
    }
  }
  messages.push_back(EndMessage(TopicTable(20).size()));
  EXPECT_THAT(SendAll(messages), IsOk());
  std::string bytes;
  EXPECT_THAT(Export("datasets/t", "", bytes), IsOk());
  EXPECT_EQ(bytes, TopicTable(20));
}

TEST_F(DatasetServiceTest, AnErrorOfTheTableComesWithItsPlaceBeforeTheFileIsSent) {
  std::vector<v1::ImportDatasetRequest> messages = {SpecMessage(),
                                                    ChunkMessage("text,label\na b,x\nc d,\n")};
  for (int i = 0; i < 100; ++i) {
    messages.push_back(ChunkMessage(std::string(1 << 18, 'x')));
  }
  const absl::Status status = SendAll(messages);
  EXPECT_THAT(status, HasReason("EMPTY_LABEL"));
  EXPECT_THAT(status, HasMetadata("row", "2"));
  EXPECT_THAT(status, HasMetadata("file", "t.csv"));
}

// The label is cut for the message, and the cut falls inside a character.
TEST_F(DatasetServiceTest, AnErrorAboutALongForeignLabelKeepsItsReason) {
  std::string label = "x";
  for (int i = 0; i < 40; ++i) {
    label += "\xE2\x82\xAC";
  }
  auto message = SpecMessage();
  message.mutable_spec()->set_max_class_count(1);
  EXPECT_THAT(SendAll({message, ChunkMessage("text,label\na b,x\nc d," + label + "\n")}),
              HasReason("TOO_MANY_CLASSES"));
}

TEST_F(DatasetServiceTest, AClientThatCancelsLeavesNothingBehind) {
  for (int round = 0; round < 20; ++round) {
    grpc::ClientContext context;
    v1::ImportDatasetResponse response;
    const auto writer = datasets_->ImportDataset(&context, &response);
    writer->Write(SpecMessage());
    for (int i = 0; i < round; ++i) {
      writer->Write(ChunkMessage(TopicTable(10)));
    }
    context.TryCancel();
    EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  ExpectNothingStored();
  MustImport("after", 10);
}

TEST_F(DatasetServiceTest, ATakenNameIsRefused) {
  MustImport("topics");
  v1::ImportSpec spec;
  spec.set_dataset_id("topics");
  const auto again = Import(TopicTable(20), spec);
  EXPECT_THAT(again, HasReason("DATASET_ALREADY_EXISTS"));
  EXPECT_EQ(again.status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(DatasetServiceTest, ImportsAtOnceOfFilesWithOneNameAllGetNamesOfTheirOwn) {
  std::vector<absl::Status> statuses(6);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < statuses.size(); ++i) {
    threads.emplace_back([&, i] {
      v1::ImportSpec spec;
      spec.set_file_name("same.csv");
      statuses[i] = Import(TopicTable(20 + static_cast<int>(i)), spec).status();
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_THAT(statuses, testing::Each(IsOk()));
  EXPECT_EQ(List(0, "")->datasets_size(), 6);
}

TEST_F(DatasetServiceTest, AClientThatLeavesAnExportIsNotWaitedFor) {
  const std::string name = MustImport("big", 40000);
  for (int i = 0; i < 40; ++i) {
    grpc::ClientContext context;
    const auto reader = datasets_->ExportDataset(&context, Named<v1::ExportDatasetRequest>(name));
    v1::ExportDatasetResponse piece;
    EXPECT_TRUE(reader->Read(&piece));
    context.TryCancel();
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
}

}  // namespace
}  // namespace assay::rpc
