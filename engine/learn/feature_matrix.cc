#include "engine/learn/feature_matrix.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace assay {
namespace {

CsrMatrix JoinColumns(const std::vector<FeatureBlock>& blocks) {
  CsrMatrix joined;
  size_t entries = 0;
  const size_t row_count = blocks.front().matrix->row_count();
  for (const FeatureBlock& block : blocks) {
    ASSAY_CHECK(block.matrix->row_count() == row_count);
    joined.column_count += block.matrix->column_count;
    entries += block.matrix->entry_count();
  }
  joined.columns.reserve(entries);
  joined.values.reserve(entries);
  joined.row_offsets.reserve(row_count + 1);
  for (size_t index = 0; index < row_count; ++index) {
    size_t first_column = 0;
    for (const FeatureBlock& block : blocks) {
      const CsrMatrix::Row row = block.matrix->row(index);
      for (size_t i = 0; i < row.columns.size(); ++i) {
        joined.Add(static_cast<uint32_t>(row.columns[i] + first_column), row.values[i]);
      }
      first_column += block.matrix->column_count;
    }
    joined.EndRow();
  }
  return joined;
}

}  // namespace

FeatureMatrix::FeatureMatrix(std::vector<FeatureBlock> blocks) {
  ASSAY_CHECK(!blocks.empty());
  size_t first_column = 0;
  for (FeatureBlock& block : blocks) {
    first_columns_.push_back(static_cast<uint32_t>(first_column));
    names_.push_back(std::move(block.name));
    first_column += block.matrix->column_count;
  }
  matrix_ = blocks.size() == 1 ? blocks.front().matrix
                               : std::make_shared<const CsrMatrix>(JoinColumns(blocks));
}

std::string FeatureMatrix::Name(uint32_t column) const {
  const auto after = std::upper_bound(first_columns_.begin(), first_columns_.end(), column);
  const auto block = static_cast<size_t>(after - first_columns_.begin()) - 1;
  return names_[block](column - first_columns_[block]);
}

FeatureViews MakeFeatureViews(const std::shared_ptr<const TextFeatures>& text,
                              const std::shared_ptr<const TableFeatures>& table,
                              const std::shared_ptr<const CsrMatrix>& vectors) {
  std::vector<FeatureBlock> linear;
  std::vector<FeatureBlock> counts;
  if (text != nullptr) {
    FeatureBlock block{
        std::shared_ptr<const CsrMatrix>(text, &text->matrix), [text](uint32_t column) {
          return text->vocabulary.IsRun(column) ? std::string()
                                                : text->vocabulary.FeatureName(column);
        }};
    linear.push_back(block);
    counts.push_back(std::move(block));
  }
  if (table != nullptr) {
    linear.push_back({std::shared_ptr<const CsrMatrix>(table, &table->linear),
                      [table](uint32_t column) { return table->encoder.LinearName(column); }});
    counts.push_back({std::shared_ptr<const CsrMatrix>(table, &table->counts),
                      [table](uint32_t column) { return table->encoder.CountName(column); }});
  }
  if (vectors != nullptr) {
    linear.push_back(
        {vectors, [](uint32_t column) { return "dimension " + std::to_string(column + 1); }});
  }
  if (counts.empty()) {
    auto nothing = std::make_shared<CsrMatrix>();
    nothing->row_offsets.assign(vectors->row_count() + 1, 0);
    counts.push_back({std::move(nothing), [](uint32_t) { return std::string(); }});
  }
  return {FeatureMatrix(std::move(linear)), FeatureMatrix(std::move(counts))};
}

}  // namespace assay
