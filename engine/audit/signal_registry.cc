#include "engine/audit/signal_registry.h"

#include <algorithm>
#include <string>

#include "engine/audit/signals/signals.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// To add a signal: write engine/audit/signals/<name>.cc, declare its function in signals.h, then
// add one line here.
constexpr SuspicionSignal kSignals[] = {
    {"recheck", "A model trained on all rows, this one included, applied to the same rows",
     "the oldest trick of the trade; a model that fits well is blind to errors", true,
     &RecheckSignal},
    {"self_confidence", "How probable the given label is to a model that did not see the row",
     "Northcutt, Jiang, Chuang, JAIR 2021", false, &SelfConfidenceSignal},
    {"margin", "How far the given label is ahead of the best other one, row not seen",
     "Northcutt, Jiang, Chuang, JAIR 2021", true, &MarginSignal},
    {"confident_learning",
     "Rows that exceed what the class pair's error rate explains, then margin",
     "Northcutt, Jiang, Chuang, JAIR 2021 (prune by noise rate)", true, &ConfidentLearningSignal},
    {"loo_complement_nb", "What the words say by complement naive Bayes, the row's own taken out",
     "Rennie, Shih, Teevan, Karger, ICML 2003", true, &LooComplementNbSignal},
    {"loo_multinomial_nb", "What the words say by multinomial naive Bayes, the row's own taken out",
     "McCallum, Nigam, AAAI workshop 1998", true, &LooMultinomialNbSignal},
    {"extra_trees", "What trees say that were grown without the row; for numbers and categories",
     "Geurts, Ernst, Wehenkel, Machine Learning 2006 (out of bag)", true, &ExtraTreesSignal},
    {"area_under_margin", "How early and how clearly the model learned the label while training",
     "Pleiss, Zhang, Elenberg, Weinberger, NeurIPS 2020", true, &AreaUnderMarginSignal},
    {"data_map_confidence", "How probable the label was on average while training",
     "Swayamdipta et al., EMNLP 2020", false, &DataMapConfidenceSignal},
    {"log_odds", "How many times more probable the given label is than the best other one",
     "Kuan, Mueller, ICML DataPerf workshop 2022 (margin, on logarithms)", true, &LogOddsSignal},
    {"entropy_weighted", "How probable the given label is, next to how unsure the model is",
     "Kuan, Mueller, ICML DataPerf workshop 2022", false, &EntropyWeightedSignal},
    {"neighbours", "What labels the most similar rows carry, the closer the weightier",
     "Cover, Hart, IEEE Trans. Information Theory 1967; weights: Dudani, IEEE Trans. SMC 1976",
     true, &NeighboursSignal},
    {"duplicates", "What labels equal and nearly equal rows carry",
     "Zhu, Dong, Liu, ICML 2022 (labels of close rows agree)", true, &DuplicatesSignal},
    {"annotator_pattern", "Whether whoever gave the label often gives it where another is right",
     "Dawid, Skene, Applied Statistics 1979; rates shrunken as Clayton, Kaldor, Biometrics 1987",
     false, &AnnotatorPatternSignal},
};

}  // namespace

std::span<const SuspicionSignal> SuspicionSignals() { return kSignals; }

absl::StatusOr<const SuspicionSignal*> FindSuspicionSignal(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kSignals), std::end(kSignals),
                   [&](const SuspicionSignal& signal) { return signal.name == name; });
  if (found != std::end(kSignals)) {
    return found;
  }
  std::string known;
  for (const SuspicionSignal& signal : kSignals) {
    known.append(known.empty() ? "" : ", ").append(signal.name);
  }
  return MakeError(
      absl::StatusCode::kNotFound, "UNKNOWN_SIGNAL",
      "there is no signal named \"" + std::string(name) + "\", expected one of " + known,
      {{"signal", std::string(name)}});
}

}  // namespace assay
