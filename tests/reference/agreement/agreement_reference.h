#ifndef ASSAY_TESTS_REFERENCE_AGREEMENT_AGREEMENT_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_AGREEMENT_AGREEMENT_REFERENCE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <vector>

namespace assay::reference {

// Agreement coefficients by their definitions: every pair of labels is looked at.

struct Label {
  int annotator = 0;
  int label_class = 0;
};
using Items = std::vector<std::vector<Label>>;
using Distance = std::function<double(int, int)>;

// Mean disagreement of two different labels of one item, over items with two or more.
inline double ObservedDisagreement(const Items& items, const Distance& distance) {
  double sum = 0;
  double item_count = 0;
  for (const std::vector<Label>& item : items) {
    double item_sum = 0;
    double pair_count = 0;
    for (size_t a = 0; a < item.size(); ++a) {
      for (size_t b = 0; b < item.size(); ++b) {
        if (a != b) {
          item_sum += distance(item[a].label_class, item[b].label_class);
          pair_count += 1;
        }
      }
    }
    if (pair_count > 0) {
      sum += item_sum / pair_count;
      item_count += 1;
    }
  }
  return sum / item_count;
}

// Krippendorff's alpha: the mean disagreement of two labels that one item has, weighted by items'
// labels, over that of any two different labels.
inline double Alpha(const Items& items, const Distance& distance) {
  std::vector<int> all;
  double observed = 0;
  for (const std::vector<Label>& item : items) {
    if (item.size() < 2) {
      continue;
    }
    for (size_t a = 0; a < item.size(); ++a) {
      all.push_back(item[a].label_class);
      for (size_t b = 0; b < item.size(); ++b) {
        if (a != b) {
          observed += distance(item[a].label_class, item[b].label_class) /
                      static_cast<double>(item.size() - 1);
        }
      }
    }
  }
  double expected = 0;
  for (size_t a = 0; a < all.size(); ++a) {
    for (size_t b = 0; b < all.size(); ++b) {
      expected += a == b ? 0 : distance(all[a], all[b]);
    }
  }
  const double count = static_cast<double>(all.size());
  return 1 - (observed / count) / (expected / (count * (count - 1)));
}

// Krippendorff's ordinal distance: (sum_{g=c..k} n_g - (n_c + n_k) / 2)^2.
inline Distance OrdinalDistance(const Items& items) {
  std::map<int, double> counts;
  for (const std::vector<Label>& item : items) {
    if (item.size() >= 2) {
      for (const Label& label : item) {
        counts[label.label_class] += 1;
      }
    }
  }
  return [counts](int c, int k) {
    double sum = 0;
    for (int g = std::min(c, k); g <= std::max(c, k); ++g) {
      sum += counts.count(g) ? counts.at(g) : 0;
    }
    sum -= (counts.at(c) + counts.at(k)) / 2;
    return sum * sum;
  };
}

// Two labels drawn for chance: an item, then one of its labels; twice.
inline double Fleiss(const Items& items, const Distance& distance) {
  double chance = 0;
  for (const std::vector<Label>& first : items) {
    for (const std::vector<Label>& second : items) {
      for (const Label& a : first) {
        for (const Label& b : second) {
          chance += distance(a.label_class, b.label_class) /
                    static_cast<double>(first.size() * second.size());
        }
      }
    }
  }
  const double count = static_cast<double>(items.size());
  return 1 - ObservedDisagreement(items, distance) / (chance / (count * count));
}

// Labels of two annotators, one drawn from all of each.
inline double DrawnDisagreement(const std::vector<int>& first, const std::vector<int>& second,
                                const Distance& distance) {
  double sum = 0;
  for (const int a : first) {
    for (const int b : second) {
      sum += distance(a, b);
    }
  }
  return sum / static_cast<double>(first.size() * second.size());
}

inline std::map<int, std::vector<int>> LabelsOfAnnotators(const Items& items) {
  std::map<int, std::vector<int>> labels;
  for (const std::vector<Label>& item : items) {
    for (const Label& label : item) {
      labels[label.annotator].push_back(label.label_class);
    }
  }
  return labels;
}

inline double Conger(const Items& items, const Distance& distance) {
  double chance = 0;
  double pair_count = 0;
  const auto annotators = LabelsOfAnnotators(items);
  for (const auto& [g, first] : annotators) {
    for (const auto& [h, second] : annotators) {
      if (g != h) {
        chance += DrawnDisagreement(first, second, distance);
        pair_count += 1;
      }
    }
  }
  return 1 - ObservedDisagreement(items, distance) / (chance / pair_count);
}

// The items that both annotators labelled (each once), with their labels only.
inline Items CommonItems(const Items& items, int first, int second) {
  Items common;
  for (const std::vector<Label>& item : items) {
    std::vector<Label> both;
    for (const int annotator : {first, second}) {
      for (const Label& label : item) {
        if (label.annotator == annotator) {
          both.push_back(label);
        }
      }
    }
    if (both.size() == 2) {
      common.push_back(both);
    }
  }
  return common;
}

// NaN where undefined.
inline double Cohen(const Items& items, int first, int second, const Distance& distance) {
  const Items common = CommonItems(items, first, second);
  const auto labels = LabelsOfAnnotators(common);
  return 1 - ObservedDisagreement(common, distance) /
                 DrawnDisagreement(labels.at(first), labels.at(second), distance);
}

inline double Scott(const Items& items, const Distance& distance) {
  return Fleiss(CommonItems(items, 0, 1), distance);
}

inline double Light(const Items& items, const Distance& distance) {
  double sum = 0;
  double count = 0;
  const auto annotators = LabelsOfAnnotators(items);
  for (const auto& first : annotators) {
    for (const auto& second : annotators) {
      if (first.first < second.first && !CommonItems(items, first.first, second.first).empty()) {
        const double kappa = Cohen(items, first.first, second.first, distance);
        if (std::isfinite(kappa)) {
          sum += kappa;
          count += 1;
        }
      }
    }
  }
  return sum / count;
}

inline double BrennanPrediger(const Items& items, int class_count, const Distance& distance) {
  double chance = 0;
  for (int k = 0; k < class_count; ++k) {
    for (int l = 0; l < class_count; ++l) {
      chance += distance(k, l) / (class_count * class_count);
    }
  }
  return 1 - ObservedDisagreement(items, distance) / chance;
}

inline double GwetAc(const Items& items, int class_count, const Distance& distance) {
  double weight_sum = 0;
  double hard = 0;
  for (int k = 0; k < class_count; ++k) {
    double share = 0;
    for (const std::vector<Label>& item : items) {
      for (const Label& label : item) {
        share += label.label_class == k ? 1.0 / static_cast<double>(item.size()) : 0;
      }
    }
    share /= static_cast<double>(items.size());
    hard += share * (1 - share);
    for (int l = 0; l < class_count; ++l) {
      weight_sum += 1 - distance(k, l);
    }
  }
  const double chance = 1 - weight_sum * hard / (class_count * (class_count - 1));
  return 1 - ObservedDisagreement(items, distance) / chance;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_AGREEMENT_AGREEMENT_REFERENCE_H_
