#include <string>
#include <utility>
#include <vector>

#include "annotator/auditing/training_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using v1::Column;

v1::Dataset Columns(const std::vector<std::pair<std::string, Column::Role>>& columns) {
  v1::Dataset dataset;
  for (const auto& [name, role] : columns) {
    Column& column = *dataset.add_columns();
    column.set_name(name);
    column.set_role(role);
  }
  return dataset;
}

storage::v1::ItemRecord Item(const std::vector<std::string>& cells) {
  storage::v1::ItemRecord item;
  for (const std::string& cell : cells) {
    item.add_cells(cell);
  }
  return item;
}

TEST(ItemExcerptTest, JoinsTheTextsAndShowsNothingElse) {
  const v1::Dataset dataset = Columns({{"id", Column::ROLE_ID},
                                       {"title", Column::ROLE_TEXT},
                                       {"stars", Column::ROLE_NUMERIC},
                                       {"body", Column::ROLE_TEXT},
                                       {"label", Column::ROLE_LABEL}});
  EXPECT_EQ(ItemExcerpt(dataset, Item({"1", "Title", "5", "Body", "a"}), 100), "Title — Body");
  EXPECT_EQ(ItemExcerpt(dataset, Item({"1", "", "5", "Body", "a"}), 100), "Body");
}

TEST(ItemExcerptTest, ShowsTheFeaturesByNameWhereThereIsNoText) {
  const v1::Dataset dataset = Columns({{"id", Column::ROLE_ID},
                                       {"title", Column::ROLE_TEXT},
                                       {"stars", Column::ROLE_NUMERIC},
                                       {"genre", Column::ROLE_CATEGORICAL},
                                       {"label", Column::ROLE_LABEL},
                                       {"note", Column::ROLE_IGNORED}});
  EXPECT_EQ(ItemExcerpt(dataset, Item({"1", "", "5", "war", "a", "n"}), 100),
            "stars = 5, genre = war");
  EXPECT_EQ(ItemExcerpt(dataset, Item({"1", "", "", "war", "a", "n"}), 100), "genre = war");
  EXPECT_EQ(ItemExcerpt(dataset, Item({"1", "", "", "", "a", "n"}), 100), "");
}

TEST(ItemExcerptTest, ARowWithFewerCellsThanColumnsIsShownAsFarAsItGoes) {
  const v1::Dataset dataset = Columns({{"title", Column::ROLE_TEXT}, {"body", Column::ROLE_TEXT}});
  EXPECT_EQ(ItemExcerpt(dataset, Item({"Title"}), 100), "Title");
  EXPECT_EQ(ItemExcerpt(dataset, Item({}), 100), "");
}

TEST(ItemExcerptTest, IsCutBetweenCodePointsWhereverTheLimitFalls) {
  const v1::Dataset dataset = Columns({{"text", Column::ROLE_TEXT}});
  const std::string characters[] = {"a", "ä", "€", "😀", "b"};
  std::string text;
  std::vector<std::string> prefixes = {""};
  for (int i = 0; i < 10; ++i) {
    text += characters[i % 5];
    prefixes.push_back(text);
  }
  EXPECT_EQ(ItemExcerpt(dataset, Item({text}), text.size()), text);
  for (size_t limit = 0; limit < text.size(); ++limit) {
    std::string longest;
    for (const std::string& prefix : prefixes) {
      longest = prefix.size() <= limit ? prefix : longest;
    }
    EXPECT_EQ(ItemExcerpt(dataset, Item({text}), limit), longest + "…") << limit;
  }
}

}  // namespace
}  // namespace assay
