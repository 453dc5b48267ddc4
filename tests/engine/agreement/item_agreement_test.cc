#include "engine/agreement/item_agreement.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/agreement/random_labels.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;

LabelTable FourItems() {
  return TableOf({{{0, 1}, {1, 1}},
                  {{0, 0}, {1, 3}},
                  {{0, 2}},
                  {{0, 0}, {1, 1}, {2, 2}},
                  {{0, 0}, {1, 0}, {2, 1}}});
}

TEST(AgreementByItemTest, IsTheMeanOverThePairsOfItsLabels) {
  const LabelTable table = FourItems();
  const auto nominal = AgreementByItem({table, ClassWeights::kNominal});
  ASSERT_THAT(nominal, IsOk());
  EXPECT_THAT(*nominal, ElementsAre(1, 0, kNoAgreement, 0, FloatEq(1.0f / 3)));
  const auto linear = AgreementByItem({table, ClassWeights::kLinear});
  ASSERT_THAT(linear, IsOk());
  EXPECT_THAT(*linear,
              ElementsAre(1, 0, kNoAgreement, FloatEq(1 - 4.0f / 9), FloatEq(1 - 2.0f / 9)));
}

TEST(DeepestDisagreementsTest, ListsLeastAgreementThenMostLabels) {
  const auto items = DeepestDisagreements({FourItems(), ClassWeights::kNominal}, 10);
  ASSERT_THAT(items, IsOk());
  std::vector<size_t> order;
  for (const ItemDisagreement& item : *items) {
    order.push_back(item.item);
  }
  EXPECT_THAT(order, ElementsAre(3, 1, 4));
  EXPECT_EQ((*items)[0].label_count, 3);
}

TEST(DeepestDisagreementsTest, ListsNoMoreThanAskedFor) {
  const auto items = DeepestDisagreements({FourItems(), ClassWeights::kNominal}, 1);
  ASSERT_THAT(items, IsOk());
  EXPECT_EQ(items->size(), 1u);
}

}  // namespace
}  // namespace assay
