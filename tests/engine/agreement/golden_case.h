#ifndef ASSAY_TESTS_ENGINE_AGREEMENT_GOLDEN_CASE_H_
#define ASSAY_TESTS_ENGINE_AGREEMENT_GOLDEN_CASE_H_

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "engine/labels/label_table.h"

namespace assay {

struct GoldenValue {
  std::string stat;
  std::string weights;
  std::string lib;
  double value = 0;
  double rounding = 0;  // at most, where few digits were printed
  std::optional<double> standard_error;
};

// One input of tests/data/agreement/golden.jsonl.
struct GoldenCase {
  std::string id;
  bool is_table = false;  // of two raters
  bool is_counts = false;
  bool has_empty_items = false;
  // What each rater said of each item; empty = missing.  Categories of tables and counts are "1",
  // "2", ...
  std::vector<std::vector<std::string>> ratings;
  size_t category_count = 0;  // 0: those that occur
  std::vector<GoldenValue> expected;
};

// For messages of GoogleTest.
void PrintTo(const GoldenCase& golden, std::ostream* out);

std::vector<GoldenCase> ReadGoldenCases();

// How to make a table of the ratings.
struct TableOptions {
  bool categories_as_numbers = false;  // by alphabet: 1, 2, ...
  bool missing_as_category = false;    // as a category of its own
  bool complete_items_only = false;    // leave out items with a missing rating
  std::vector<size_t> raters;          // these only, by number from 0; empty: all
};

LabelTable MakeTable(const GoldenCase& golden, const TableOptions& options = {});

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_AGREEMENT_GOLDEN_CASE_H_
