#include "engine/audit/signal_registry.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/random_case.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

// Evidence of every kind for the same items; the matrices differ from each other.
class FullEvidence {
 public:
  FullEvidence(size_t item_count, size_t class_count, uint64_t seed)
      : labels(RandomCase<float>(item_count, class_count, seed).labels), class_count_(class_count) {
    for (uint64_t m = 0; m < kMatrixCount; ++m) {
      matrices[m] = RandomCase<float>(item_count, class_count, seed + m).probabilities;
    }
    Rng rng(seed, 1);
    for (size_t i = 0; i < item_count; ++i) {
      mean_margin.push_back(static_cast<float>(20 * rng.Uniform() - 10));
      mean_given.push_back(static_cast<float>(rng.Uniform()));
      annotator.push_back(static_cast<int32_t>(rng.Below(kAnnotatorCount + 1)) - 1);
    }
    AddNeighbours(rng);
    CountDuplicates();
  }

  AuditEvidence View() const {
    const auto view = [&](size_t m) { return ProbabilityMatrix<float>(matrices[m], class_count_); };
    return {.given = labels,
            .class_count = class_count_,
            .out_of_fold = view(0),
            .recheck = view(1),
            .complement_nb = view(2),
            .multinomial_nb = view(3),
            .trees = view(5),
            .combined = view(4),
            .mean_margin = mean_margin,
            .mean_given_probability = mean_given,
            .neighbours = &neighbours,
            .duplicates = duplicates,
            .annotator = annotator,
            .annotator_count = kAnnotatorCount};
  }

  // Rows next to each other in twos are equal.
  void CountDuplicates() {
    std::vector<RowKey> keys;
    for (size_t i = 0; i < labels.size(); ++i) {
      keys.push_back({i / 2 + 1, 0});
    }
    WorkerPool pool(1);
    duplicates = CountDuplicateLabels(labels, EqualRows(keys), {}, pool);
  }

  // The same evidence with the items in another order: item i becomes the old item order[i].
  FullEvidence Reordered(const std::vector<size_t>& order) const {
    FullEvidence result = *this;
    std::vector<uint32_t> place(order.size());
    for (size_t i = 0; i < order.size(); ++i) {
      place[order[i]] = static_cast<uint32_t>(i);
    }
    for (size_t i = 0; i < order.size(); ++i) {
      std::vector<SimilarRow> moved;
      for (const SimilarRow& neighbour : neighbours.row(order[i])) {
        moved.push_back({place[neighbour.row], neighbour.similarity});
      }
      result.neighbours.SetRow(i, moved);
      result.labels[i] = labels[order[i]];
      result.mean_margin[i] = mean_margin[order[i]];
      result.mean_given[i] = mean_given[order[i]];
      result.annotator[i] = annotator[order[i]];
      result.duplicates[i] = duplicates[order[i]];
      for (size_t m = 0; m < kMatrixCount; ++m) {
        std::copy_n(matrices[m].begin() + static_cast<std::ptrdiff_t>(order[i] * class_count_),
                    class_count_,
                    result.matrices[m].begin() + static_cast<std::ptrdiff_t>(i * class_count_));
      }
    }
    return result;
  }

  static constexpr size_t kMatrixCount = 6;
  std::vector<int32_t> labels;
  std::vector<float> matrices[kMatrixCount];
  std::vector<float> mean_margin;
  std::vector<float> mean_given;
  NeighbourLists neighbours;
  std::vector<DuplicateLabels> duplicates;
  std::vector<int32_t> annotator;

 private:
  static constexpr size_t kAnnotatorCount = 4;

  void AddNeighbours(Rng& rng) {
    neighbours = NeighbourLists(labels.size(), 3);
    for (size_t i = 0; i < labels.size(); ++i) {
      const auto row = static_cast<uint32_t>(rng.Below(labels.size()));
      const SimilarRow near[] = {{row, static_cast<float>(rng.Uniform())}};
      neighbours.SetRow(i, near);
    }
  }

  size_t class_count_;
};

class SignalContractTest : public testing::TestWithParam<SuspicionSignal> {
 protected:
  absl::StatusOr<std::vector<float>> Compute(const FullEvidence& evidence) const {
    return GetParam().compute(evidence.View());
  }
};

void ExpectScores(const absl::StatusOr<std::vector<float>>& scores, size_t item_count) {
  ASSERT_THAT(scores, IsOk());
  EXPECT_EQ(scores->size(), item_count);
  // A NaN is neither.
  EXPECT_THAT(*scores, testing::Each(testing::AllOf(testing::Ge(0.0f), testing::Le(1.0f))));
}

TEST_P(SignalContractTest, SaysWhatItIs) {
  EXPECT_FALSE(GetParam().name.empty());
  EXPECT_FALSE(GetParam().source.empty());
  EXPECT_GT(GetParam().description.size(), 20u);
  EXPECT_LE(GetParam().description.size(), 90u);
}

TEST_P(SignalContractTest, NoItemsGiveNoScores) { ExpectScores(Compute({0, 3, 1}), 0); }

TEST_P(SignalContractTest, ScoresAreBetweenZeroAndOne) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    ExpectScores(Compute({300, 2 + seed, seed}), 300);
  }
}

TEST_P(SignalContractTest, OneClassOfLabelsIsFine) {
  FullEvidence evidence(100, 4, 2);
  std::fill(evidence.labels.begin(), evidence.labels.end(), 1);
  ExpectScores(Compute(evidence), 100);
}

TEST_P(SignalContractTest, CertainModelsGiveNumbers) {
  FullEvidence evidence(90, 3, 2);
  for (auto& matrix : evidence.matrices) {
    for (size_t value = 0; value < matrix.size(); ++value) {
      matrix[value] = value % 3 == 1 ? 1.0f : 0.0f;
    }
  }
  std::fill(evidence.mean_margin.begin(), evidence.mean_margin.end(),
            std::numeric_limits<float>::infinity());
  ExpectScores(Compute(evidence), 90);
}

TEST_P(SignalContractTest, TheOrderOfTheItemsDoesNotMatter) {
  const FullEvidence evidence(200, 5, 3);
  std::vector<size_t> order(200);
  std::iota(order.begin(), order.end(), size_t{0});
  Rng rng(4);
  rng.Shuffle(std::span<size_t>(order));
  const auto before = Compute(evidence);
  const auto after = Compute(evidence.Reordered(order));
  ASSERT_THAT(before, IsOk());
  ASSERT_THAT(after, IsOk());
  for (size_t i = 0; i < order.size(); ++i) {
    EXPECT_FLOAT_EQ((*after)[i], (*before)[order[i]]);
  }
}

TEST_P(SignalContractTest, MissingEvidenceIsAReason) {
  const FullEvidence evidence(10, 3, 1);
  const AuditEvidence labels_only{.given = evidence.labels, .class_count = 3};
  const auto scores = GetParam().compute(labels_only);
  EXPECT_THAT(scores, HasReason("SIGNAL_NOT_AVAILABLE"));
  EXPECT_THAT(scores, HasMetadata("signal", std::string(GetParam().name)));
}

TEST_P(SignalContractTest, EvidenceOfAnotherSizeIsRefused) {
  FullEvidence evidence(10, 3, 1);
  evidence.labels.pop_back();
  EXPECT_THAT(Compute(evidence), HasReason("SIZE_MISMATCH"));
}

TEST_P(SignalContractTest, AContradictedLabelScoresLowerThanASupportedOne) {
  FullEvidence evidence(60, 2, 5);
  for (size_t i = 0; i < 60; ++i) {
    const bool contradicted = i == 7;
    evidence.labels[i] = static_cast<int32_t>(i % 2);
    for (auto& matrix : evidence.matrices) {
      matrix[2 * i + i % 2] = contradicted ? 0.1f : 0.8f;
      matrix[2 * i + 1 - i % 2] = contradicted ? 0.9f : 0.2f;
    }
    evidence.mean_margin[i] = contradicted ? -3.0f : 2.0f;
    evidence.mean_given[i] = contradicted ? 0.1f : 0.8f;
    const size_t other_class = 2 * (i / 2) + 1 - i % 2;
    const SimilarRow near[] = {
        {static_cast<uint32_t>(contradicted ? other_class : (i + 2) % 60), 0.8f}};
    evidence.neighbours.SetRow(i, near);
    evidence.duplicates[i] = contradicted ? DuplicateLabels{0, 1, 1, 1, 1} : DuplicateLabels{1, 0};
  }
  const auto scores = Compute(evidence);
  ASSERT_THAT(scores, IsOk());
  EXPECT_EQ(std::min_element(scores->begin(), scores->end()) - scores->begin(), 7);
  EXPECT_LT((*scores)[7], 0.5f);
  EXPECT_GT((*scores)[8], 0.5f);
}

INSTANTIATE_TEST_SUITE_P(Registry, SignalContractTest,
                         testing::ValuesIn(SuspicionSignals().begin(), SuspicionSignals().end()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(SignalRegistryTest, NamesAreDistinctAndFound) {
  std::set<std::string_view> names;
  for (const SuspicionSignal& signal : SuspicionSignals()) {
    EXPECT_TRUE(names.insert(signal.name).second) << signal.name;
    const auto found = FindSuspicionSignal(signal.name);
    ASSERT_THAT(found, IsOk());
    EXPECT_EQ((*found)->compute, signal.compute);
  }
}

TEST(SignalRegistryTest, AnUnknownNameIsAnsweredWithTheKnownOnes) {
  const auto found = FindSuspicionSignal("astrology");
  EXPECT_THAT(found, HasReason("UNKNOWN_SIGNAL"));
  EXPECT_THAT(std::string(found.status().message()), testing::HasSubstr("self_confidence"));
}

TEST(ConfidentLearningSignalTest, FlaggedItemsComeBeforeAllOthers) {
  FullEvidence evidence(40, 3, 12);
  const auto confident =
      FindSuspicionSignal("confident_learning").value()->compute(evidence.View());
  const auto margin = FindSuspicionSignal("margin").value()->compute(evidence.View());
  ASSERT_THAT(confident, IsOk());
  ASSERT_THAT(margin, IsOk());
  for (size_t i = 0; i < 40; ++i) {
    const float half = (*margin)[i] / 2;
    EXPECT_THAT((*confident)[i],
                testing::AnyOf(testing::FloatEq(half), testing::FloatEq(half + 0.5f)));
  }
  EXPECT_LT(*std::min_element(confident->begin(), confident->end()), 0.5f);
}

TEST(AreaUnderMarginSignalTest, IsHalfWhereTheModelIsUndecided) {
  FullEvidence evidence(3, 2, 1);
  evidence.mean_margin = {-1, 0, 3};
  const auto scores = FindSuspicionSignal("area_under_margin").value()->compute(evidence.View());
  ASSERT_THAT(scores, IsOk());
  EXPECT_THAT(*scores, testing::ElementsAre(0.25f, 0.5f, 0.875f));
}

}  // namespace
}  // namespace assay
