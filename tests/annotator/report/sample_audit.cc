#include "tests/annotator/report/sample_audit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>

#include "annotator/report/html_report.h"
#include "engine/base/rng.h"
#include "tests/annotator/report/sample_explained.h"

namespace assay::report {
namespace {

// What a sample is made of.
struct Recipe {
  std::string file_name;
  std::vector<std::string> classes;
  int item_count = 0;
  double error_share = 0;
  std::function<std::string(std::size_t true_class, Rng&)> text;
};

v1::Finding MakeFinding(const Recipe& recipe, int index, Rng& rng) {
  const std::size_t class_count = recipe.classes.size();
  const std::size_t truth = rng.Below(class_count);
  // Neighbouring classes are confused most.
  const bool is_wrong = rng.Uniform() < recipe.error_share;
  const std::size_t step = rng.Uniform() < 0.6 ? 1 : 1 + rng.Below(class_count - 1);
  const std::size_t given = is_wrong ? (truth + step) % class_count : truth;
  const bool is_doubted = is_wrong ? rng.Uniform() < 0.75 : rng.Uniform() < 0.04;
  const std::size_t said = is_doubted ? (is_wrong ? truth : (truth + 1) % class_count) : given;

  v1::Finding finding;
  finding.set_item_id(std::to_string(10000 + index));
  finding.set_given_label(recipe.classes[given]);
  finding.set_suggested_label(recipe.classes[said]);
  finding.set_cv_label(recipe.classes[said]);
  finding.set_recheck_label(recipe.classes[rng.Uniform() < 0.02 ? said : given]);
  const double p = 0.35 + 0.64 * rng.Uniform();
  finding.set_suggested_probability(p);
  finding.set_given_probability(said == given ? p : (1 - p) * rng.Uniform());
  const double u = rng.Uniform();
  finding.set_score(!is_doubted ? 1 - 0.75 * std::pow(u, 2.5)
                    : is_wrong  ? 0.002 + 0.55 * std::pow(u, 1.6)
                                : 0.1 + 0.45 * u);
  finding.set_excerpt(recipe.text(truth, rng));
  for (int signal = 0; signal < 5; ++signal) {
    const double noisy = finding.score() + 0.2 * (rng.Uniform() - 0.5);
    finding.add_signal_scores(static_cast<float>(std::clamp(noisy, 0.0, 1.0)));
  }
  return finding;
}

std::string Percent(double share) { return std::to_string(std::lround(100 * share)) + "%"; }

void AddReasons(v1::Finding& finding) {
  if (!finding.flagged()) return;
  v1::Reason* reason = finding.add_reasons();
  reason->set_code("cv_disagrees");
  reason->set_text("A model that has not seen this item says " + finding.suggested_label() + " (" +
                   Percent(finding.suggested_probability()) + "), not " + finding.given_label() +
                   " (" + Percent(finding.given_probability()) + ").");
  if (finding.score() < 0.2) {
    reason = finding.add_reasons();
    reason->set_code("nb_disagrees");
    reason->set_text("Its words occur far more often in items labelled " +
                     finding.suggested_label() + ".");
  }
  if (finding.recheck_label() != finding.given_label()) {
    reason = finding.add_reasons();
    reason->set_code("recheck_disagrees");
    reason->set_text("Even a model trained with the given label does not reproduce it.");
  }
}

void RankAndFlag(SampleAudit& sample) {
  std::stable_sort(
      sample.findings.begin(), sample.findings.end(),
      [](const v1::Finding& a, const v1::Finding& b) { return a.score() < b.score(); });
  std::int64_t rank = 0;
  for (v1::Finding& finding : sample.findings) {
    finding.set_rank(++rank);
    finding.set_flagged(finding.score() < 0.5 &&
                        finding.suggested_label() != finding.given_label());
    AddReasons(finding);
  }
}

void SetEstimate(double value, v1::Estimate& estimate) {
  const double half_width = 1.7 * std::sqrt(value) + 0.06 * value;
  estimate.set_value(value);
  estimate.set_low(std::max(0.0, value - half_width));
  estimate.set_high(value + half_width);
  estimate.set_level(0.9);
  estimate.set_method("confident joint of out-of-fold probabilities, bootstrap over items");
}

void SetFigures(SampleAudit& sample) {
  v1::Audit& audit = sample.audit;
  std::map<std::string, v1::ClassSummary> by_class;
  std::map<std::string, int> agreeing;
  for (const v1::Finding& finding : sample.findings) {
    v1::ClassSummary& summary = by_class[finding.given_label()];
    summary.set_item_count(summary.item_count() + 1);
    summary.set_flagged_count(summary.flagged_count() + finding.flagged());
    const bool is_error = finding.recheck_label() != finding.given_label();
    summary.set_recheck_error_count(summary.recheck_error_count() + is_error);
    agreeing[finding.given_label()] += finding.cv_label() == finding.given_label();
  }
  int agreeing_total = 0;
  std::int64_t largest = 0;
  for (const std::string& label : audit.classes()) {
    v1::ClassSummary& summary = by_class[label];
    summary.set_label(label);
    const auto items = static_cast<double>(std::max<std::int64_t>(1, summary.item_count()));
    summary.set_cv_accuracy(agreeing[label] / items);
    SetEstimate(1.25 * static_cast<double>(summary.flagged_count()),
                *summary.mutable_estimated_errors());
    agreeing_total += agreeing[label];
    largest = std::max(largest, summary.item_count());
    audit.set_flagged_count(audit.flagged_count() + summary.flagged_count());
    audit.set_recheck_error_count(audit.recheck_error_count() + summary.recheck_error_count());
    *audit.add_class_summaries() = summary;
  }
  const auto items = static_cast<double>(sample.findings.size());
  audit.set_item_count(static_cast<std::int64_t>(sample.findings.size()));
  audit.set_cv_accuracy(agreeing_total / items);
  audit.set_majority_share(static_cast<double>(largest) / items);
  SetEstimate(1.25 * static_cast<double>(audit.flagged_count()), *audit.mutable_estimated_errors());
}

void SetRun(v1::Audit& audit) {
  audit.set_name("audits/a1b2c3");
  audit.set_dataset("datasets/d4e5f6");
  audit.mutable_create_time()->set_seconds(1763820360);  // 22 November 2025, 14:06 UTC
  audit.mutable_options()->set_fold_count(5);
  audit.mutable_options()->set_seed(1);
  audit.mutable_options()->set_thread_count(2);
  const std::array<std::pair<const char*, double>, 5> signals = {{{"loo_complement_nb", 0.4},
                                                                  {"loo_multinomial_nb", 0.3},
                                                                  {"self_confidence", 0.2},
                                                                  {"margin", 0.1},
                                                                  {"recheck", 0}}};
  for (const auto& [name, weight] : signals) {
    v1::SignalSummary* signal = audit.add_signals();
    signal->set_name(name);
    signal->set_weight(weight);
  }
  (*audit.mutable_timings_s())["features"] = 0.41;
  (*audit.mutable_timings_s())["cross_validation"] = 1.62;
  (*audit.mutable_timings_s())["ranking"] = 0.05;
  audit.set_peak_rss_bytes(183500800);
  audit.add_feature_columns("text (text)");
}

SampleAudit Make(const Recipe& recipe) {
  SampleAudit sample;
  Rng rng(7);
  for (int i = 0; i < recipe.item_count; ++i) {
    sample.findings.push_back(MakeFinding(recipe, i, rng));
  }
  RankAndFlag(sample);
  sample.audit.set_file_name(recipe.file_name);
  for (const std::string& label : recipe.classes) sample.audit.add_classes(label);
  SetFigures(sample);
  SetRun(sample.audit);
  const int class_count = sample.audit.classes_size();
  for (int i = 0; i < class_count && class_count <= 100; ++i) {
    v1::JointRow* row = sample.audit.add_confident_joint();
    for (int j = 0; j < class_count; ++j) row->add_counts(i == j ? 90 : 2);
  }
  return sample;
}

const std::string& Pick(const std::vector<std::string>& choices, Rng& rng) {
  return choices[rng.Below(choices.size())];
}

std::string NewsText(std::size_t topic, Rng& rng) {
  static const std::array<std::vector<std::string>, 4> kSubjects = {
      {{"The central bank", "A regional airline", "The largest supermarket chain",
        "An insurer from Zurich", "The oil producer"},
       {"A team of astronomers", "The maker of a popular browser", "A chip designer",
        "Researchers in Kyoto", "The open-source project"},
       {"The visiting side", "The defending champion", "A nineteen-year-old sprinter",
        "The national coach", "The relegated club"},
       {"The foreign minister", "Aid workers", "The electoral commission", "A court in the capital",
        "Negotiators from five countries"}}};
  static const std::array<std::vector<std::string>, 4> kVerbs = {
      {{"raised its forecast for the year after a strong third quarter",
        "cut 1,200 jobs and closed two sites, citing weak demand",
        "agreed to buy a smaller rival for \"up to $2.4 billion\" in shares"},
       {"published a method that needs a tenth of the energy",
        "fixed a flaw that let strangers read private messages",
        "showed the first pictures of the probe's landing on the comet"},
       {"won in extra time after being two goals down at half-time",
        "set a personal best in the rain and qualified for the final",
        "announced the squad for the cup without its captain"},
       {"called for talks after a second night of shelling near the border",
        "postponed the vote in three provinces because of floods",
        "accused the former government of hiding the report"}}};
  static const std::vector<std::string> kTails = {
      "Analysts had expected far less, according to a survey taken last week.",
      "A spokeswoman declined to comment on the details, but confirmed the date. More than forty "
      "people had been waiting since the early morning, some of them for the second day running.",
      "It is the third time in five years.",
      "\"We knew that it would be close,\" one of those present said on Tuesday evening, \"but "
      "nobody thought that it would end like this.\" The next meeting is planned for October, when "
      "the figures for the whole season are known."};
  return Pick(kSubjects[topic], rng) + " " + Pick(kVerbs[topic], rng) + ". " + Pick(kTails, rng);
}

const std::vector<std::string>& BankThings() {
  static const std::vector<std::string> kThings = {
      "card",   "transfer", "top_up",       "cash_withdrawal", "direct_debit", "exchange_rate",
      "refund", "passcode", "virtual_card", "identity_check",  "statement"};
  return kThings;
}

const std::vector<std::string>& BankTroubles() {
  static const std::vector<std::string> kTroubles = {
      "not_working", "pending", "declined", "charged_twice", "limits", "how_to", "wrong_amount"};
  return kTroubles;
}

std::string WithSpaces(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string BankText(std::size_t intent, Rng& rng) {
  static const std::vector<std::string> kOpenings = {"Hello, ", "Please help: ", "Why is it that ",
                                                     "I was wondering, ", ""};
  const std::string& thing = BankThings()[intent / BankTroubles().size()];
  const std::string& trouble = BankTroubles()[intent % BankTroubles().size()];
  return Pick(kOpenings, rng) + "my " + WithSpaces(thing) + " shows \"" + WithSpaces(trouble) +
         "\" since yesterday, what should I do?";
}

}  // namespace

namespace {

SampleAudit NewsOfSize(int item_count) {
  SampleAudit sample = Make({"noisy_news.csv",
                             {"Business", "Science & Technology", "Sports", "World"},
                             item_count,
                             0.2,
                             NewsText});
  Explain(sample);
  return sample;
}

using Maker = SampleAudit (*)();

const std::map<std::string, Maker, std::less<>>& Samples() {
  static const std::map<std::string, Maker, std::less<>> kSamples = {
      {"news", NewsSample},   {"intents", IntentSample},  {"many_classes", ManyClassSample},
      {"clean", CleanSample}, {"hostile", HostileSample}, {"large", LargeSample}};
  return kSamples;
}

}  // namespace

SampleAudit NewsSample() { return NewsOfSize(10'000); }

SampleAudit LargeSample() { return NewsOfSize(100'000); }

SampleAudit IntentSample() {
  Recipe recipe{"bank_questions.csv.gz", {}, 13000, 0.1, BankText};
  for (const std::string& thing : BankThings()) {
    for (const std::string& trouble : BankTroubles())
      recipe.classes.push_back(thing + "_" + trouble);
  }
  SampleAudit sample = Make(recipe);
  sample.audit.add_warnings("3 items have the same text and different labels.");
  sample.audit.add_warnings(
      "Class passcode_charged_twice has only 4 items; its figures say little.");
  return sample;
}

SampleAudit ManyClassSample() {
  Recipe recipe{"catalogue.tsv", {}, 3000, 0.3, [](std::size_t, Rng&) {
                  return std::string("title = Stainless steel bottle, 750 ml; price = 19.95");
                }};
  for (int i = 0; i < 1000; ++i) {
    recipe.classes.push_back("Home & Garden > Kitchen and Dining > Drinkware > Category number " +
                             std::to_string(1000 + i));
  }
  return Make(recipe);
}

SampleAudit CleanSample() {
  SampleAudit sample =
      Make({"iris.csv", {"setosa", "versicolor", "virginica"}, 150, 0.0, [](std::size_t, Rng&) {
              return std::string();
            }});
  for (v1::Finding& finding : sample.findings) {
    finding.set_suggested_label(finding.given_label());
    finding.set_flagged(false);
    finding.clear_reasons();
  }
  sample.audit.set_flagged_count(0);
  sample.audit.set_recheck_error_count(0);
  SetEstimate(0, *sample.audit.mutable_estimated_errors());
  sample.audit.mutable_estimated_errors()->set_high(2.1);
  for (v1::ClassSummary& summary : *sample.audit.mutable_class_summaries()) {
    summary.set_flagged_count(0);
    summary.set_recheck_error_count(0);
    SetEstimate(0, *summary.mutable_estimated_errors());
  }
  return sample;
}

SampleAudit HostileSample() {
  const std::string attack = "</script><script>window.attacked = true;alert(1)</script>";
  const std::vector<std::string> texts = {
      attack,
      "<!--<script>",
      "<img src=x onerror=\"window.attacked = true\">",
      "\"' onmouseover='window.attacked = true' x=\"",
      "<!--assay:data--> {{data}} ${data} \\u003c/script\\u003e",
      "line\nbreak\r\nand\ttab \xE2\x80\xA8 and \xE2\x80\xA9 separators",
      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD7\xA2\xD7\x95\xD7\x9C\xD7\x9D, 12 "
      "\xD7\xA9\xD7\xA0\xD7\x99\xD7\x9D (abc)",
      "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7 "
      "\xD8\xA8\xD8\xA7\xD9\x84\xD8\xB9\xD8\xA7\xD9\x84\xD9\x85",
      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80 \xF0\x9F\x8E\x89 emoji "
      "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
      "\xE2\x80\xAEoverride\xE2\x80\xAC after",
      "\xE6\x96\xB0\xE8\x81\x9E\xE3\x81\xAE\xE8\xA6\x8B\xE5\x87\xBA\xE3\x81\x97",
      std::string(3000, 'W'),
      ""};
  Recipe recipe{attack + ".csv", texts, 400, 0.5,
                [texts](std::size_t truth, Rng&) { return texts[truth]; }};
  SampleAudit sample = Make(recipe);
  for (v1::Finding& finding : sample.findings) {
    finding.set_item_id(finding.given_label() + std::to_string(finding.rank()));
  }
  sample.audit.add_feature_columns(attack + " (text)");
  sample.audit.add_warnings(attack);
  sample.audit.set_name(attack);
  sample.audit.mutable_signals(0)->set_name(attack);
  sample.audit.mutable_estimated_errors()->set_method(attack);
  (*sample.audit.mutable_timings_s())[attack] = 1;
  Explain(sample);
  return sample;
}

SampleAudit SampleByName(std::string_view name) {
  const auto found = Samples().find(name);
  if (found == Samples().end()) throw std::out_of_range("no such sample");
  return found->second();
}

std::string SampleNames() {
  std::string names;
  for (const auto& [name, make] : Samples()) names += (names.empty() ? "" : "|") + name;
  return names;
}

std::string RenderSample(const SampleAudit& sample) {
  HtmlReport report(sample.audit,
                    {{"loo_complement_nb", "Words of the other classes, the item itself left out"},
                     {"loo_multinomial_nb", "Words of the class, the item itself left out"},
                     {"self_confidence", "Probability of the given label, out of fold"},
                     {"margin", "Lead of the given label over the best other one, out of fold"},
                     {"recheck", "The same rows predicted by a model trained on them"}});
  for (const v1::Finding& finding : sample.findings) report.Add(finding);
  return report.Finish();
}

}  // namespace assay::report
