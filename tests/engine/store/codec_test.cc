#include "engine/store/codec.h"

#include <limits>
#include <string>

#include "assay/storage/v1/records.pb.h"
#include "engine/store/resource_name.h"
#include "tests/engine/store/store_backends.h"

namespace assay {
namespace {

using storage::v1::AuditRecord;
using storage::v1::ItemRecord;

ItemRecord SampleItem() {
  ItemRecord item;
  item.set_item_id("größe 7");
  item.add_cells("\xFF\x00 any bytes");
  item.add_cells("");
  return item;
}

TEST(CodecTest, MessagesComeBackAsTheyWere) {
  const auto bytes = EncodeMessage(SampleItem());
  ASSERT_THAT(bytes, IsOk());
  ItemRecord decoded;
  decoded.set_item_id("is replaced");
  ASSERT_THAT(DecodeMessage(KeyKind::kItem, *bytes, decoded), IsOk());
  EXPECT_EQ(decoded.item_id(), "größe 7");
  ASSERT_EQ(decoded.cells_size(), 2);
  EXPECT_EQ(decoded.cells(0), SampleItem().cells(0));
}

TEST(CodecTest, DamagedBytesNameTheKindOfKey) {
  const std::string bytes = *EncodeMessage(SampleItem());
  ItemRecord decoded;
  const absl::Status status =
      DecodeMessage(KeyKind::kItem, bytes.substr(0, bytes.size() - 1), decoded);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status, HasReason("STORED_VALUE_DAMAGED"));
  EXPECT_THAT(status, HasMetadata("key_kind", "item"));
}

TEST(CodecTest, TextsThatCouldNotBeReadBackAreRefused) {
  ItemRecord item;
  item.set_item_id("\xC3(");
  EXPECT_THAT(EncodeMessage(item), HasReason("TEXT_NOT_UTF8"));

  AuditRecord audit;
  audit.mutable_audit()->add_classes("good");
  EXPECT_THAT(EncodeMessage(audit), IsOk());
  audit.mutable_audit()->add_class_summaries()->set_label("\xFF");
  EXPECT_THAT(EncodeMessage(audit), HasReason("TEXT_NOT_UTF8"));
}

// RFC 3629: overlong forms, surrogates and what lies beyond U+10FFFF are not UTF-8.
TEST(CodecTest, KnowsWhatIsUtf8) {
  for (const char* good : {"", "a", "ä", "\xE2\x82\xAC", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
  EXPECT_TRUE(IsUtf8(std::string_view("a\0b", 3)));
  for (const char* bad : {"\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
                          "\xF5\x80\x80\x80", "\xF4\x90\x80\x80", "\xFF", "good \xE2\x82"}) {
    EXPECT_FALSE(IsUtf8(bad)) << bad;
  }
}

TEST(CodecTest, NumbersComeBackAsTheyWereAndSortAsNumbers) {
  for (const uint64_t number : {uint64_t{0}, uint64_t{1}, uint64_t{0x0102030405060708},
                                std::numeric_limits<uint64_t>::max()}) {
    EXPECT_EQ(*DecodeNumber(KeyKind::kCounter, EncodeNumber(number)), number);
  }
  EXPECT_EQ(EncodeNumber(0x0102), std::string("\0\0\0\0\0\0\1\2", 8));
  EXPECT_THAT(DecodeNumber(KeyKind::kCounter, "1234567"), HasReason("STORED_VALUE_DAMAGED"));
  EXPECT_THAT(DecodeNumber(KeyKind::kCounter, "123456789"), HasReason("STORED_VALUE_DAMAGED"));
}

TEST(CodecTest, ReadingAnAbsentKeyGivesNothing) {
  MemoryStore store;
  EXPECT_EQ(*ReadBytes(store, "k"), std::nullopt);
  EXPECT_EQ(*ReadNumber(store, KeyKind::kCounter, "k"), std::nullopt);
  EXPECT_FALSE(ReadMessage<ItemRecord>(store, KeyKind::kItem, "k")->has_value());
}

TEST(CodecTest, ReadsMessagesUpToTheLimit) {
  MemoryStore store;
  for (const char* key : {"k1", "k2", "k3"}) {
    ItemRecord item;
    item.set_item_id(key);
    ASSERT_THAT(PutOne(store, key, *EncodeMessage(item)), IsOk());
  }
  const auto messages = ReadMessages<ItemRecord>(store, KeyKind::kItem, {"k1", "l"}, 2);
  ASSERT_THAT(messages, IsOk());
  ASSERT_EQ(messages->size(), 2u);
  EXPECT_EQ(messages->back().item_id(), "k2");
  ASSERT_THAT(PutOne(store, "k2", "\xFF"), IsOk());
  EXPECT_THAT(ReadMessages<ItemRecord>(store, KeyKind::kItem, {"k1", "l"}, 2),
              HasReason("STORED_VALUE_DAMAGED"));
}

TEST(ResourceNameTest, ReadsItsOwnNamesAndNoOthers) {
  EXPECT_EQ(NumberedName("audits", 7), "audits/7");
  EXPECT_EQ(ParseNumberedName("audits", "audits/7"), 7u);
  EXPECT_EQ(ParseNumberedName("audits", "audits/18446744073709551615"),
            std::numeric_limits<uint64_t>::max());
  for (const char* bad : {"", "audits", "audits/", "audits/0", "audits/07", "audits/-1",
                          "audits/+1", "audits/7 ", "audits/ 7", "audits/7/8", "audit/7",
                          "operations/7", "audits/18446744073709551616", "audits/0x7", "audits7"}) {
    EXPECT_EQ(ParseNumberedName("audits", bad), std::nullopt) << bad;
  }
  EXPECT_EQ(ParseResourceName("datasets", "datasets/a.b-1"), "a.b-1");
  EXPECT_EQ(MatrixName("news", 7), "datasets/news/matrices/7");
  EXPECT_EQ(ParseMatrixName("datasets/news/matrices/7")->dataset_id, "news");
  EXPECT_EQ(ParseMatrixName("datasets/news/matrices/7")->matrix_number, 7u);
  for (const std::string bad : {"datasets//matrices/7", "datasets/news/matrices/0",
                                "datasets/news/audits/7", "datasets/news/matrices", "datasets/"}) {
    EXPECT_FALSE(ParseMatrixName(bad).has_value()) << bad;
  }
  for (const char* bad : {"datasets/", "datasets", "datasetsx/a", "datasets/a/b", "a", ""}) {
    EXPECT_EQ(ParseResourceName("datasets", bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace assay
