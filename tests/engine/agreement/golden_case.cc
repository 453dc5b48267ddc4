#include "tests/engine/agreement/golden_case.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include "engine/base/check.h"
#include "engine/labels/label_table_builder.h"
#include "nlohmann/json.hpp"
#include "tests/support/test_data.h"

namespace assay {
namespace {

using nlohmann::json;

void ReadTable(const json& data, GoldenCase& golden) {
  golden.category_count = data.size();
  for (size_t row = 0; row < data.size(); ++row) {
    for (size_t column = 0; column < data[row].size(); ++column) {
      const auto count = static_cast<size_t>(data[row][column].get<double>());
      golden.ratings.insert(golden.ratings.end(), count,
                            {std::to_string(row + 1), std::to_string(column + 1)});
    }
  }
}

void ReadCounts(const json& data, GoldenCase& golden) {
  golden.category_count = data[0].size();
  for (const json& item : data) {
    std::vector<std::string> labels;
    for (size_t k = 0; k < item.size(); ++k) {
      labels.insert(labels.end(), static_cast<size_t>(item[k].get<double>()),
                    std::to_string(k + 1));
    }
    golden.ratings.push_back(labels);
  }
}

void ReadRatings(const json& data, GoldenCase& golden) {
  for (const json& item : data) {
    std::vector<std::string> labels;
    bool is_empty = true;
    for (const json& label : item) {
      labels.push_back(label.is_null()     ? ""
                       : label.is_string() ? label.get<std::string>()
                                           : label.dump());
      is_empty = is_empty && label.is_null();
    }
    golden.has_empty_items = golden.has_empty_items || is_empty;
    golden.ratings.push_back(labels);
  }
}

GoldenCase ReadCase(const std::string& line) {
  const json row = json::parse(line);
  GoldenCase golden;
  golden.id = row["id"];
  const std::string kind = row["kind"];
  golden.is_table = kind == "contingency_table_2_raters";
  if (golden.is_table) {
    ReadTable(row["data"], golden);
  } else if (kind == "counts_item_x_category") {
    golden.is_counts = true;
    ReadCounts(row["data"], golden);
  } else {
    ReadRatings(row["data"], golden);
  }
  for (const json& value : row["expected"]) {
    GoldenValue expected{value["stat"], value["weights"], value["lib"], value["value"], 0, {}};
    if (expected.lib == "published") {
      const std::string text = value["value"].dump();
      const auto digits = static_cast<double>(text.size() - text.find('.') - 1);
      expected.rounding = 0.5001 * std::pow(10.0, -digits);
    }
    if (!value["se"].is_null()) {
      expected.standard_error = value["se"].get<double>();
    }
    golden.expected.push_back(expected);
  }
  return golden;
}

std::map<std::string, std::string> CategoryNames(const GoldenCase& golden, bool as_numbers) {
  std::set<std::string> categories;
  for (const std::vector<std::string>& item : golden.ratings) {
    categories.insert(item.begin(), item.end());
  }
  categories.erase("");
  std::map<std::string, std::string> names;
  for (const std::string& category : categories) {
    names[category] = as_numbers ? std::to_string(names.size() + 1) : category;
  }
  return names;
}

}  // namespace

void PrintTo(const GoldenCase& golden, std::ostream* out) { *out << golden.id; }

std::vector<GoldenCase> ReadGoldenCases() {
  std::istringstream lines(ReadFile(TestData("agreement/golden.jsonl")));
  std::vector<GoldenCase> cases;
  for (std::string line; std::getline(lines, line);) {
    cases.push_back(ReadCase(line));
  }
  return cases;
}

LabelTable MakeTable(const GoldenCase& golden, const TableOptions& options) {
  const std::map<std::string, std::string> names =
      CategoryNames(golden, options.categories_as_numbers);
  LabelTableBuilder builder;
  for (size_t k = 0; k < golden.category_count; ++k) {
    ASSAY_CHECK(builder.AddClass(std::to_string(k + 1)).ok());
  }
  for (size_t item = 0; item < golden.ratings.size(); ++item) {
    const std::vector<std::string>& ratings = golden.ratings[item];
    if (options.complete_items_only &&
        std::find(ratings.begin(), ratings.end(), "") != ratings.end()) {
      continue;
    }
    for (size_t rater = 0; rater < ratings.size(); ++rater) {
      const bool wanted =
          options.raters.empty() ||
          std::find(options.raters.begin(), options.raters.end(), rater) != options.raters.end();
      if (!wanted || (ratings[rater].empty() && !options.missing_as_category)) {
        continue;
      }
      const std::string label = ratings[rater].empty() ? "missing" : names.at(ratings[rater]);
      ASSAY_CHECK(
          builder.Add("item" + std::to_string(item), "rater" + std::to_string(rater), label).ok());
    }
  }
  return builder.Build(RepeatPolicy::kAll);
}

}  // namespace assay
