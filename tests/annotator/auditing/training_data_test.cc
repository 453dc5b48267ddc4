#include "annotator/auditing/training_data.h"

#include <cmath>
#include <string>

#include "annotator/dataset/append_items.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"
#include "tests/annotator/auditing/stored_table.h"

namespace assay {
namespace {

using testing::ElementsAre;

class CancelledProgress final : public ProgressSink {
 public:
  void Report(std::string_view, int64_t, int64_t) override {}
  bool cancelled() const override { return true; }
};

constexpr char kTable[] =
    "id,text,n,c,label\n"
    "1,one red fox,1.5,u,b\n"
    "2,two red hens,,v,a\n"
    "3,three blue mice,-2e3,u,b\n"
    "4,four blue birds,7,,a\n";

class TrainingDataTest : public StoredTableTest {
 protected:
  static v1::ImportSpec Spec() {
    v1::ImportSpec spec;
    spec.set_file_name("t.csv");
    spec.add_text_columns("text");
    spec.add_numeric_columns("n");
    spec.add_categorical_columns("c");
    return spec;
  }
  NullProgress progress_;
};

TEST_F(TrainingDataTest, HoldsLabelsAsIndexesOfTheSortedClasses) {
  const auto data =
      LoadTrainingData(MustImport(kTable, Spec()), datasets_, std::nullopt, progress_);
  ASSERT_THAT(data, IsOk());
  EXPECT_THAT(data->class_names, ElementsAre("a", "b"));
  EXPECT_THAT(data->given, ElementsAre(1u, 0u, 1u, 0u));
}

// Of a table with one row for each label the last label of an item counts, and who gave that.
TEST_F(TrainingDataTest, TakesTheLastOfSeveralLabelsOfAnItem) {
  v1::ImportSpec spec;
  spec.set_file_name("long.csv");
  spec.set_one_label_per_row(true);
  const auto record = MustImport("item,worker,label\n1,A,x\n2,A,y\n1,B,y\n3,B,x\n2,B,y\n", spec);
  const auto data = LoadTrainingData(record, datasets_, std::nullopt, progress_);
  ASSERT_THAT(data, IsOk());
  EXPECT_THAT(data->item_ids, ElementsAre("1", "2", "3"));
  EXPECT_THAT(data->given, ElementsAre(1u, 1u, 0u));
  EXPECT_THAT(data->annotator, ElementsAre(1, 1, 1));
}

TEST_F(TrainingDataTest, NamesTheFeatureColumnsWithTheirKindInTheOrderOfTheFile) {
  const auto data =
      LoadTrainingData(MustImport(kTable, Spec()), datasets_, std::nullopt, progress_);
  ASSERT_THAT(data, IsOk());
  EXPECT_THAT(data->feature_columns, ElementsAre("text (text)", "n (numeric)", "c (categorical)"));
  ASSERT_TRUE(data->features.has_value());
  EXPECT_TRUE(data->features->features.has_text);
}

// Columns one after the other: n, then the categories of c, most frequent first.
TEST_F(TrainingDataTest, GivesTreesTheNumbersAsTheyAreAndOneColumnACategory) {
  const auto data =
      LoadTrainingData(MustImport(kTable, Spec()), datasets_, std::nullopt, progress_);
  ASSERT_THAT(data, IsOk());
  const auto& table = data->features->features.table;
  ASSERT_EQ(data->features->features.table_column_count, 4u);
  ASSERT_EQ(table.size(), 16u);
  EXPECT_FLOAT_EQ(table[0], 1.5f);
  EXPECT_TRUE(std::isnan(table[1]));
  EXPECT_FLOAT_EQ(table[2], -2000.0f);
  EXPECT_FLOAT_EQ(table[3], 7.0f);
  const std::vector<float> categories(table.begin() + 4, table.end());
  EXPECT_THAT(categories, ElementsAre(1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0));
}

TEST_F(TrainingDataTest, ATextAloneMakesNoTable) {
  v1::ImportSpec spec;
  spec.set_file_name("t.csv");
  spec.add_text_columns("text");
  const auto data = LoadTrainingData(MustImport(kTable, spec), datasets_, std::nullopt, progress_);
  ASSERT_THAT(data, IsOk());
  EXPECT_THAT(data->feature_columns, ElementsAre("text (text)"));
  EXPECT_EQ(data->features->features.table_column_count, 0u);
}

TEST_F(TrainingDataTest, ADataSetWithoutFeatureColumnsHasNoFeatures) {
  auto record = MustImport(kTable, Spec());
  for (auto& column : *record.mutable_dataset()->mutable_columns()) {
    column.set_role(v1::Column::ROLE_IGNORED);
  }
  const auto data = LoadTrainingData(record, datasets_, std::nullopt, progress_);
  ASSERT_THAT(data, IsOk());
  EXPECT_FALSE(data->features.has_value());
  EXPECT_TRUE(data->feature_columns.empty());
}

TEST_F(TrainingDataTest, TheLastLabelOfAnItemInTheLogCounts) {
  auto record = MustImport(kTable, Spec());
  const auto batch = store_.NewBatch();
  uint64_t sequence_number = 4;
  for (const std::string label_text : {"b", "a", "b"}) {
    storage::v1::LabelRecord label;
    label.set_item_index(1);
    label.set_label(label_text);
    const auto bytes = EncodeMessage(label);
    ASSERT_THAT(bytes, IsOk());
    batch->Put(LabelKey(record.dataset_number(), sequence_number++), *bytes);
  }
  ASSERT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  record.mutable_dataset()->set_label_count(static_cast<int64_t>(sequence_number));
  const auto data = LoadTrainingData(record, datasets_, std::nullopt, progress_);
  ASSERT_THAT(data, IsOk());
  EXPECT_THAT(data->given, ElementsAre(1u, 1u, 1u, 0u));
}

TEST_F(TrainingDataTest, ItemsThatAreAddedAfterwardsAreNoPartOfIt) {
  const auto before = MustImport(kTable, Spec());
  v1::AppendItemsRequest request;
  request.set_dataset(before.dataset().name());
  for (const char* id : {"new", "newer"}) {
    v1::NewItem& item = *request.add_items();
    item.set_item_id(id);
    item.mutable_cells()->insert({"label", id});
  }
  ASSERT_THAT(AppendItems(request, datasets_, clock_), IsOk());
  const auto data = LoadTrainingData(before, datasets_, std::nullopt, progress_);
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->item_ids.size(), 4u);
  EXPECT_EQ(data->class_names.size(), 2u);
  const auto after = datasets_.Get(before.dataset().name().substr(9));
  ASSERT_THAT(after, IsOk());
  const auto more = LoadTrainingData(*after, datasets_, std::nullopt, progress_);
  ASSERT_THAT(more, IsOk());
  EXPECT_EQ(more->item_ids.back(), "newer");
  EXPECT_EQ(more->class_names[more->given.back()], "newer");
}

TEST_F(TrainingDataTest, ALabelThatTheDataSetDoesNotKnowIsDamage) {
  auto record = MustImport(kTable, Spec());
  record.mutable_dataset()->mutable_classes(0)->set_label("other");
  const auto data = LoadTrainingData(record, datasets_, std::nullopt, progress_);
  EXPECT_THAT(data, HasReason("STORED_VALUE_DAMAGED"));
  EXPECT_EQ(data.status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(TrainingDataTest, TextInANumericColumnIsNamedWithItsRow) {
  auto record = MustImport(kTable, Spec());
  record.mutable_dataset()->mutable_columns(1)->set_role(v1::Column::ROLE_NUMERIC);
  const auto data = LoadTrainingData(record, datasets_, std::nullopt, progress_);
  EXPECT_THAT(data, HasReason("NOT_A_NUMBER"));
  EXPECT_THAT(data, HasMetadata("row", "1"));
  EXPECT_THAT(data, HasMetadata("column", "text"));
}

TEST_F(TrainingDataTest, ADataSetThatWasDeletedMeanwhileIsNotFound) {
  const auto record = MustImport(kTable, Spec());
  ASSERT_THAT(datasets_.Delete("t"), IsOk());
  EXPECT_THAT(LoadTrainingData(record, datasets_, std::nullopt, progress_),
              HasReason("DATASET_NOT_FOUND"));
}

TEST_F(TrainingDataTest, StopsWhenItIsCancelled) {
  CancelledProgress cancelled;
  const auto data =
      LoadTrainingData(MustImport(kTable, Spec()), datasets_, std::nullopt, cancelled);
  EXPECT_TRUE(absl::IsCancelled(data.status()));
}

}  // namespace
}  // namespace assay
