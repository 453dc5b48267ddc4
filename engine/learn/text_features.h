#ifndef ASSAY_ENGINE_LEARN_TEXT_FEATURES_H_
#define ASSAY_ENGINE_LEARN_TEXT_FEATURES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "engine/learn/csr_matrix.h"
#include "engine/learn/tokenizer.h"

namespace assay {

struct TextFeatureOptions {
  // 1: words only; 2: words and pairs of neighbouring words.
  int max_ngram = 2;
  // A term seen in fewer rows is dropped.  A term of one row says nothing about any other row.
  uint32_t min_document_frequency = 2;
  // Weight of a pair of words beside a single word.
  float pair_weight = 0.5f;
  // Count a term that occurs tf times in a row as 1 + log tf instead of tf.
  bool sublinear_tf = true;
  // Few short texts share too few words: up to this many rows, bytes of text in all and bytes of
  // text in the mean row, runs of four characters inside words count too, unless no word is kept.
  // 0 rows = never.
  size_t max_run_rows = 5000;
  size_t max_run_bytes = 250000;
  size_t max_run_row_bytes = 150;
  // A run seen in fewer rows is dropped.
  uint32_t min_run_document_frequency = 3;
  // Keep at most this many terms, the most frequent (by rows) first, ties by first occurrence.
  // 0 = all.
  size_t max_feature_count = 0;
};

// Strings held in large blocks; the views it returns live as long as the arena, also when moved.
class StringArena {
 public:
  absl::string_view Keep(std::string_view text);

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  size_t left_ = 0;
};

// Calls visit(run) for each run of four characters of a word with a space before and behind it; for
// a word that is shorter, once with all of it.  A run is marked, so that it is never a word.
void VisitRuns(std::string_view word, const std::function<void(std::string_view)>& visit);

// Exact ids for words and pairs of words: no hash collisions.  Runs of characters are kept as
// words.  Ids count up from 0 in order of
// first insertion.
class TermTable {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  // Start fetching what the next call for this key will read: a large table is not in the cache.
  void PrefetchWord(std::string_view word) const;
  void PrefetchPair(uint32_t first, uint32_t second) const;
  uint32_t InternWord(std::string_view word);
  uint32_t InternPair(uint32_t first, uint32_t second);
  uint32_t FindWord(std::string_view word) const;
  uint32_t FindPair(uint32_t first, uint32_t second) const;

  // The word of a term, or the terms of a pair's words.
  std::string_view Word(uint32_t term) const;
  uint32_t First(uint32_t term) const { return terms_[term].first; }
  uint32_t Second(uint32_t term) const { return terms_[term].second; }

  size_t size() const { return terms_.size(); }
  bool IsPair(uint32_t term) const { return terms_[term].second < kRun; }
  bool IsRun(uint32_t term) const { return terms_[term].second == kRun; }
  // "card", "credit card" for a pair, "car…", "…ard" and "…ar…" for runs of characters.
  std::string Name(uint32_t term) const;
  // The same table with only the terms whose new_ids entry is not kNone, numbered by it; a kept
  // pair's words must be kept too.  new_ids increases over the kept terms.
  TermTable Select(std::span<const uint32_t> new_ids) const;

 private:
  static constexpr uint32_t kRun = kNone - 1;

  // A word or run: its text's index and kNone or kRun.  A pair: the ids of its words.
  struct Term {
    uint32_t first;
    uint32_t second;
  };

  std::vector<Term> terms_;
  std::vector<absl::string_view> texts_;
  StringArena arena_;
  absl::flat_hash_map<absl::string_view, uint32_t> words_;
  absl::flat_hash_map<uint64_t, uint32_t> pairs_;
};

// A fitted vocabulary: turns any text into the features of the fit.
//
//   value = w * (1 + log tf) * (log((1 + N) / (1 + df)) + 1), then each row scaled to length 1
//
// (tf itself in place of 1 + log tf without sublinear_tf.)  w is 1 for words and pair_weight for
// pairs, tf the count of the term in the row, df the number of fitted rows that hold it, N the
// number of fitted rows.  Where runs of characters count too, they and the words are first scaled
// to length 1 each.  A row without known terms is empty.  Thread-safe.
class TextVocabulary {
 public:
  // `weights`: w * (log((1 + N) / (1 + df)) + 1) of each term.
  TextVocabulary(TermTable terms, std::vector<float> weights, TextFeatureOptions options);

  // What a vocabulary is made of: enough to store it and make it anew.
  const TermTable& terms() const { return terms_; }
  std::span<const float> weights() const { return weights_; }
  const TextFeatureOptions& options() const { return options_; }

  size_t feature_count() const { return terms_.size(); }
  // Whether the feature is a run of characters.
  bool IsRun(uint32_t column) const { return !is_run_.empty() && is_run_[column]; }
  // The words of the feature, folded as the tokenizer does.
  std::string FeatureName(uint32_t column) const { return terms_.Name(column); }

  // Appends one row with the given text columns to `rows`; unknown terms are ignored.
  void AppendRow(std::span<const std::string_view> columns, CsrMatrix* rows) const;

 private:
  TermTable terms_;
  std::vector<float> weights_;
  std::vector<bool> is_run_;  // empty where no term is a run
  TextFeatureOptions options_;
  Tokenizer tokenizer_;
};

struct TextFeatures {
  CsrMatrix matrix;
  TextVocabulary vocabulary;
};

// Collects rows of text and turns them into L2-normalised TF-IDF rows over an exact vocabulary of
// words and word pairs (formula: TextVocabulary).  The text columns of a row are read in order; no
// pair crosses from one into the next.  Features are numbered by first occurrence, within a text
// its words before its pairs.
//
// Memory: 8 bytes per (row, distinct term) while collecting, plus about 40 bytes per distinct
// term; what falls under min_document_frequency is given back by Finish.
// Not thread-safe.
class TextFeatureBuilder {
 public:
  explicit TextFeatureBuilder(const TextFeatureOptions& options = {});

  void AddRow(std::span<const std::string_view> columns);
  TextFeatures Finish() &&;

 private:
  void AddColumn(std::string_view text);
  bool TakesRuns() const;
  void AddRuns(size_t first_word, size_t word_count);
  std::vector<uint32_t> ChooseTerms() const;
  void KeepWeighted(std::span<const uint32_t> new_ids, std::span<const float> weights,
                    const std::vector<bool>& is_run);

  TextFeatureOptions options_;
  Tokenizer tokenizer_;
  TokenBuffer tokens_;
  TermTable terms_;
  std::vector<uint32_t> row_terms_;
  std::vector<uint32_t> document_frequency_;
  CsrMatrix counts_;
  size_t byte_count_ = 0;
  bool has_runs_ = true;  // of all rows so far
  // The runs of each word seen: a range of run_terms_, by the word's term.
  std::vector<std::pair<size_t, size_t>> runs_of_word_;
  std::vector<uint32_t> run_terms_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_TEXT_FEATURES_H_
