#include "tests/annotator/report/sample_explained.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <sstream>

namespace assay::report {
namespace {

constexpr int kExplainedCount = 800;
constexpr int kPointCount = 120;

// Falls from .96 with the share of the items that is looked at already.
double ErrorProbability(std::size_t position, std::size_t count) {
  const double share = static_cast<double>(position) / static_cast<double>(count);
  return 0.02 + 0.94 / (1 + std::exp((share - 0.16) / 0.035));
}

std::vector<std::string> Words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void AddPull(const std::string& feature, double pull, v1::Finding& finding) {
  v1::FeaturePull* added = finding.add_pulls();
  added->set_feature(feature);
  added->set_pull(pull);
}

void AddPulls(v1::Finding& finding) {
  const std::vector<std::string> words = Words(finding.excerpt());
  double pull = 2.5;
  for (std::size_t i = 1; i + 2 < words.size() && i < 5; i += 2, pull *= 0.7) {
    AddPull(words[i], pull, finding);
  }
  if (words.size() > 1) AddPull(words[words.size() - 1], -0.8, finding);
  if (words.size() == 1) AddPull(words[0], 1.2, finding);
}

void SetSimilar(const v1::Finding& other, const std::string& label, double similarity,
                v1::SimilarItem& similar) {
  similar.set_item_id(other.item_id());
  similar.set_given_label(label);
  similar.set_similarity(similarity);
  similar.set_excerpt(other.excerpt());
}

void AddSimilarItems(const std::vector<v1::Finding>& findings, std::size_t position,
                     v1::Finding& finding) {
  const std::size_t count = findings.size();
  for (std::size_t step = 1; step <= 2; ++step) {
    const v1::Finding& other = findings[(position * 7 + step * 31) % count];
    SetSimilar(other, finding.suggested_label(), 0.9 - 0.2 * static_cast<double>(step),
               *finding.add_neighbours());
  }
  if (position % 5 != 0) return;
  const v1::Finding& other = findings[(position + count / 2) % count];
  SetSimilar(other, finding.suggested_label(), 0.97, *finding.add_duplicates());
}

void ExplainFindings(SampleAudit& sample) {
  const std::size_t count = sample.findings.size();
  for (std::size_t i = 0; i < count; ++i) {
    v1::Finding& finding = sample.findings[i];
    finding.set_error_probability(ErrorProbability(i, count));
    if (i >= kExplainedCount) continue;
    if (finding.suggested_label() != finding.given_label()) AddPulls(finding);
    AddSimilarItems(sample.findings, i, finding);
    for (int k = 0; k < sample.audit.signals_size(); k += 2) {
      finding.add_agreeing_signals(sample.audit.signals(k).name());
    }
    finding.set_annotator("annotator " + finding.item_id());
  }
}

// Every tenth of the first ones: found wrong, right, or wrong without saying what is right.
void VerifyFindings(SampleAudit& sample) {
  v1::Audit& audit = sample.audit;
  for (int n = 0; n < kSampleVerifiedCount; ++n) {
    v1::Finding& finding = sample.findings[static_cast<std::size_t>(10 * n + 4)];
    v1::VerifiedLabel& verified = *finding.mutable_verified();
    verified.set_item_id(finding.item_id());
    if (n % 4 == 3) {
      verified.set_correct(n % 8 == 3);
    } else {
      verified.set_true_label(finding.suggested_label());
    }
    const bool is_wrong = verified.has_true_label() ? verified.true_label() != finding.given_label()
                                                    : !verified.correct();
    audit.set_verified_error_count(audit.verified_error_count() + is_wrong);
  }
  audit.set_verified_count(kSampleVerifiedCount);
  *audit.mutable_model_estimated_errors() = audit.estimated_errors();
}

void AddPoint(std::size_t depth, double expected, double marginal, v1::ReviewCurve& review) {
  v1::DepthPoint& point = *review.add_points();
  point.set_depth(static_cast<std::int64_t>(depth));
  point.set_expected_errors(expected);
  point.set_low(std::max(0.0, expected - 2 * std::sqrt(expected)));
  point.set_high(std::min(static_cast<double>(depth), expected + 2 * std::sqrt(expected)));
  point.set_marginal_precision(marginal);
}

void SetCosts(v1::ReviewCurve& review, std::int64_t stop_depth, double saving) {
  review.mutable_costs()->set_review_cost_micros(std::llround(kSampleReviewCost * 1e6));
  review.mutable_costs()->set_error_cost_micros(std::llround(kSampleErrorCost * 1e6));
  review.mutable_costs()->set_currency_code("EUR");
  review.set_stop_depth(stop_depth);
  review.set_net_saving_micros(std::llround(saving * 1e6));
  review.set_net_saving_low_micros(std::llround(0.8 * saving * 1e6));
  review.set_net_saving_high_micros(std::llround(1.2 * saving * 1e6));
}

void AddReview(SampleAudit& sample) {
  v1::ReviewCurve& review = *sample.audit.mutable_review();
  const std::size_t count = sample.findings.size();
  double expected = 0;
  double saving = 0;
  std::int64_t stop_depth = 0;
  std::size_t next_point = 1;
  for (std::size_t i = 0; i < count; ++i) {
    const double marginal = ErrorProbability(i, count);
    expected += marginal;
    if (marginal * kSampleErrorCost > kSampleReviewCost) {
      saving += marginal * kSampleErrorCost - kSampleReviewCost;
      stop_depth = static_cast<std::int64_t>(i + 1);
    }
    if (i + 1 < next_point && i + 1 < count) continue;
    AddPoint(i + 1, expected, marginal, review);
    next_point += std::max<std::size_t>(1, count / kPointCount);
  }
  review.set_verified(true);
  SetCosts(review, stop_depth, saving);
  review.set_advice("Check the first " + std::to_string(stop_depth) + ".");
}

void SetShare(double share, v1::Estimate& estimate) {
  estimate.set_value(share);
  estimate.set_low(std::max(0.0, share - 0.04));
  estimate.set_high(std::min(1.0, share + 0.04));
  estimate.set_level(0.95);
}

// Those that are not labelled `label`, from the top of the ranking.
void AddContradictions(const SampleAudit& sample, const std::string& label, v1::Rule& rule) {
  for (const v1::Finding& finding : sample.findings) {
    if (finding.given_label() == label) continue;
    rule.add_contradicting_item_ids(finding.item_id());
    if (rule.contradicting_item_ids_size() == 5) break;
  }
  rule.set_contradiction_count(7);
}

void AddRules(SampleAudit& sample) {
  v1::RuleReport& report = *sample.audit.mutable_rules();
  for (const std::string& label : sample.audit.classes()) {
    v1::ClassRules& of_class = *report.add_classes();
    of_class.set_label(label);
    for (int n = 0; n < 2; ++n) {
      v1::Rule& rule = *of_class.add_rules();
      rule.add_terms(label);
      if (n == 1) rule.add_terms("price > 9.5");
      rule.set_match_count(140 - 60 * n);
      SetShare(0.93 - 0.2 * n, *rule.mutable_precision());
      rule.set_recall(0.31 - 0.1 * n);
      AddContradictions(sample, label, rule);
    }
  }
  SetShare(sample.audit.majority_share(), *report.mutable_majority_accuracy());
  SetShare(0.61, *report.mutable_rules_accuracy());
  SetShare(sample.audit.cv_accuracy(), *report.mutable_model_accuracy());
  report.set_held_out_count(sample.audit.item_count() / 2);
  report.set_verdict("Rules would not do: they reach 61 %. " + sample.audit.file_name());
}

}  // namespace

void Explain(SampleAudit& sample) {
  ExplainFindings(sample);
  VerifyFindings(sample);
  AddReview(sample);
  AddRules(sample);
  sample.audit.set_duplicate_count(120);
  sample.audit.set_conflicting_duplicate_count(14);
}

}  // namespace assay::report
