#include "engine/audit/explanation.h"

#include <algorithm>
#include <utility>

namespace assay {
namespace {

constexpr size_t kShown = 3;
constexpr int64_t kFewestChecked = 5;

using Pulls = std::vector<std::pair<float, uint32_t>>;

// The strongest of `pulls`, which are sorted so, without repetitions of a name.
std::vector<FeaturePull> Strongest(const FeatureMatrix& features, const Pulls& pulls) {
  std::vector<FeaturePull> shown;
  for (const auto& [pull, column] : pulls) {
    std::string name = features.Name(column);
    if (name.empty()) {
      continue;
    }
    const bool repeats = std::any_of(shown.begin(), shown.end(), [&](const FeaturePull& other) {
      return other.name.find(name) != std::string::npos ||
             name.find(other.name) != std::string::npos;
    });
    if (!repeats) {
      shown.push_back({std::move(name), pull});
    }
    if (shown.size() == kShown) {
      break;
    }
  }
  return shown;
}

void AddNeighbours(const AuditEvidence& evidence, size_t item, int32_t suggested,
                   SuspectExplanation* explanation) {
  if (evidence.neighbours == nullptr) {
    return;
  }
  for (const SimilarRow& neighbour : evidence.neighbours->row(item)) {
    const int32_t label = evidence.given[neighbour.row];
    ++explanation->neighbour_count;
    explanation->neighbours_keeping += label == evidence.given[item] ? 1 : 0;
    if (label == suggested && suggested != evidence.given[item]) {
      ++explanation->neighbours_suggesting;
      if (explanation->neighbours.size() < kShown) {
        explanation->neighbours.push_back(neighbour);
      }
    }
  }
}

void AddDuplicates(const ExplanationSources& sources, size_t item,
                   SuspectExplanation* explanation) {
  const AuditEvidence& evidence = sources.evidence;
  const auto add = [&](const SimilarRow& duplicate) {
    if (explanation->duplicates.size() < kShown &&
        evidence.given[duplicate.row] != evidence.given[item]) {
      explanation->duplicates.push_back(duplicate);
    }
  };
  if (sources.equal != nullptr) {
    for (const uint32_t row : sources.equal->EqualTo(item)) {
      add({row, 1.0f});
    }
  }
  if (evidence.neighbours == nullptr) {
    return;
  }
  for (const SimilarRow& neighbour : evidence.neighbours->row(item)) {
    const bool equal = sources.equal != nullptr && sources.equal->AreEqual(item, neighbour.row);
    if (neighbour.similarity >= kNearDuplicateSimilarity && !equal) {
      add(neighbour);
    }
  }
}

bool HoldsOn(const LabelRule& rule, const CsrMatrix::Row& row) {
  return std::all_of(rule.terms.begin(), rule.terms.end(), [&](uint32_t term) {
    const auto found = std::lower_bound(row.columns.begin(), row.columns.end(), term);
    return found != row.columns.end() && *found == term &&
           row.values[static_cast<size_t>(found - row.columns.begin())] != 0;
  });
}

}  // namespace

void FindFeaturePulls(const FeatureMatrix& features, const SoftmaxRegression& model, size_t item,
                      size_t suggested, size_t given, SuspectExplanation* explanation) {
  const CsrMatrix::Row row = features.matrix().row(item);
  Pulls towards;
  Pulls away;
  for (size_t entry = 0; entry < row.columns.size(); ++entry) {
    const uint32_t column = row.columns[entry];
    const float pull =
        row.values[entry] * (model.weight(column, suggested) - model.weight(column, given));
    if (pull != 0) {
      (pull > 0 ? towards : away).emplace_back(pull, column);
    }
  }
  std::sort(towards.begin(), towards.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::sort(away.begin(), away.end());
  explanation->for_suggested = Strongest(features, towards);
  explanation->for_given = Strongest(features, away);
}

SuspectExplanation ExplainItem(const ExplanationSources& sources, size_t item, size_t suggested,
                               std::span<const SignalVote> votes) {
  SuspectExplanation explanation;
  if (sources.features != nullptr && sources.model != nullptr) {
    FindFeaturePulls(*sources.features, *sources.model, item, suggested,
                     static_cast<size_t>(sources.evidence.given[item]), &explanation);
  }
  AddNeighbours(sources.evidence, item, static_cast<int32_t>(suggested), &explanation);
  AddDuplicates(sources, item, &explanation);
  for (const SignalVote& vote : votes) {
    if (vote.score < 0.5f) {
      explanation.agreeing_signals.push_back(vote.name);
    }
  }
  return explanation;
}

const LabelRule* FindRuleAgainst(const RuleReport& report, const CsrMatrix& terms, size_t item,
                                 size_t suggested) {
  const LabelRule* best = nullptr;
  for (const LabelRule& rule : report.rules) {
    if (static_cast<size_t>(rule.class_index) == suggested &&
        rule.checked_count >= kFewestChecked && rule.precision.low > 0.5 &&
        (best == nullptr || rule.precision.low > best->precision.low) &&
        HoldsOn(rule, terms.row(item))) {
      best = &rule;
    }
  }
  return best;
}

}  // namespace assay
