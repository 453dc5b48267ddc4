#include <numeric>

#include "assay/client/client.h"
#include "tests/clients/cpp/fake_services.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::client {
namespace {

class StreamTest : public ::testing::Test {
 protected:
  Client MakeClient() const { return Client(fake_.Channel(), CallOptions()); }
  LabelImporter Import() const {
    v1::ImportLabelsSpec spec;
    spec.set_campaign("news");
    return MakeClient().campaigns().ImportLabels(spec);
  }

  FakeServer fake_;
};

TEST_F(StreamTest, AListIsFetchedPageByPage) {
  const auto annotators = MakeClient().annotators().List();
  ASSERT_TRUE(annotators.ok()) << annotators.status();
  ASSERT_EQ(annotators->size(), 2500u);
  EXPECT_EQ(annotators->back().name(), "annotators/2499");
}

TEST_F(StreamTest, LabelsAreSentInGroupsOfAThousandWithAnEnd) {
  LabelImporter importer = Import();
  for (int i = 0; i < 2500; ++i) {
    ASSERT_TRUE(importer.Add("item-" + std::to_string(i), "ana", "World").ok());
  }
  const auto imported = importer.Finish();
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->label_count(), 2500);
  EXPECT_THAT(fake_.campaigns.message_rows, ::testing::ElementsAre(1000, 1000, 500));
  EXPECT_TRUE(fake_.campaigns.ended);
  EXPECT_EQ(fake_.campaigns.spec.campaign(), "campaigns/news");
}

TEST_F(StreamTest, LargeLabelsAreSentInSmallerGroups) {
  LabelImporter importer = Import();
  const std::string large(100'000, 'x');
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(importer.Add("item", "ana", large).ok());
  }
  ASSERT_TRUE(importer.Finish().ok());
  const auto& bytes = fake_.campaigns.message_bytes;
  EXPECT_LT(*std::max_element(bytes.begin(), bytes.end()), size_t{1'200'000});
  EXPECT_EQ(
      std::accumulate(fake_.campaigns.message_rows.begin(), fake_.campaigns.message_rows.end(), 0),
      30);
}

TEST_F(StreamTest, AnImportThatIsDroppedHasNoEnd) {
  {
    LabelImporter importer = Import();
    for (int i = 0; i < 1000; ++i) {
      ASSERT_TRUE(importer.Add("item", "ana", "World").ok());
    }
  }
  fake_.server->Shutdown();
  EXPECT_FALSE(fake_.campaigns.ended);
}

TEST_F(StreamTest, AnErrorOfTheServiceEndsTheImport) {
  fake_.script.errors = {WireError(grpc::StatusCode::INVALID_ARGUMENT, "UNKNOWN_ITEM")};
  LabelImporter importer = Import();
  absl::Status status;
  for (int i = 0; i < 1'000'000 && status.ok(); ++i) {
    status = importer.Add("item", "ana", "World");
  }
  EXPECT_EQ(ErrorReason(status), "UNKNOWN_ITEM");
  EXPECT_EQ(ErrorReason(importer.Finish().status()), "UNKNOWN_ITEM");
}

TEST_F(StreamTest, ALabelAfterTheEndIsRefused) {
  LabelImporter importer = Import();
  ASSERT_TRUE(importer.Finish().ok());
  EXPECT_EQ(ErrorReason(importer.Add("item", "ana", "World")), "IMPORT_FINISHED");
}

TEST_F(StreamTest, AFileArrivesAsItIs) {
  const TempDir folder;
  std::string content;
  for (int i = 0; content.size() < 3'000'000; ++i) {
    content += std::to_string(i) + ",text\n";
  }
  const std::string path = folder.WriteFile("items.csv", content);
  ASSERT_TRUE(MakeClient().datasets().ImportFile({}, path).ok());
  EXPECT_EQ(fake_.datasets.bytes, content);
  EXPECT_EQ(fake_.datasets.announced_bytes, static_cast<int64_t>(content.size()));
  EXPECT_EQ(fake_.datasets.file_name, "items.csv");
}

TEST_F(StreamTest, LargePiecesAreCutIntoChunks) {
  const std::string content(5'000'000, 'x');
  bool given = false;
  const auto source = [&]() -> absl::StatusOr<std::string_view> {
    const std::string_view piece = given ? std::string_view() : std::string_view(content);
    given = true;
    return piece;
  };
  ASSERT_TRUE(MakeClient().datasets().Import({}, source).ok());
  EXPECT_EQ(fake_.datasets.bytes.size(), content.size());
  EXPECT_LE(fake_.datasets.max_chunk_bytes, size_t{1} << 20);
}

TEST_F(StreamTest, ASourceThatFailsSendsNoEnd) {
  const auto source = []() -> absl::StatusOr<std::string_view> {
    return absl::DataLossError("torn");
  };
  EXPECT_EQ(MakeClient().datasets().Import({}, source).status().message(), "torn");
  fake_.server->Shutdown();
  EXPECT_EQ(fake_.datasets.announced_bytes, -1);
}

TEST_F(StreamTest, AFileThatIsNotThereIsSaidSo) {
  EXPECT_EQ(ErrorReason(MakeClient().datasets().ImportFile({}, "/no/such/file").status()),
            "FILE_NOT_READABLE");
}

TEST_F(StreamTest, ItemsAreAppendedInGroupsWithRequestIdsOfTheirOwn) {
  std::vector<v1::NewItem> items(2100);
  const auto count = MakeClient().datasets().Append("news", items);
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(*count, 2100);
  ASSERT_EQ(fake_.script.request_ids.size(), 3u);
  EXPECT_NE(fake_.script.request_ids[0], fake_.script.request_ids[1]);
}

}  // namespace
}  // namespace assay::client
