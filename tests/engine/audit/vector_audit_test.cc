#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/audit/audit.h"
#include "engine/base/rng.h"
#include "engine/learn/vector_features.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/text_case.h"

namespace assay {
namespace {

using testing::ElementsAre;

class StoppedClock final : public Clock {
 public:
  int64_t WallMicros() const override { return 0; }
  int64_t MonotonicMicros() const override { return 0; }
};

// The texts of a TextCase, and vectors that lie around a centre of their true class.
struct VectorCase {
  VectorCase() {
    Rng rng(23);
    for (const int32_t truth : text.true_classes) {
      for (int32_t j = 0; j < 24; ++j) {
        const double noise = rng.Uniform() + rng.Uniform() + rng.Uniform() - 1.5;
        vectors.push_back(static_cast<float>(noise + (j % 4 == truth ? 0.4 : 0.0)));
      }
    }
  }

  AuditResult Run(bool with_text, int threads = 2) const {
    AuditInput input = text.Input();
    const auto linear =
        std::make_shared<const CsrMatrix>(StandardisedVectors({vectors, kDimension}));
    std::shared_ptr<const TextFeatures> words;
    if (with_text) {
      TextFeatureBuilder builder;
      for (const std::string& row : text.texts) {
        const std::string_view column = row;
        builder.AddRow({&column, 1});
      }
      words = std::make_shared<const TextFeatures>(std::move(builder).Finish());
    }
    input.features = {.views = MakeFeatureViews(words, nullptr, linear),
                      .has_text = with_text,
                      .vectors = vectors,
                      .vector_dimension = kDimension};
    WorkerPool pool(threads);
    NullProgress progress;
    return RunAudit(std::move(input), {}, pool, progress, StoppedClock()).value();
  }

  size_t WrongAmongFirst(const AuditResult& result, size_t count) const {
    return static_cast<size_t>(
        std::count_if(result.order.begin(), result.order.begin() + static_cast<long>(count),
                      [this](size_t i) { return text.given[i] != text.true_classes[i]; }));
  }

  static constexpr size_t kDimension = 24;
  TextCase text{600, 4, 17, 0.15};
  std::vector<float> vectors;
};

std::vector<std::string> LegsOf(const AuditResult& result) {
  std::vector<std::string> names;
  for (const auto& [name, weight] : result.models.weights) {
    EXPECT_GT(weight, 0);
    names.emplace_back(name);
  }
  return names;
}

TEST(VectorAuditTest, VectorsAloneFindMostWrongLabelsWithoutNaiveBayes) {
  const VectorCase data;
  const AuditResult result = data.Run(/*with_text=*/false);
  EXPECT_THAT(LegsOf(result), ElementsAre("margin", "loo_discriminant"));
  const size_t wrong = data.text.WrongCount();
  EXPECT_GT(data.WrongAmongFirst(result, wrong), wrong * 8 / 10);
  std::set<std::string_view> shown;
  for (const SignalScores& signal : result.signals) {
    shown.insert(signal.signal->name);
  }
  EXPECT_FALSE(shown.contains("loo_multinomial_nb"));
  EXPECT_TRUE(shown.contains("margin"));
}

TEST(VectorAuditTest, VectorsAndTextFindNoFewerThanEither) {
  const VectorCase data;
  const AuditResult both = data.Run(/*with_text=*/true);
  EXPECT_THAT(LegsOf(both),
              ElementsAre("margin", "loo_complement_nb", "loo_multinomial_nb", "loo_discriminant"));
  const size_t wrong = data.text.WrongCount();
  EXPECT_GE(data.WrongAmongFirst(both, wrong),
            data.WrongAmongFirst(data.Run(/*with_text=*/false), wrong));
}

TEST(VectorAuditTest, SuspectsByVectorsHaveReasons) {
  const VectorCase data;
  const AuditResult result = data.Run(/*with_text=*/false);
  EXPECT_FALSE(result.Explain(result.order.front()).reasons.empty());
}

TEST(VectorAuditTest, ThreadsDoNotChangeTheScores) {
  const VectorCase data;
  const AuditResult one = data.Run(true, 1);
  const AuditResult three = data.Run(true, 3);
  for (size_t i = 0; i < one.items.size(); ++i) {
    ASSERT_EQ(one.items[i].score, three.items[i].score) << i;
  }
}

}  // namespace
}  // namespace assay
