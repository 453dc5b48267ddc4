#include "annotator/mturk/spooled_items.h"

#include <algorithm>
#include <cstring>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/csv_writer.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

using storage::v1::MturkSettings;

constexpr size_t kChunkBytes = size_t{256} << 10;
constexpr size_t kNamesInMessages = 20;

}  // namespace

absl::StatusOr<size_t> FindInput(const std::vector<std::string>& names, std::string_view wanted,
                                 std::string_view field) {
  const std::string_view bare = wanted.starts_with("Input.") ? wanted.substr(6) : wanted;
  const auto place = std::find(names.begin(), names.end(), bare);
  if (place != names.end()) {
    return static_cast<size_t>(place - names.begin());
  }
  const std::string found = exchange::Excerpt(wanted, 60);
  const std::string expected = exchange::JoinNames(names, kNamesInMessages);
  return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_COLUMN",
                   absl::StrCat("found no input '", found, "' in the file, expected one of ",
                                expected.empty() ? "none: it has no inputs" : expected),
                   {{"field", std::string(field)}, {"found", found}, {"expected", expected}});
}

absl::StatusOr<ItemIdentity> ItemIdentity::Make(const MturkSettings& settings,
                                                const ResultIntake& intake) {
  ItemIdentity identity(settings.item_rule());
  identity.column_name_ = settings.item_rule() == MturkSettings::ITEM_RULE_COLUMN
                              ? settings.item_column()
                              : kItemIdColumn;
  // Of what has no inputs at all, only the assignments that are known have an item.
  if (settings.item_rule() == MturkSettings::ITEM_RULE_COLUMN && !intake.input_names().empty()) {
    ASSAY_ASSIGN_OR_RETURN(identity.column_, FindInput(intake.input_names(), settings.item_column(),
                                                       "spec.item_column"));
  }
  return identity;
}

const std::string& ItemIdentity::IdOf(const SpooledRow& row) const {
  if (!row.assignment().item_id().empty()) {
    return row.assignment().item_id();
  }
  if (column_.has_value()) {
    return row.input(*column_);
  }
  return rule_ == MturkSettings::ITEM_RULE_HIT ? row.assignment().hit_id() : row.input_hash();
}

SpooledItems::SpooledItems(ResultIntake& intake, ItemIdentity& identity)
    : intake_(intake), identity_(identity) {}

void SpooledItems::AppendRow(const std::string& id, const SpooledRow* row) {
  std::vector<std::string_view> cells;
  if (!identity_.column().has_value()) {
    cells.emplace_back(id);
  }
  for (size_t i = 0; i < intake_.input_names().size(); ++i) {
    cells.emplace_back(row == nullptr ? intake_.input_names()[i] : row->input(i));
  }
  exchange::AppendCsvRow(bytes_, std::span<const std::string_view>(cells));
}

absl::StatusOr<size_t> SpooledItems::Read(char* buffer, size_t capacity) {
  if (!began_) {
    began_ = true;
    ASSAY_RETURN_IF_ERROR(intake_.Rewind());
    AppendRow(identity_.column_name(), nullptr);
  }
  if (used_ == bytes_.size()) {
    bytes_.clear();
    used_ = 0;
  }
  while (used_ == 0 && bytes_.size() < kChunkBytes) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, intake_.NextThatMayBeNew(row_));
    if (!more) {
      break;
    }
    const std::string& id = identity_.IdOf(row_);
    if (!id.empty() && seen_.insert(absl::HashOf(id)).second) {
      AppendRow(id, &row_);
    }
  }
  const size_t count = std::min(capacity, bytes_.size() - used_);
  std::memcpy(buffer, bytes_.data() + used_, count);
  used_ += count;
  return count;
}

}  // namespace assay::mturk
