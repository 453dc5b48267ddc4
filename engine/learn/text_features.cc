#include "engine/learn/text_features.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <utility>

#include "engine/base/check.h"

namespace assay {
namespace {

constexpr uint32_t kNone = TermTable::kNone;

uint64_t PairKey(uint32_t first, uint32_t second) {
  return (static_cast<uint64_t>(first) << 32) | second;
}

// Appends the distinct ids of `terms` (sorted in place) with their counts; leaves the row open.
void AppendCounts(std::vector<uint32_t>* terms, CsrMatrix* rows) {
  std::sort(terms->begin(), terms->end());
  for (size_t i = 0; i < terms->size();) {
    size_t end = i + 1;
    while (end < terms->size() && (*terms)[end] == (*terms)[i]) {
      ++end;
    }
    rows->Add((*terms)[i], static_cast<float>(end - i));
    i = end;
  }
}

// Words (with pairs) and runs of characters are scaled to length 1 each, then both together.
void WeightAndNormalise(std::span<const uint32_t> columns, std::span<const float> weights,
                        const std::vector<bool>& is_run, bool sublinear_tf,
                        std::span<float> values) {
  double square_sums[2] = {};
  const auto block = [&](size_t i) -> size_t { return !is_run.empty() && is_run[columns[i]]; };
  for (size_t i = 0; i < columns.size(); ++i) {
    const float count = sublinear_tf ? 1.0f + std::log(values[i]) : values[i];
    values[i] = count * weights[columns[i]];
    square_sums[block(i)] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  const double block_count = (square_sums[0] > 0.0) + (square_sums[1] > 0.0);
  float scales[2] = {};
  for (size_t b = 0; b < 2; ++b) {
    if (square_sums[b] > 0.0) {
      scales[b] = static_cast<float>(1.0 / std::sqrt(square_sums[b] * block_count));
    }
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    values[i] *= scales[block(i)];
  }
}

// No word has it in it, and no text leaves the tokenizer with it.
constexpr char kRunMark = '\x01';
constexpr size_t kRunLength = 4;

bool StartsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

}  // namespace

absl::string_view StringArena::Keep(std::string_view text) {
  constexpr size_t kBlock = size_t{64} << 10;
  if (text.size() > left_) {
    const size_t size = std::max(kBlock, text.size());
    blocks_.push_back(std::make_unique<char[]>(size));
    free_ = blocks_.back().get();
    left_ = size;
  }
  std::memcpy(free_, text.data(), text.size());
  const absl::string_view kept(free_, text.size());
  free_ += text.size();
  left_ -= text.size();
  return kept;
}

void VisitRuns(std::string_view word, const std::function<void(std::string_view)>& visit) {
  std::string padded(1, kRunMark);
  padded.append(" ").append(word).append(" ");
  std::vector<size_t> starts;
  for (size_t i = 1; i < padded.size(); ++i) {
    if (StartsCharacter(padded[i])) {
      starts.push_back(i);
    }
  }
  starts.push_back(padded.size());
  const size_t length = std::min(kRunLength, starts.size() - 1);
  std::string run;
  for (size_t first = 0; first + length < starts.size(); ++first) {
    const size_t begin = starts[first];
    run.assign(1, kRunMark);
    run.append(padded, begin, starts[first + length] - begin);
    visit(run);
  }
}

void TermTable::PrefetchWord(std::string_view word) const {
  words_.prefetch(absl::string_view(word.data(), word.size()));
}

void TermTable::PrefetchPair(uint32_t first, uint32_t second) const {
  pairs_.prefetch(PairKey(first, second));
}

uint32_t TermTable::InternWord(std::string_view word) {
  const absl::string_view key(word.data(), word.size());
  if (const auto found = words_.find(key); found != words_.end()) {
    return found->second;
  }
  const auto id = static_cast<uint32_t>(terms_.size());
  const absl::string_view kept = arena_.Keep(word);
  words_.emplace(kept, id);
  terms_.push_back({static_cast<uint32_t>(texts_.size()),
                    !kept.empty() && kept.front() == kRunMark ? kRun : kNone});
  texts_.push_back(kept);
  return id;
}

uint32_t TermTable::InternPair(uint32_t first, uint32_t second) {
  const auto id = static_cast<uint32_t>(terms_.size());
  const auto [place, inserted] = pairs_.try_emplace(PairKey(first, second), id);
  if (inserted) {
    terms_.push_back({first, second});
  }
  return place->second;
}

uint32_t TermTable::FindWord(std::string_view word) const {
  const auto found = words_.find(absl::string_view(word.data(), word.size()));
  return found == words_.end() ? kNone : found->second;
}

uint32_t TermTable::FindPair(uint32_t first, uint32_t second) const {
  const auto found = pairs_.find(PairKey(first, second));
  return found == pairs_.end() ? kNone : found->second;
}

std::string TermTable::Name(uint32_t term) const {
  const Term& entry = terms_[term];
  if (IsRun(term)) {
    const absl::string_view text = texts_[entry.first].substr(1);
    const bool begins = text.front() == ' ';
    const bool ends = text.back() == ' ';
    const absl::string_view inner =
        text.substr(begins ? 1 : 0, text.size() - (begins ? 1 : 0) - (ends ? 1 : 0));
    return (begins ? "" : "…") + std::string(inner) + (ends ? "" : "…");
  }
  if (entry.second == kNone) {
    return std::string(texts_[entry.first]);
  }
  return Name(entry.first) + " " + Name(entry.second);
}

std::string_view TermTable::Word(uint32_t term) const {
  const absl::string_view text = texts_[terms_[term].first];
  return {text.data(), text.size()};
}

TermTable TermTable::Select(std::span<const uint32_t> new_ids) const {
  TermTable selected;
  for (size_t old = 0; old < terms_.size(); ++old) {
    if (new_ids[old] == kNone) {
      continue;
    }
    const Term& term = terms_[old];
    uint32_t id;
    if (!IsPair(static_cast<uint32_t>(old))) {
      const absl::string_view text = texts_[term.first];
      id = selected.InternWord({text.data(), text.size()});
    } else {
      id = selected.InternPair(new_ids[term.first], new_ids[term.second]);
    }
    ASSAY_CHECK(id == new_ids[old]);
  }
  return selected;
}

namespace {

std::vector<bool> FindRuns(const TermTable& terms) {
  std::vector<bool> is_run(terms.size());
  bool any = false;
  for (uint32_t term = 0; term < terms.size(); ++term) {
    is_run[term] = terms.IsRun(term);
    any = any || is_run[term];
  }
  return any ? is_run : std::vector<bool>();
}

}  // namespace

TextVocabulary::TextVocabulary(TermTable terms, std::vector<float> weights,
                               TextFeatureOptions options)
    : terms_(std::move(terms)), weights_(std::move(weights)), options_(options) {
  is_run_ = FindRuns(terms_);
}

void TextVocabulary::AppendRow(std::span<const std::string_view> columns, CsrMatrix* rows) const {
  rows->column_count = feature_count();
  TokenBuffer tokens;
  std::vector<uint32_t> terms;
  for (const std::string_view column : columns) {
    tokens.Clear();
    tokenizer_.Tokenize(column, &tokens);
    uint32_t previous = kNone;
    for (size_t i = 0; i < tokens.size(); ++i) {
      const uint32_t word = terms_.FindWord(tokens[i]);
      if (word != kNone) {
        terms.push_back(word);
        const bool pairs = options_.max_ngram >= 2 && previous != kNone;
        if (const uint32_t pair = pairs ? terms_.FindPair(previous, word) : kNone; pair != kNone) {
          terms.push_back(pair);
        }
      }
      previous = word;
      if (!is_run_.empty()) {
        VisitRuns(tokens[i], [&](std::string_view run) {
          if (const uint32_t term = terms_.FindWord(run); term != kNone) {
            terms.push_back(term);
          }
        });
      }
    }
  }
  const size_t begin = rows->entry_count();
  AppendCounts(&terms, rows);
  WeightAndNormalise(std::span(rows->columns).subspan(begin), weights_, is_run_,
                     options_.sublinear_tf, std::span(rows->values).subspan(begin));
  rows->EndRow();
}

TextFeatureBuilder::TextFeatureBuilder(const TextFeatureOptions& options) : options_(options) {}

void TextFeatureBuilder::AddColumn(std::string_view text) {
  tokens_.Clear();
  tokenizer_.Tokenize(text, &tokens_);
  const size_t count = tokens_.size();
  for (size_t i = 0; i < count; ++i) {
    terms_.PrefetchWord(tokens_[i]);
  }
  const size_t first = row_terms_.size();
  for (size_t i = 0; i < count; ++i) {
    row_terms_.push_back(terms_.InternWord(tokens_[i]));
  }
  if (options_.max_ngram >= 2) {
    for (size_t i = first + 1; i < first + count; ++i) {
      terms_.PrefetchPair(row_terms_[i - 1], row_terms_[i]);
    }
    for (size_t i = first + 1; i < first + count; ++i) {
      row_terms_.push_back(terms_.InternPair(row_terms_[i - 1], row_terms_[i]));
    }
  }
  byte_count_ += text.size();
  has_runs_ = has_runs_ && TakesRuns();
  if (has_runs_) {
    AddRuns(first, count);
  }
}

bool TextFeatureBuilder::TakesRuns() const {
  // The mean of the first rows says little.
  constexpr size_t kFewRows = 32;
  const size_t row_count = counts_.row_count() + 1;
  return row_count <= options_.max_run_rows && byte_count_ <= options_.max_run_bytes &&
         byte_count_ <= options_.max_run_row_bytes * std::max(row_count, kFewRows);
}

// Appends the runs of the row's words: words `first_word` and on of row_terms_ and tokens_.
void TextFeatureBuilder::AddRuns(size_t first_word, size_t word_count) {
  for (size_t i = 0; i < word_count; ++i) {
    const uint32_t word = row_terms_[first_word + i];
    if (word >= runs_of_word_.size()) {
      runs_of_word_.resize(terms_.size());
    }
    auto [begin, end] = runs_of_word_[word];
    if (begin == end) {
      begin = run_terms_.size();
      VisitRuns(tokens_[i],
                [this](std::string_view run) { run_terms_.push_back(terms_.InternWord(run)); });
      end = run_terms_.size();
      runs_of_word_[word] = {begin, end};
    }
    row_terms_.insert(row_terms_.end(), run_terms_.begin() + static_cast<std::ptrdiff_t>(begin),
                      run_terms_.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

void TextFeatureBuilder::AddRow(std::span<const std::string_view> columns) {
  row_terms_.clear();
  for (const std::string_view column : columns) {
    AddColumn(column);
  }
  const size_t begin = counts_.entry_count();
  AppendCounts(&row_terms_, &counts_);
  counts_.EndRow();
  document_frequency_.resize(terms_.size());
  for (size_t i = begin; i < counts_.entry_count(); ++i) {
    ++document_frequency_[counts_.columns[i]];
  }
}

// The new id of each term, kNone for the dropped ones.
std::vector<uint32_t> TextFeatureBuilder::ChooseTerms() const {
  std::vector<uint32_t> chosen;
  for (uint32_t term = 0; term < document_frequency_.size(); ++term) {
    const bool is_run = terms_.IsRun(term);
    const uint32_t least =
        is_run ? options_.min_run_document_frequency : options_.min_document_frequency;
    if ((has_runs_ || !is_run) && document_frequency_[term] >= std::max(least, 1u)) {
      chosen.push_back(term);
    }
  }
  // Texts that share no word have nothing to learn from: runs of their characters would only seem
  // to.
  if (std::all_of(chosen.begin(), chosen.end(),
                  [this](uint32_t term) { return terms_.IsRun(term); })) {
    chosen.clear();
  }
  if (options_.max_feature_count > 0 && chosen.size() > options_.max_feature_count) {
    // A pair is never in more rows than its words and is always first seen after them, so a kept
    // pair's words are kept.
    std::stable_sort(chosen.begin(), chosen.end(), [this](uint32_t a, uint32_t b) {
      return document_frequency_[a] > document_frequency_[b];
    });
    chosen.resize(options_.max_feature_count);
    std::sort(chosen.begin(), chosen.end());
  }
  std::vector<uint32_t> new_ids(document_frequency_.size(), kNone);
  for (size_t i = 0; i < chosen.size(); ++i) {
    new_ids[chosen[i]] = static_cast<uint32_t>(i);
  }
  return new_ids;
}

// Replaces the counts of the chosen terms by their weights.  The kept entries move to the front of
// the arrays they are in: there is no second copy.
void TextFeatureBuilder::KeepWeighted(std::span<const uint32_t> new_ids,
                                      std::span<const float> weights,
                                      const std::vector<bool>& is_run) {
  size_t out = 0;
  size_t begin = 0;
  for (size_t row = 0; row < counts_.row_count(); ++row) {
    const size_t end = counts_.row_offsets[row + 1];
    const size_t out_begin = out;
    for (size_t i = begin; i < end; ++i) {
      if (const uint32_t id = new_ids[counts_.columns[i]]; id != kNone) {
        counts_.columns[out] = id;
        counts_.values[out] = counts_.values[i];
        ++out;
      }
    }
    begin = end;
    counts_.row_offsets[row + 1] = out;
    WeightAndNormalise(std::span(counts_.columns).subspan(out_begin, out - out_begin), weights,
                       is_run, options_.sublinear_tf,
                       std::span(counts_.values).subspan(out_begin, out - out_begin));
  }
  counts_.columns.resize(out);
  counts_.values.resize(out);
  counts_.columns.shrink_to_fit();
  counts_.values.shrink_to_fit();
}

TextFeatures TextFeatureBuilder::Finish() && {
  const std::vector<uint32_t> new_ids = ChooseTerms();
  std::vector<float> weights;
  const auto n = static_cast<double>(counts_.row_count());
  for (size_t term = 0; term < new_ids.size(); ++term) {
    if (new_ids[term] != kNone) {
      const auto df = static_cast<double>(document_frequency_[term]);
      const auto id = static_cast<uint32_t>(term);
      const double kind = terms_.IsPair(id) ? static_cast<double>(options_.pair_weight) : 1.0;
      weights.push_back(static_cast<float>(kind * (std::log((1.0 + n) / (1.0 + df)) + 1.0)));
    }
  }
  TermTable selected = terms_.Select(new_ids);
  terms_ = TermTable();
  KeepWeighted(new_ids, weights, FindRuns(selected));
  counts_.column_count = selected.size();
  return {std::move(counts_), TextVocabulary(std::move(selected), std::move(weights), options_)};
}

}  // namespace assay
