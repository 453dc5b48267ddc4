#include "annotator/exchange/label_columns.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

using Names = std::vector<std::string>;

struct Case {
  Names columns;
  size_t item;
  size_t annotator;
  size_t label;
};

TEST(LabelColumnsTest, FindsTheUsualNamesWhateverTheirSpelling) {
  const std::vector<Case> cases = {
      {{"item", "annotator", "label"}, 0, 1, 2},
      {{"label", "worker", "task"}, 2, 1, 0},
      {{"WorkerId", "HITId", "Answer"}, 1, 0, 2},
      {{"Task ID", "Worker-ID", "response", "note"}, 0, 1, 2},
      {{"id", "rater", "rating"}, 0, 1, 2},
      {{"annotation_id", "unit", "coder", "value"}, 1, 2, 3},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.columns[0]);
    const auto found = FindLabelColumns("t.csv", c.columns, {});
    ASSERT_THAT(found, IsOk());
    EXPECT_EQ(found->item, c.item);
    EXPECT_EQ(found->annotator, c.annotator);
    EXPECT_EQ(found->label, c.label);
    EXPECT_FALSE(found->time.has_value());
  }
}

TEST(LabelColumnsTest, ANamedColumnIsNotGuessedForAnotherRole) {
  LabelColumnRequest request;
  request.label = "item";
  const auto found = FindLabelColumns("t.csv", {"item", "task", "worker", "label"}, request);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->label, 0u);
  EXPECT_EQ(found->item, 1u);
}

TEST(LabelColumnsTest, SaysWhatWasGuessedAndWhatWasNamed) {
  LabelColumnRequest request;
  request.annotator = "who";
  const auto found = FindLabelColumns("t.csv", {"item", "who", "label", "time_s"}, request);
  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->used.size(), 4u);
  EXPECT_EQ(found->used[0].role(), "annotator");
  EXPECT_FALSE(found->used[0].guessed());
  EXPECT_TRUE(found->used[1].guessed());
  EXPECT_EQ(found->time, 3u);
}

TEST(LabelColumnsTest, ATableOfKnownLabelsNeedsNoAnnotator) {
  LabelColumnRequest request;
  request.needs_annotator = false;
  EXPECT_THAT(FindLabelColumns("t.csv", {"item", "truth"}, request), IsOk());
  EXPECT_THAT(FindLabelColumns("t.csv", {"item", "truth"}, {}), HasReason("NO_ANNOTATOR_COLUMN"));
}

TEST(LabelColumnsTest, EachWayToBeWrongHasItsReason) {
  EXPECT_THAT(FindLabelColumns("t.csv", {"a", "annotator", "label"}, {}),
              HasReason("NO_ITEM_COLUMN"));
  EXPECT_THAT(FindLabelColumns("t.csv", {"item", "annotator", "x"}, {}),
              HasReason("NO_LABEL_COLUMN"));
  LabelColumnRequest request;
  request.item = "itme";
  EXPECT_THAT(FindLabelColumns("t.csv", {"item", "annotator", "label"}, request),
              HasReason("UNKNOWN_COLUMN"));
  request.item = "label";
  request.label = "label";
  EXPECT_THAT(FindLabelColumns("t.csv", {"item", "annotator", "label"}, request),
              HasReason("ROLE_CONFLICT"));
}

}  // namespace
}  // namespace assay::exchange
