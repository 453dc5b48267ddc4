#include "annotator/auditing/model_record.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "engine/base/status.h"

namespace assay {
namespace {

using storage::v1::ModelRecord;

absl::Status Damaged(const std::string& what) {
  return MakeError(absl::StatusCode::kDataLoss, "STORED_VALUE_DAMAGED",
                   "a stored model is damaged (" + what + "); restore a backup",
                   {{"key_kind", "audit model"}});
}

storage::v1::StoredVocabulary Pack(const TextVocabulary& vocabulary) {
  storage::v1::StoredVocabulary stored;
  const TermTable& terms = vocabulary.terms();
  for (uint32_t term = 0; term < terms.size(); ++term) {
    stored.add_firsts(terms.IsPair(term) ? terms.First(term) + 1 : 0);
    if (terms.IsPair(term)) {
      stored.add_seconds(terms.Second(term));
    } else {
      stored.add_words(std::string(terms.Word(term)));
    }
  }
  stored.mutable_weights()->Assign(vocabulary.weights().begin(), vocabulary.weights().end());
  stored.set_max_ngram(vocabulary.options().max_ngram);
  stored.set_sublinear_tf(vocabulary.options().sublinear_tf);
  return stored;
}

absl::StatusOr<TextVocabulary> Unpack(const storage::v1::StoredVocabulary& stored) {
  TermTable terms;
  int words = 0;
  int pairs = 0;
  for (int term = 0; term < stored.firsts_size(); ++term) {
    const uint32_t first = stored.firsts(term);
    uint32_t id = TermTable::kNone;
    if (first == 0 && words < stored.words_size()) {
      id = terms.InternWord(stored.words(words++));
    } else if (first > 0 && pairs < stored.seconds_size()) {
      const uint32_t second = stored.seconds(pairs++);
      // A pair comes after its words.
      if (std::max(first - 1, second) < static_cast<uint32_t>(term)) {
        id = terms.InternPair(first - 1, second);
      }
    }
    if (id != static_cast<uint32_t>(term)) {
      return Damaged("its vocabulary");
    }
  }
  if (stored.weights_size() != stored.firsts_size()) {
    return Damaged("the weights of its vocabulary");
  }
  TextFeatureOptions options;
  options.max_ngram = stored.max_ngram();
  options.sublinear_tf = stored.sublinear_tf();
  return TextVocabulary(std::move(terms), {stored.weights().begin(), stored.weights().end()},
                        options);
}

storage::v1::StoredTableEncoder Pack(const TableEncoder& encoder) {
  storage::v1::StoredTableEncoder stored;
  for (const NumericEncoder& numeric : encoder.numeric()) {
    const NumericEncoder::Fit& fit = numeric.fit();
    storage::v1::StoredNumericEncoder& column = *stored.add_numeric();
    column.set_name(fit.name);
    column.set_max_deviations(fit.max_deviations);
    column.set_mean(fit.mean);
    column.set_scale(fit.scale);
    column.mutable_edges()->Assign(fit.edges.begin(), fit.edges.end());
  }
  for (const CategoricalEncoder& categorical : encoder.categorical()) {
    storage::v1::StoredCategoricalEncoder& column = *stored.add_categorical();
    column.set_name(categorical.name());
    for (const std::string& category : categorical.categories()) {
      column.add_categories(category);
    }
  }
  stored.set_bins_in_linear_view(encoder.options().bins_in_linear_view);
  return stored;
}

TableEncoder Unpack(const storage::v1::StoredTableEncoder& stored) {
  std::vector<NumericEncoder> numeric;
  for (const storage::v1::StoredNumericEncoder& column : stored.numeric()) {
    numeric.emplace_back(NumericEncoder::Fit{column.name(),
                                             column.max_deviations(),
                                             column.mean(),
                                             column.scale(),
                                             {column.edges().begin(), column.edges().end()}});
  }
  std::vector<CategoricalEncoder> categorical;
  for (const storage::v1::StoredCategoricalEncoder& column : stored.categorical()) {
    categorical.emplace_back(column.name(), std::vector<std::string>(column.categories().begin(),
                                                                     column.categories().end()));
  }
  TableFeatureOptions options;
  options.bins_in_linear_view = stored.bins_in_linear_view();
  return TableEncoder(std::move(numeric), std::move(categorical), options);
}

storage::v1::StoredTree Pack(const ExtraTree& tree) {
  storage::v1::StoredTree stored;
  for (const ExtraTree::Node& node : tree.nodes) {
    stored.add_features(node.feature);
    stored.add_lowests(node.lowest);
    stored.add_spans(node.span);
    stored.add_nexts(node.next);
  }
  stored.mutable_leaf_offsets()->Assign(tree.leaf_offsets.begin(), tree.leaf_offsets.end());
  stored.mutable_leaf_classes()->Assign(tree.leaf_classes.begin(), tree.leaf_classes.end());
  stored.mutable_leaf_shares()->Assign(tree.leaf_shares.begin(), tree.leaf_shares.end());
  return stored;
}

// Whether every step through the tree stays inside it.
bool IsSound(const ExtraTree& tree, size_t column_count, size_t class_count) {
  const size_t leaf_count = tree.leaf_offsets.size() - 1;
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    const ExtraTree::Node& node = tree.nodes[i];
    const bool is_leaf = node.feature == ExtraTree::kLeaf;
    if (is_leaf ? node.next >= leaf_count
                : node.feature >= column_count || node.next <= i ||
                      node.next >= tree.nodes.size() || i + 1 >= tree.nodes.size()) {
      return false;
    }
  }
  return !tree.nodes.empty() && tree.leaf_offsets.front() == 0 &&
         std::is_sorted(tree.leaf_offsets.begin(), tree.leaf_offsets.end()) &&
         tree.leaf_offsets.back() == tree.leaf_classes.size() &&
         tree.leaf_classes.size() == tree.leaf_shares.size() &&
         std::all_of(tree.leaf_classes.begin(), tree.leaf_classes.end(),
                     [&](uint32_t k) { return k < class_count; });
}

absl::StatusOr<ExtraTree> Unpack(const storage::v1::StoredTree& stored, size_t column_count,
                                 size_t class_count) {
  ExtraTree tree;
  const int count = stored.features_size();
  if (stored.lowests_size() != count || stored.spans_size() != count ||
      stored.nexts_size() != count || stored.leaf_offsets().empty()) {
    return Damaged("the nodes of its trees");
  }
  for (int i = 0; i < count; ++i) {
    tree.nodes.push_back({stored.features(i), stored.lowests(i), stored.spans(i), stored.nexts(i)});
  }
  tree.leaf_offsets.assign(stored.leaf_offsets().begin(), stored.leaf_offsets().end());
  tree.leaf_classes.assign(stored.leaf_classes().begin(), stored.leaf_classes().end());
  tree.leaf_shares.assign(stored.leaf_shares().begin(), stored.leaf_shares().end());
  if (!IsSound(tree, column_count, class_count)) {
    return Damaged("its trees");
  }
  return tree;
}

template <typename Floats>
void PackMatrix(const ClassMatrix& matrix, Floats* stored) {
  stored->Assign(matrix.values().begin(), matrix.values().end());
}

template <typename Floats>
absl::StatusOr<ClassMatrix> UnpackMatrix(const Floats& stored, size_t row_count,
                                         size_t class_count) {
  if (static_cast<size_t>(stored.size()) != row_count * class_count) {
    return Damaged("its weights");
  }
  ClassMatrix matrix(row_count, class_count);
  for (size_t i = 0; i < row_count; ++i) {
    const auto begin = stored.begin() + static_cast<std::ptrdiff_t>(i * class_count);
    std::copy_n(begin, class_count, matrix.row(i).begin());
  }
  return matrix;
}

// Whether there is an encoder for each column that is read, and trees read as many as there are.
absl::Status CheckColumns(const ModelRecord& record) {
  int64_t text_count = 0;
  int64_t numeric_count = 0;
  int64_t tree_category_count = 0;
  for (const storage::v1::ModelColumn& column : record.columns()) {
    text_count += column.role() == v1::Column::ROLE_TEXT ? 1 : 0;
    numeric_count += column.role() == v1::Column::ROLE_NUMERIC ? 1 : 0;
    tree_category_count += column.tree_categories_size();
  }
  const int64_t categorical_count = record.columns_size() - text_count - numeric_count;
  if (record.columns().empty() || record.has_vocabulary() != (text_count > 0) ||
      record.has_table() != (numeric_count + categorical_count > 0) ||
      record.table().numeric_size() != numeric_count ||
      record.table().categorical_size() != categorical_count ||
      (!record.trees().empty() &&
       record.tree_column_count() != numeric_count + tree_category_count)) {
    return Damaged("its columns");
  }
  for (const storage::v1::StoredNumericEncoder& column : record.table().numeric()) {
    if (!(column.max_deviations() >= 0)) {
      return Damaged("the limits of its numbers");
    }
  }
  return absl::OkStatus();
}

absl::Status UnpackTrees(const ModelRecord& record, size_t class_count, AuditScorer& scorer) {
  if (record.trees().empty()) {
    return absl::OkStatus();
  }
  std::vector<ExtraTree> trees;
  const auto column_count = static_cast<size_t>(record.tree_column_count());
  for (const storage::v1::StoredTree& stored : record.trees()) {
    ASSAY_ASSIGN_OR_RETURN(ExtraTree tree, Unpack(stored, column_count, class_count));
    trees.push_back(std::move(tree));
  }
  scorer.trees.emplace(std::move(trees), column_count, class_count, record.tree_smoothing());
  scorer.tree_weight = record.tree_weight();
  return absl::OkStatus();
}

absl::Status UnpackScorer(const ModelRecord& record, size_t linear_count, size_t count_count,
                          AuditScorer& scorer) {
  const auto class_count = static_cast<size_t>(record.classes_size());
  if (record.bias_size() != record.classes_size() ||
      record.length_size() != record.classes_size()) {
    return Damaged("its biases");
  }
  scorer.bias.assign(record.bias().begin(), record.bias().end());
  scorer.length.assign(record.length().begin(), record.length().end());
  ASSAY_ASSIGN_OR_RETURN(scorer.linear, UnpackMatrix(record.linear(), linear_count, class_count));
  // Without a table both views are the same.
  if (record.has_table()) {
    ASSAY_ASSIGN_OR_RETURN(scorer.counts, UnpackMatrix(record.counts(), count_count, class_count));
  }
  ASSAY_ASSIGN_OR_RETURN(scorer.direction,
                         UnpackMatrix(record.direction(), class_count, class_count));
  scorer.recalibration.kept = record.recalibration_kept();
  if (!record.recalibration_weights().empty()) {
    ASSAY_ASSIGN_OR_RETURN(scorer.recalibration.weights,
                           UnpackMatrix(record.recalibration_weights(), class_count, class_count));
    scorer.recalibration.offsets.assign(record.recalibration_offsets().begin(),
                                        record.recalibration_offsets().end());
    if (scorer.recalibration.offsets.size() != class_count) {
      return Damaged("its recalibration");
    }
  }
  return UnpackTrees(record, class_count, scorer);
}

}  // namespace

ModelRecord PackModel(const std::vector<std::string>& class_names,
                      const CollectedFeatures& collected, const AuditScorer& scorer) {
  ModelRecord record;
  record.mutable_classes()->Assign(class_names.begin(), class_names.end());
  record.mutable_columns()->Assign(collected.columns.begin(), collected.columns.end());
  if (collected.text != nullptr) {
    *record.mutable_vocabulary() = Pack(collected.text->vocabulary);
  }
  if (collected.table != nullptr) {
    *record.mutable_table() = Pack(collected.table->encoder);
  }
  PackMatrix(scorer.linear, record.mutable_linear());
  PackMatrix(scorer.counts, record.mutable_counts());
  PackMatrix(scorer.direction, record.mutable_direction());
  record.set_recalibration_kept(scorer.recalibration.kept);
  PackMatrix(scorer.recalibration.weights, record.mutable_recalibration_weights());
  record.mutable_recalibration_offsets()->Assign(scorer.recalibration.offsets.begin(),
                                                 scorer.recalibration.offsets.end());
  record.mutable_bias()->Assign(scorer.bias.begin(), scorer.bias.end());
  record.mutable_length()->Assign(scorer.length.begin(), scorer.length.end());
  if (scorer.trees.has_value()) {
    for (const ExtraTree& tree : scorer.trees->trees()) {
      *record.add_trees() = Pack(tree);
    }
    record.set_tree_weight(scorer.tree_weight);
    record.set_tree_smoothing(scorer.trees->smoothing());
    record.set_tree_column_count(static_cast<int64_t>(scorer.trees->feature_count()));
  }
  return record;
}

absl::StatusOr<StoredModel> UnpackModel(const ModelRecord& record) {
  if (record.classes_size() < 2) {
    return Damaged("its classes");
  }
  ASSAY_RETURN_IF_ERROR(CheckColumns(record));
  StoredModel model;
  model.class_names.assign(record.classes().begin(), record.classes().end());
  model.encoders.columns.assign(record.columns().begin(), record.columns().end());
  size_t linear_count = 0;
  size_t count_count = 0;
  if (record.has_vocabulary()) {
    ASSAY_ASSIGN_OR_RETURN(model.encoders.text, Unpack(record.vocabulary()));
    linear_count += model.encoders.text->feature_count();
    count_count += model.encoders.text->feature_count();
  }
  if (record.has_table()) {
    model.encoders.table = Unpack(record.table());
    linear_count += model.encoders.table->linear_count();
    count_count += model.encoders.table->count_count();
  }
  ASSAY_RETURN_IF_ERROR(UnpackScorer(record, linear_count, count_count, model.scorer));
  return model;
}

}  // namespace assay
