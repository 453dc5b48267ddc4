#include "engine/audit/rules_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace assay {
namespace {

constexpr double kNormalQuantile = 1.959963984540054;
// Many pairs are tried: one has to be surely better than its terms, at 99.9 %.
constexpr double kPairQuantile = 3.0902;
// Terms of a class that are kept for either measure, and pairs.
constexpr size_t kTermsPerClass = 16;
constexpr size_t kPairTermsPerClass = 12;
constexpr size_t kPairsPerClass = 16;
// Steps that looking for pairs may take, over all classes.
constexpr size_t kPairSteps = 5'000'000;
constexpr size_t kListRulesPerClass = 20;
constexpr size_t kListLength = 500;
// Rules that share more of the rows of the smaller one say the same.
constexpr double kSameRows = 0.8;

uint64_t HashRow(size_t row, uint64_t seed) {
  uint64_t value = (row + 1) * 0x9E3779B97F4A7C15ull + seed * 0xD1B54A32D192ED03ull;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ull;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBull;
  return value ^ (value >> 31);
}

// The best few of many, by a value; of equal ones the first offered.
template <typename T>
class Best {
 public:
  explicit Best(size_t limit) : limit_(limit) {}

  void Offer(double value, T thing) {
    if (items_.size() == limit_ && value <= items_.back().first) {
      return;
    }
    const auto place =
        std::upper_bound(items_.begin(), items_.end(), value,
                         [](double offered, const auto& item) { return offered > item.first; });
    items_.insert(place, {value, std::move(thing)});
    if (items_.size() > limit_) {
      items_.pop_back();
    }
  }
  const std::vector<std::pair<double, T>>& items() const { return items_; }

 private:
  size_t limit_;
  std::vector<std::pair<double, T>> items_;
};

struct Term {
  uint32_t column;
  int64_t count;
  int64_t right_count;
};

double Precision(const Term& term) {
  return static_cast<double>(term.right_count) / static_cast<double>(term.count);
}

// Of Wilson's interval.
double LowerEnd(int64_t right_count, int64_t count, double quantile) {
  if (count == 0) {
    return 0;
  }
  const auto n = static_cast<double>(count);
  const double p = static_cast<double>(right_count) / n;
  const double z2 = quantile * quantile;
  const double half = quantile * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return std::max((p + z2 / (2 * n) - half) / (1 + z2 / n), 0.0);
}

class Search {
 public:
  Search(const CsrMatrix& terms, std::span<const int32_t> given, size_t class_count,
         const RuleOptions& options)
      : options_(options), class_sizes_(class_count) {
    TakeRows(terms, given);
    by_reach_.resize(class_count, Best<Term>(kTermsPerClass));
    by_precision_.resize(class_count, Best<Term>(kTermsPerClass));
  }

  ChosenRules Run() {
    ChosenRules chosen;
    chosen.majority_class = static_cast<int32_t>(
        std::max_element(class_sizes_.begin(), class_sizes_.end()) - class_sizes_.begin());
    ValueTerms();
    for (size_t k = 0; k < class_sizes_.size(); ++k) {
      AddTerms(k);
      AddPairs(k);
    }
    std::stable_sort(candidates_.begin(), candidates_.end(), [](const auto& a, const auto& b) {
      return a.lower_precision > b.lower_precision;
    });
    ChooseBest(&chosen);
    ChooseList(&chosen);
    return chosen;
  }

 private:
  size_t row_count() const { return labels_.size(); }
  double Share(size_t k) const {
    return static_cast<double>(class_sizes_[k]) / static_cast<double>(row_count());
  }
  // Rows of the choice, numbered anew, that hold a term; ascending.
  std::span<const uint32_t> RowsOf(uint32_t column) const {
    return {rows_.data() + offsets_[column], offsets_[column + 1] - offsets_[column]};
  }

  void TakeRows(const CsrMatrix& terms, std::span<const int32_t> given) {
    std::vector<size_t> chosen;
    for (size_t i = 0; i < given.size(); ++i) {
      if (IsRowOfChoice(i, options_.seed)) {
        chosen.push_back(i);
      }
    }
    if (chosen.size() > options_.largest_choice) {
      const auto middle = chosen.begin() + static_cast<std::ptrdiff_t>(options_.largest_choice);
      std::nth_element(chosen.begin(), middle, chosen.end(), [&](size_t a, size_t b) {
        return HashRow(a, options_.seed) < HashRow(b, options_.seed);
      });
      chosen.erase(middle, chosen.end());
      std::sort(chosen.begin(), chosen.end());
    }
    offsets_.assign(terms.column_count + 1, 0);
    const auto for_each_term = [&](const auto& visit) {
      for (size_t place = 0; place < chosen.size(); ++place) {
        const CsrMatrix::Row row = terms.row(chosen[place]);
        for (size_t entry = 0; entry < row.columns.size(); ++entry) {
          if (row.values[entry] != 0) {
            visit(row.columns[entry], static_cast<uint32_t>(place));
          }
        }
      }
    };
    for_each_term([&](uint32_t column, uint32_t) { ++offsets_[column + 1]; });
    std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
    rows_.resize(offsets_.back());
    std::vector<size_t> next(offsets_.begin(), offsets_.end() - 1);
    for_each_term([&](uint32_t column, uint32_t place) { rows_[next[column]++] = place; });
    for (const size_t i : chosen) {
      labels_.push_back(static_cast<size_t>(given[i]));
      ++class_sizes_[labels_.back()];
    }
  }

  void ValueTerms() {
    std::vector<int64_t> tally(class_sizes_.size(), 0);
    for (uint32_t column = 0; column + 1 < offsets_.size(); ++column) {
      const std::span<const uint32_t> rows = RowsOf(column);
      const auto count = static_cast<int64_t>(rows.size());
      if (count < options_.min_support) {
        continue;
      }
      for (const uint32_t row : rows) {
        ++tally[labels_[row]];
      }
      for (const uint32_t row : rows) {
        const size_t k = labels_[row];
        const int64_t right = std::exchange(tally[k], 0);
        const double reach = static_cast<double>(right) - static_cast<double>(count) * Share(k);
        if (right > 0 && reach > 0) {
          by_reach_[k].Offer(reach, {column, count, right});
          by_precision_[k].Offer(LowerPrecision(right, count), {column, count, right});
        }
      }
    }
  }

  void Add(std::vector<uint32_t> terms, size_t k, int64_t count, int64_t right) {
    candidates_.push_back(
        {std::move(terms), static_cast<int32_t>(k), count, right, LowerPrecision(right, count)});
  }

  void AddTerms(size_t k) {
    std::vector<uint32_t> added;
    for (const Best<Term>* best : {&by_precision_[k], &by_reach_[k]}) {
      for (const auto& [value, term] : best->items()) {
        if (std::find(added.begin(), added.end(), term.column) == added.end()) {
          added.push_back(term.column);
          Add({term.column}, k, term.count, term.right_count);
        }
      }
    }
  }

  void AddPairs(size_t k) {
    const auto& terms = by_reach_[k].items();
    const size_t term_count = std::min(terms.size(), kPairTermsPerClass);
    Best<std::pair<std::pair<uint32_t, uint32_t>, Term>> best(kPairsPerClass);
    size_t steps_left = std::max<size_t>(kPairSteps / class_sizes_.size(), 1000);
    for (size_t second = 1; second < term_count; ++second) {
      for (size_t first = 0; first < second; ++first) {
        const Term& a = terms[first].second;
        const Term& b = terms[second].second;
        const auto steps = static_cast<size_t>(a.count + b.count);
        if (steps > steps_left) {
          continue;
        }
        steps_left -= steps;
        const Term both = Intersect(a.column, b.column, k);
        const double surely = LowerEnd(both.right_count, both.count, kPairQuantile);
        // Where one term implies the other, the pair is the rarer term.
        if (both.count >= options_.min_support && both.count < std::min(a.count, b.count) &&
            surely > std::max(Precision(a), Precision(b))) {
          best.Offer(surely, {std::minmax(a.column, b.column), both});
        }
      }
    }
    for (const auto& [value, pair] : best.items()) {
      Add({pair.first.first, pair.first.second}, k, pair.second.count, pair.second.right_count);
    }
  }

  Term Intersect(uint32_t a, uint32_t b, size_t k) const {
    Term both{a, 0, 0};
    ForBoth(RowsOf(a), RowsOf(b), [&](uint32_t row) {
      ++both.count;
      both.right_count += labels_[row] == k ? 1 : 0;
    });
    return both;
  }

  template <typename Visit>
  static void ForBoth(std::span<const uint32_t> a, std::span<const uint32_t> b, Visit visit) {
    size_t i = 0;
    size_t j = 0;
    while (i < a.size() && j < b.size()) {
      const uint32_t left = a[i];
      const uint32_t right = b[j];
      if (left == right) {
        visit(left);
      }
      i += left <= right ? 1 : 0;
      j += right <= left ? 1 : 0;
    }
  }

  template <typename Visit>
  void ForRowsOf(const RuleCandidate& rule, Visit visit) const {
    if (rule.terms.size() == 2) {
      ForBoth(RowsOf(rule.terms[0]), RowsOf(rule.terms[1]), visit);
      return;
    }
    for (const uint32_t row : RowsOf(rule.terms[0])) {
      visit(row);
    }
  }

  static size_t Keep(const RuleCandidate& rule, size_t candidate, std::vector<size_t>* places,
                     ChosenRules* chosen) {
    if ((*places)[candidate] == 0) {
      chosen->rules.push_back(rule);
      (*places)[candidate] = chosen->rules.size();
    }
    return (*places)[candidate] - 1;
  }

  bool SaysTheSame(const RuleCandidate& rule, const RuleCandidate& better) const {
    std::vector<uint32_t> rows;
    ForRowsOf(better, [&](uint32_t row) { rows.push_back(row); });
    int64_t shared = 0;
    ForRowsOf(rule, [&](uint32_t row) {
      shared += std::binary_search(rows.begin(), rows.end(), row) ? 1 : 0;
    });
    return static_cast<double>(shared) >
           kSameRows * static_cast<double>(std::min(rule.count, better.count));
  }

  void ChooseBest(ChosenRules* chosen) {
    places_.assign(candidates_.size(), 0);
    chosen->best.resize(class_sizes_.size());
    for (size_t c = 0; c < candidates_.size(); ++c) {
      std::vector<size_t>& best = chosen->best[static_cast<size_t>(candidates_[c].class_index)];
      if (best.size() < options_.rules_per_class &&
          std::none_of(best.begin(), best.end(), [&](size_t rule) {
            return SaysTheSame(candidates_[c], chosen->rules[rule]);
          })) {
        best.push_back(Keep(candidates_[c], c, &places_, chosen));
      }
    }
  }

  void ChooseList(ChosenRules* chosen) {
    std::vector<bool> covered(row_count(), false);
    std::vector<size_t> lengths(class_sizes_.size(), 0);
    const double worth = Share(static_cast<size_t>(chosen->majority_class));
    for (size_t c = 0; c < candidates_.size() && chosen->list.size() < kListLength; ++c) {
      const RuleCandidate& rule = candidates_[c];
      const auto k = static_cast<size_t>(rule.class_index);
      int64_t count = 0;
      int64_t right = 0;
      ForRowsOf(rule, [&](uint32_t row) {
        count += covered[row] ? 0 : 1;
        right += !covered[row] && labels_[row] == k ? 1 : 0;
      });
      if (lengths[k] == kListRulesPerClass || count < options_.min_support ||
          LowerPrecision(right, count) <= worth) {
        continue;
      }
      ++lengths[k];
      ForRowsOf(rule, [&](uint32_t row) { covered[row] = true; });
      chosen->list.push_back(Keep(rule, c, &places_, chosen));
    }
  }

  const RuleOptions& options_;
  std::vector<int64_t> class_sizes_;
  std::vector<size_t> labels_;
  std::vector<size_t> offsets_;
  std::vector<uint32_t> rows_;
  std::vector<Best<Term>> by_reach_;
  std::vector<Best<Term>> by_precision_;
  std::vector<RuleCandidate> candidates_;
  // 1 + the place of a candidate among the chosen rules, 0 = not chosen.
  std::vector<size_t> places_;
};

}  // namespace

bool IsRowOfChoice(size_t row, uint64_t seed) { return (HashRow(row, seed) & 1) != 0; }

double LowerPrecision(int64_t right_count, int64_t count) {
  return LowerEnd(right_count, count, kNormalQuantile);
}

ChosenRules ChooseRules(const CsrMatrix& terms, std::span<const int32_t> given, size_t class_count,
                        const RuleOptions& options) {
  return Search(terms, given, class_count, options).Run();
}

}  // namespace assay
