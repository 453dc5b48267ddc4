#include "annotator/measuring/label_reader.h"

#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "annotator/measuring/label_collector.h"
#include "engine/store/memory_store.h"
#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OneFile final : public SentFiles {
 public:
  explicit OneFile(std::string text) : source_(std::move(text), 5) {}
  exchange::ByteSource& Next() override { return source_; }

 private:
  exchange::StringSource source_;
};

class LabelReaderTest : public testing::Test {
 protected:
  absl::StatusOr<ReadLabelsResult> Read(const std::string& text, v1::LabelSource source = {},
                                        LabelKind kind = LabelKind::kClasses) {
    OneFile file(text);
    if (source.dataset().empty()) {
      source.set_file_name("t.csv");
    }
    return ReadLabels(source, kind, file, {datasets_, campaigns_, annotators_}, progress_);
  }

  // The names of the classes of what `text` holds.
  std::vector<std::string> ClassesOf(const std::string& text, v1::LabelSource source,
                                     LabelKind kind) {
    auto read = Read(text, std::move(source), kind);
    EXPECT_THAT(read, IsOk());
    const auto table = read->collector.Finish(read->info);
    EXPECT_THAT(table, IsOk());
    return {read->info.classes().begin(), read->info.classes().end()};
  }

  static absl::StatusOr<std::vector<KnownLabel>> ReadKnown(const std::string& text) {
    v1::KnownLabels spec;
    spec.set_file_name("k.csv");
    exchange::StringSource source(text);
    NullProgress progress;
    return ReadKnownLabels(spec, source, progress);
  }

  MemoryStore store_;
  DatasetRepository datasets_{store_};
  CampaignRepository campaigns_{store_};
  AnnotatorRepository annotators_{store_};
  NullProgress progress_;
};

TEST_F(LabelReaderTest, ALongTableBecomesALabelTable) {
  auto read = Read("item,annotator,label\n1,A,x\n2,A,y\n1,B,y\n");
  ASSERT_THAT(read, IsOk());
  const auto table = read->collector.Finish(read->info);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->item_count(), 2u);
  EXPECT_THAT(table->classes_of(0), ElementsAre(0, 1));
  EXPECT_EQ(read->info.row_count(), 3);
  EXPECT_EQ(read->info.repeat_count(), 0);
  EXPECT_THAT(read->info.warnings(), testing::IsEmpty());
}

TEST_F(LabelReaderTest, WhenLabelsWereGivenStandsBesideThem) {
  auto collector = LabelCollector::Create({}, "log", LabelKind::kClasses);
  ASSERT_THAT(collector, IsOk());
  const auto add = [&](const char* item, const char* annotator, std::optional<double> order) {
    LabelRow row;
    row.item = item;
    row.annotator = annotator;
    row.label = annotator;
    row.order = order;
    EXPECT_THAT(collector->Add(row), IsOk());
  };
  add("2", "B", 7);
  add("1", "A", 3);
  add("2", "A", std::nullopt);
  add("1", "B", 1);
  add("1", "A", 9);  // the last of A's labels on item 1 counts
  v1::LabelTableInfo info;
  const auto table = collector->Finish(info);
  ASSERT_THAT(table, IsOk());
  std::map<std::string, double> orders;
  size_t place = 0;
  for (size_t item = 0; item < table->item_count(); ++item) {
    for (const uint32_t annotator : table->annotators_of(item)) {
      orders[std::string(table->item_names()[item]) +
             std::string(table->annotator_names()[annotator])] = collector->orders()[place++];
    }
  }
  EXPECT_EQ(place, collector->orders().size());
  EXPECT_EQ(orders["2B"], 7);
  EXPECT_EQ(orders["1A"], 9);
  EXPECT_EQ(orders["1B"], 1);
  EXPECT_TRUE(std::isnan(orders["2A"]));
}

TEST_F(LabelReaderTest, RepeatsAreCountedAndSaid) {
  auto read = Read("item,annotator,label\n1,A,x\n1,A,y\n");
  ASSERT_THAT(read, IsOk());
  const auto table = read->collector.Finish(read->info);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(read->info.repeat_count(), 1);
  EXPECT_THAT(read->info.warnings(), ElementsAre(HasSubstr("the last of each counts")));
}

TEST_F(LabelReaderTest, GivenClassesKeepTheirOrderWhereItMatters) {
  const std::string text = "item,annotator,label\n1,A,low\n1,B,high\n";
  v1::LabelSource source;
  for (const char* name : {"low", "medium", "high"}) {
    source.add_classes(name);
  }
  EXPECT_THAT(ClassesOf(text, source, LabelKind::kOrderedClasses),
              ElementsAre("low", "medium", "high"));
  EXPECT_THAT(ClassesOf(text, source, LabelKind::kClasses), ElementsAre("high", "low", "medium"));
}

TEST_F(LabelReaderTest, SpellingsOfOneNumberAreOneClassWhereNumbersAreNeeded) {
  const std::string text = "item,annotator,label\n1,A,1\n1,B,1.0\n2,A,-0\n2,B, 0\n2,C,1e1\n";
  EXPECT_THAT(ClassesOf(text, {}, LabelKind::kNumbers), ElementsAre("0", "1", "10"));
}

TEST_F(LabelReaderTest, EachBadCellHasItsReason) {
  const std::string head = "item,annotator,label\n1,A,x\n";
  EXPECT_THAT(Read(head + ",B,x\n"), HasReason("EMPTY_ID"));
  EXPECT_THAT(Read(head + "1,,x\n"), HasReason("EMPTY_ANNOTATOR"));
  EXPECT_THAT(Read(head + "1,B, \n"), HasReason("EMPTY_LABEL"));
  EXPECT_THAT(Read(head + std::string(1025, 'i') + ",B,x\n"), HasReason("ID_TOO_LONG"));
  EXPECT_THAT(Read(head + "1,B," + std::string(8193, 'x') + "\n"), HasReason("LABEL_TOO_LONG"));
  EXPECT_THAT(Read(head, {}, LabelKind::kNumbers), HasReason("NOT_A_NUMBER"));
  v1::LabelSource source;
  source.add_classes("y");
  EXPECT_THAT(Read(head, source), HasReason("UNKNOWN_CLASS"));
  source.add_classes("y");
  EXPECT_THAT(Read(head, source), HasReason("DUPLICATE_CLASS"));
}

TEST_F(LabelReaderTest, RowsWithoutALabelAreLeftOutOnRequest) {
  v1::LabelSource source;
  source.set_skip_empty_labels(true);
  auto read = Read("item,annotator,label\n1,A,\n", source);
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->collector.Finish(read->info), HasReason("NO_LABELS"));
}

TEST_F(LabelReaderTest, ANamedTimeMustBeSecondsAndAGuessedOneNeedNot) {
  const std::string text = "item,annotator,label,seconds\n1,A,x,soon\n1,B,x,2.5\n";
  auto read = Read(text);
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->collector.times().size(), 2u);
  EXPECT_THAT(read->collector.times()[1], ElementsAre(2.5F));
  v1::LabelSource source;
  source.set_time_column("seconds");
  EXPECT_THAT(Read(text, source), HasReason("NOT_A_NUMBER"));
}

TEST_F(LabelReaderTest, AStoredDataSetIsNamedRightAndAlone) {
  v1::LabelSource source;
  source.set_dataset("datasets/none");
  EXPECT_THAT(Read("", source), HasReason("DATASET_NOT_FOUND"));
  source.set_dataset("none");
  EXPECT_THAT(Read("", source), HasReason("BAD_RESOURCE_NAME"));
  source.set_item_column("item");
  EXPECT_THAT(Read("", source), HasReason("BAD_LABEL_SOURCE"));
}

TEST_F(LabelReaderTest, KnownLabelsMayRepeatButNotContradict) {
  const auto known = ReadKnown("item,truth\n1,x\n2,y\n1,x\n");
  ASSERT_THAT(known, IsOk());
  EXPECT_EQ(known->size(), 2u);
  EXPECT_THAT(ReadKnown("item,truth\n1,x\n1,y\n"), HasReason("CONFLICTING_LABEL"));
  EXPECT_THAT(ReadKnown("item,truth\n1,\n"), HasReason("EMPTY_LABEL"));
}

}  // namespace
}  // namespace assay
