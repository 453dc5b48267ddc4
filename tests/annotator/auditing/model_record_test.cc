#include "annotator/auditing/model_record.h"

#include <algorithm>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "engine/audit/audit.h"
#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using storage::v1::ModelRecord;
using testing::ElementsAre;

class StoppedClock final : public Clock {
 public:
  int64_t WallMicros() const override { return 0; }
  int64_t MonotonicMicros() const override { return 0; }
};

struct Table {
  v1::Dataset dataset;
  std::vector<storage::v1::ItemRecord> items;

  // As the features of `collector`.
  CollectedFeatures Collect(FeatureCollector collector) const {
    for (size_t i = 0; i < items.size(); ++i) {
      EXPECT_THAT(collector.Add(i, items[i]), IsOk());
    }
    return std::move(collector).Finish();
  }
};

constexpr size_t kCount = 150;
constexpr const char* kColumns[] = {"title", "price", "brand", "weight"};

v1::Column::Role RoleOf(std::string_view column) {
  return column == "title"   ? v1::Column::ROLE_TEXT
         : column == "brand" ? v1::Column::ROLE_CATEGORICAL
                             : v1::Column::ROLE_NUMERIC;
}

int32_t ClassOf(size_t item) { return static_cast<int32_t>(item % 3); }

std::string CellOf(std::string_view column, size_t item, Rng& rng) {
  const auto kind = static_cast<size_t>(ClassOf(item));
  if (column == "title") {
    std::string text;
    for (int word = 0; word < 6; ++word) {
      text += (rng.Below(2) == 0 ? "word" + std::to_string(kind) : std::string("common")) + "x" +
              std::to_string(rng.Below(8)) + " ";
    }
    return text;
  }
  if (column == "brand") {
    return rng.Below(8) == 0 ? "" : "brand" + std::to_string((kind + rng.Below(2)) % 4);
  }
  return rng.Below(10) == 0 ? "" : std::to_string(static_cast<double>(kind) + 3 * rng.Uniform());
}

// Items with these columns of kColumns, in this order; the cells do not depend on either.
Table MakeTable(const std::vector<std::string>& columns) {
  Table table;
  table.dataset.set_file_name("shop.csv");
  table.items.resize(kCount);
  for (const std::string& name : columns) {
    v1::Column& column = *table.dataset.add_columns();
    column.set_name(name);
    column.set_role(RoleOf(name));
  }
  for (size_t i = 0; i < kCount; ++i) {
    for (const std::string& name : columns) {
      Rng rng(i, static_cast<uint64_t>(name.front()));
      table.items[i].add_cells(CellOf(name, i, rng));
    }
  }
  return table;
}

// An audit of such items, and its model as it is stored.
struct StoredCase {
  explicit StoredCase(const std::vector<std::string>& columns)
      : table(MakeTable(columns)), collected(table.Collect(FeatureCollector(table.dataset))) {
    AuditInput input{
        .given = {}, .class_names = {"book", "music", "toy"}, .features = collected.features};
    for (size_t i = 0; i < kCount; ++i) {
      input.given.push_back(i % 13 == 5 ? (ClassOf(i) + 1) % 3 : ClassOf(i));
    }
    NullProgress progress;
    audit = RunAudit(std::move(input), {}, pool, progress, StoppedClock()).value();
    record = PackModel(audit.input.class_names, collected, *audit.scorer);
  }

  ClassMatrix Scores() { return ScoreRows(*audit.scorer, collected.features, pool); }

  Table table;
  CollectedFeatures collected;
  WorkerPool pool{2};
  AuditResult audit;
  ModelRecord record;
};

std::vector<std::string> AllColumns() { return {std::begin(kColumns), std::end(kColumns)}; }

class ModelRecordTest : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(ModelRecordTest, AModelThatWasStoredScoresToTheSameBits) {
  StoredCase data(GetParam());
  ModelRecord read;
  ASSERT_TRUE(read.ParseFromString(data.record.SerializeAsString()));
  auto model = UnpackModel(read);
  ASSERT_THAT(model, IsOk());
  EXPECT_THAT(model->class_names, ElementsAre("book", "music", "toy"));
  auto collector = FeatureCollector::Create(data.table.dataset, std::move(model->encoders));
  ASSERT_THAT(collector, IsOk());
  const CollectedFeatures collected = data.table.Collect(*std::move(collector));
  const ClassMatrix scores = ScoreRows(model->scorer, collected.features, data.pool);
  const ClassMatrix expected = data.Scores();
  ASSERT_EQ(scores.row_count(), kCount);
  EXPECT_TRUE(
      std::equal(scores.values().begin(), scores.values().end(), expected.values().begin()));
  const ClassMatrix& direction = data.audit.scorer->direction;
  EXPECT_TRUE(std::equal(direction.values().begin(), direction.values().end(),
                         model->scorer.direction.values().begin()));
}

// The other data set has its columns elsewhere, and more of them, and takes all for texts.
TEST_P(ModelRecordTest, ColumnsAreFoundByTheirNames) {
  StoredCase data(GetParam());
  std::vector<std::string> columns = AllColumns();
  std::reverse(columns.begin(), columns.end());
  Table other = MakeTable(columns);
  for (v1::Column& column : *other.dataset.mutable_columns()) {
    column.set_role(v1::Column::ROLE_TEXT);
  }
  auto model = UnpackModel(data.record);
  ASSERT_THAT(model, IsOk());
  auto collector = FeatureCollector::Create(other.dataset, std::move(model->encoders));
  ASSERT_THAT(collector, IsOk());
  const CollectedFeatures collected = other.Collect(*std::move(collector));
  const ClassMatrix scores = ScoreRows(model->scorer, collected.features, data.pool);
  const ClassMatrix expected = data.Scores();
  EXPECT_TRUE(
      std::equal(scores.values().begin(), scores.values().end(), expected.values().begin()));
}

TEST_P(ModelRecordTest, ADataSetThatLacksAColumnIsRefusedByName) {
  StoredCase data(GetParam());
  for (const std::string& lacking : GetParam()) {
    std::vector<std::string> columns = AllColumns();
    columns.erase(std::find(columns.begin(), columns.end(), lacking));
    auto model = UnpackModel(data.record);
    ASSERT_THAT(model, IsOk());
    const auto collector =
        FeatureCollector::Create(MakeTable(columns).dataset, std::move(model->encoders));
    EXPECT_THAT(collector, HasReason("MISSING_COLUMN"));
    EXPECT_THAT(collector, HasMetadata("column", lacking));
    EXPECT_EQ(collector.status().code(), absl::StatusCode::kInvalidArgument);
  }
}

// What no test of single figures thinks of: bytes are turned over until something gives.
TEST_P(ModelRecordTest, ARecordWithWrongBytesIsRefusedOrStillScores) {
  StoredCase data(GetParam());
  const std::string bytes = data.record.SerializeAsString();
  Rng rng(3);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string damaged = bytes;
    damaged[rng.Below(damaged.size())] ^= static_cast<char>(1 << rng.Below(8));
    ModelRecord read;
    if (!read.ParseFromString(damaged)) {
      continue;
    }
    auto model = UnpackModel(read);
    if (!model.ok()) {
      EXPECT_THAT(model, HasReason("STORED_VALUE_DAMAGED"));
      ++refused;
      continue;
    }
    auto collector = FeatureCollector::Create(data.table.dataset, std::move(model->encoders));
    if (collector.ok()) {
      bool added = true;
      for (size_t i = 0; i < kCount && added; ++i) {
        added = collector->Add(i, data.table.items[i]).ok();
      }
      if (added) {
        const CollectedFeatures collected = (*std::move(collector)).Finish();
        EXPECT_EQ(ScoreRows(model->scorer, collected.features, data.pool).row_count(), kCount);
      }
    }
  }
  EXPECT_GT(refused, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Columns, ModelRecordTest,
    testing::Values(std::vector<std::string>{"title"}, std::vector<std::string>{"price", "brand"},
                    std::vector<std::string>{"brand", "title", "price", "weight"}));

struct Damage {
  const char* name;
  std::function<void(ModelRecord&)> apply;
};

void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

class DamagedModelTest : public testing::TestWithParam<Damage> {};

TEST_P(DamagedModelTest, IsRefused) {
  static const ModelRecord* const sound = new ModelRecord(StoredCase(AllColumns()).record);
  ASSERT_THAT(UnpackModel(*sound), IsOk());
  ModelRecord record = *sound;
  GetParam().apply(record);
  const auto model = UnpackModel(record);
  EXPECT_THAT(model, HasReason("STORED_VALUE_DAMAGED"));
  EXPECT_EQ(model.status().code(), absl::StatusCode::kDataLoss);
}

int FirstPair(const storage::v1::StoredVocabulary& vocabulary) {
  int term = 0;
  while (vocabulary.firsts(term) == 0) {
    ++term;
  }
  return term;
}

const Damage kDamages[] = {
    {"NothingAtAll", [](ModelRecord& r) { r.Clear(); }},
    {"NoClasses", [](ModelRecord& r) { r.clear_classes(); }},
    {"OneClassMore", [](ModelRecord& r) { r.add_classes("more"); }},
    {"NoColumns", [](ModelRecord& r) { r.clear_columns(); }},
    {"OneColumnLess", [](ModelRecord& r) { r.mutable_columns()->RemoveLast(); }},
    {"ATextColumnWithoutAVocabulary", [](ModelRecord& r) { r.clear_vocabulary(); }},
    {"NumericColumnsWithoutATable", [](ModelRecord& r) { r.clear_table(); }},
    {"AnEmptyTable", [](ModelRecord& r) { r.mutable_table()->Clear(); }},
    {"OneNumericEncoderLess",
     [](ModelRecord& r) { r.mutable_table()->mutable_numeric()->RemoveLast(); }},
    {"NumbersWithANegativeLimit",
     [](ModelRecord& r) { r.mutable_table()->mutable_numeric(1)->set_max_deviations(-1); }},
    {"NoWeights", [](ModelRecord& r) { r.clear_linear(); }},
    {"OneWeightLess", [](ModelRecord& r) { r.mutable_linear()->RemoveLast(); }},
    {"NoCountWeights", [](ModelRecord& r) { r.clear_counts(); }},
    {"OneCountWeightMore", [](ModelRecord& r) { r.add_counts(1); }},
    {"OneBiasLess", [](ModelRecord& r) { r.mutable_bias()->RemoveLast(); }},
    {"NoLengths", [](ModelRecord& r) { r.clear_length(); }},
    {"NoDirection", [](ModelRecord& r) { r.clear_direction(); }},
    {"OneRecalibrationWeightLess",
     [](ModelRecord& r) { r.mutable_recalibration_weights()->RemoveLast(); }},
    {"NoRecalibrationOffsets", [](ModelRecord& r) { r.clear_recalibration_offsets(); }},
    {"OneTermWeightLess",
     [](ModelRecord& r) { r.mutable_vocabulary()->mutable_weights()->RemoveLast(); }},
    {"OneWordLess", [](ModelRecord& r) { r.mutable_vocabulary()->mutable_words()->RemoveLast(); }},
    {"AWordTwice",
     [](ModelRecord& r) { r.mutable_vocabulary()->set_words(1, r.vocabulary().words(0)); }},
    {"NoSecondWords", [](ModelRecord& r) { r.mutable_vocabulary()->clear_seconds(); }},
    {"APairOfItself",
     [](ModelRecord& r) {
       const int pair = FirstPair(r.vocabulary());
       r.mutable_vocabulary()->set_firsts(pair, static_cast<uint32_t>(pair) + 1);
     }},
    {"APairOfAnUnknownWord",
     [](ModelRecord& r) { r.mutable_vocabulary()->set_seconds(0, 0xFFFFFFFE); }},
    {"TreesOfMoreColumns",
     [](ModelRecord& r) { r.set_tree_column_count(r.tree_column_count() + 1); }},
    {"TreesOfNegativeColumns", [](ModelRecord& r) { r.set_tree_column_count(-1); }},
    {"ATreeWithoutNodes", [](ModelRecord& r) { r.mutable_trees(0)->Clear(); }},
    {"ATreeWithOneStepLess",
     [](ModelRecord& r) { r.mutable_trees(7)->mutable_nexts()->RemoveLast(); }},
    {"ATreeThatReadsAnUnknownColumn",
     [](ModelRecord& r) { r.mutable_trees(7)->set_features(0, 77); }},
    {"ATreeThatGoesInCircles", [](ModelRecord& r) { r.mutable_trees(7)->set_nexts(0, 0); }},
    {"ATreeThatLeavesItself", [](ModelRecord& r) { r.mutable_trees(7)->set_nexts(0, 100000); }},
    {"ATreeThatEndsInMidAir",
     [](ModelRecord& r) {
       storage::v1::StoredTree& tree = *r.mutable_trees(7);
       tree.set_features(tree.features_size() - 1, 0);
     }},
    {"ALeafOfAnUnknownClass", [](ModelRecord& r) { r.mutable_trees(7)->set_leaf_classes(0, 3); }},
    {"OneLeafShareLess",
     [](ModelRecord& r) { r.mutable_trees(7)->mutable_leaf_shares()->RemoveLast(); }},
    {"LeavesOutOfOrder",
     [](ModelRecord& r) {
       storage::v1::StoredTree& tree = *r.mutable_trees(7);
       tree.set_leaf_offsets(1, tree.leaf_offsets(tree.leaf_offsets_size() - 1) + 1);
     }},
    {"NoLeaves", [](ModelRecord& r) { r.mutable_trees(7)->clear_leaf_offsets(); }},
};

INSTANTIATE_TEST_SUITE_P(Damages, DamagedModelTest, testing::ValuesIn(kDamages),
                         [](const testing::TestParamInfo<Damage>& param) {
                           return param.param.name;
                         });

TEST(FeatureCollectorTest, TextInANumericColumnIsNamedWithItsRowWhereEncodersAreGiven) {
  StoredCase data({"price"});
  auto model = UnpackModel(data.record);
  ASSERT_THAT(model, IsOk());
  auto collector = FeatureCollector::Create(data.table.dataset, std::move(model->encoders));
  ASSERT_THAT(collector, IsOk());
  storage::v1::ItemRecord item;
  item.add_cells("cheap");
  const absl::Status status = collector->Add(4, item);
  EXPECT_THAT(status, HasReason("NOT_A_NUMBER"));
  EXPECT_THAT(status, HasMetadata("row", "5"));
  EXPECT_THAT(status, HasMetadata("column", "price"));
}

}  // namespace
}  // namespace assay
