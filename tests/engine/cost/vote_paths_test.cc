#include "engine/cost/vote_paths.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "engine/base/rng.h"
#include "engine/cost/count_likelihood.h"
#include "gtest/gtest.h"
#include "tests/reference/cost/enumerated_votes.h"

namespace assay {
namespace {

AnswerLaw RandomLaw(Rng& rng) {
  return {0.05 + 0.9 * rng.Uniform(), std::exp(-1 + 6 * rng.Uniform()), rng.Uniform()};
}

TEST(VotePathsTest, AgreesWithGoingThroughAllSequencesOfAnswers) {
  Rng rng(1);
  for (size_t class_count = 2; class_count <= 5; ++class_count) {
    const int most = class_count == 2 ? 10 : class_count == 5 ? 5 : 6;
    const VotePaths paths(class_count, most);
    for (int round = 0; round < 5; ++round) {
      AnswerLaw law = RandomLaw(rng);
      if (class_count == 2) {
        law.rival_share = 1;
      }
      const VoteOutcome outcome = paths.Outcome(law);
      const auto alphas =
          reference::Alphas(law.accuracy, law.concentration, law.rival_share, class_count);
      for (int k = 1; k <= most; ++k) {
        const auto vote = reference::EnumerateVotes(alphas, k);
        const auto place = static_cast<size_t>(k - 1);
        EXPECT_NEAR(outcome.accuracy[place], vote.accuracy, 1e-6) << class_count << " " << k;
        EXPECT_NEAR(outcome.mean_label_count[place], vote.mean_label_count, 1e-9);
      }
    }
  }
}

// Condorcet: three independent votes of 0.7 are right with p^3 + 3 p^2 (1 - p) = 0.784.
TEST(VotePathsTest, IndependentVotesAreCondorcets) {
  const VoteOutcome outcome = VotePaths(2, 3).Outcome({0.7, 1e9, 1});
  EXPECT_NEAR(outcome.accuracy[0], 0.7, 1e-6);
  EXPECT_NEAR(outcome.accuracy[1], 0.7, 1e-6);
  EXPECT_NEAR(outcome.accuracy[2], 0.784, 1e-6);
  // The third is asked where the first two differ: 2 * 0.7 * 0.3.
  EXPECT_NEAR(outcome.mean_label_count[2], 2.42, 1e-6);
}

TEST(VotePathsTest, WhereAllAlwaysAgreeAnotherLabelHelpsNothing) {
  const VoteOutcome outcome = VotePaths(4, 7).Outcome({0.8, 1e-9, 0});
  for (const double accuracy : outcome.accuracy) {
    EXPECT_NEAR(accuracy, 0.8, 1e-6);
  }
}

TEST(VotePathsTest, OneLabelIsRightAsOftenAsTheLawSays) {
  Rng rng(4);
  for (const size_t class_count : {2U, 3U, 20U, 5000U}) {
    const VotePaths paths(class_count, 3);
    for (int round = 0; round < 20; ++round) {
      const AnswerLaw law = RandomLaw(rng);
      EXPECT_NEAR(paths.Outcome(law).accuracy[0], law.accuracy, 1e-6);
    }
  }
}

TEST(VotePathsTest, AskingUntilTheVoteIsDecidedNeverTakesMoreLabels) {
  Rng rng(5);
  const VotePaths paths(6, VotePaths::kMaxLabelCount);
  for (int round = 0; round < 10; ++round) {
    const VoteOutcome outcome = paths.Outcome(RandomLaw(rng));
    for (size_t k = 1; k <= outcome.accuracy.size(); ++k) {
      EXPECT_LE(outcome.mean_label_count[k - 1], static_cast<double>(k) + 1e-9);
      EXPECT_GE(outcome.mean_label_count[k - 1], std::floor(static_cast<double>(k) / 2) + 1 - 1e-9);
      EXPECT_LE(outcome.accuracy[k - 1], 1 + 1e-9);
    }
  }
}

// log of the mean over all rivals.
double ReferenceLikelihood(const AnswerLaw& law, const std::vector<unsigned>& counts,
                           size_t truth) {
  const size_t class_count = counts.size();
  const auto alphas =
      reference::Alphas(law.accuracy, law.concentration, law.rival_share, class_count);
  double sum = 0;
  for (size_t rival = 0; rival < class_count; ++rival) {
    if (rival == truth) {
      continue;
    }
    std::vector<double> placed(class_count, alphas.back());
    placed[rival] = alphas[1];
    placed[truth] = alphas[0];
    sum += std::exp(reference::LogDirichletMultinomial(placed, counts));
  }
  return std::log(sum / static_cast<double>(class_count - 1));
}

TEST(LogCountLikelihoodTest, AgreesWithGammaFunctionsOverAllRivals) {
  Rng rng(6);
  for (size_t class_count = 2; class_count <= 6; ++class_count) {
    for (int round = 0; round < 40; ++round) {
      const AnswerLaw law = RandomLaw(rng);
      std::vector<unsigned> all(class_count, 0);
      std::vector<uint32_t> named;
      const size_t named_count = 1 + rng.Below(class_count);
      for (size_t k = 0; k < named_count; ++k) {
        all[k] = static_cast<unsigned>(1 + rng.Below(4));
        named.push_back(all[k]);
      }
      const std::vector<double> found = LogCountLikelihood(named, law, class_count);
      for (size_t truth = 0; truth < named_count; ++truth) {
        EXPECT_NEAR(found[truth], ReferenceLikelihood(law, all, truth), 1e-8);
      }
      if (named_count < class_count) {
        EXPECT_NEAR(found.back(), ReferenceLikelihood(law, all, named_count), 1e-8);
      } else {
        EXPECT_EQ(found.back(), -std::numeric_limits<double>::infinity());
      }
    }
  }
}

}  // namespace
}  // namespace assay
