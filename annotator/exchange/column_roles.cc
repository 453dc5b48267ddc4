#include "annotator/exchange/column_roles.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "annotator/exchange/column_names.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

constexpr size_t kNamesInMessages = 30;
constexpr double kMaxCategories = 1000;
constexpr double kMinRepetition = 5;
constexpr double kMinTextTokens = 2.5;
constexpr double kMinNamedTextTokens = 2;
constexpr double kNearlyUnique = 0.9;

// What the request says about one column.
struct Claim {
  ColumnRole role;
  std::string_view option;
};
using Claims = std::map<size_t, Claim>;

absl::Status UnknownColumn(const std::vector<std::string>& columns, const std::string& name,
                           std::string_view option) {
  const std::string shown = Excerpt(name, 60);
  const std::string known = JoinNames(columns, kNamesInMessages);
  std::string message = absl::StrCat("found no column \"", shown, "\" for ", std::string(option),
                                     ", expected one of ", known);
  ErrorMetadata metadata = {{"field", std::string(option)}, {"found", shown}, {"expected", known}};
  if (const auto nearest = NearestName(name, columns); nearest.has_value()) {
    const std::string suggestion = Excerpt(*nearest, 60);
    absl::StrAppend(&message, "; did you mean \"", suggestion, "\"?");
    metadata.emplace("suggestion", suggestion);
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_COLUMN", message,
                   std::move(metadata));
}

absl::Status AddClaim(const std::vector<std::string>& columns, const std::string& name, Claim claim,
                      Claims& claims) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) {
    return UnknownColumn(columns, name, claim.option);
  }
  const auto index = static_cast<size_t>(found - columns.begin());
  const auto [other, is_new] = claims.emplace(index, claim);
  if (is_new || other->second.role == claim.role) {
    return absl::OkStatus();
  }
  const std::string shown = Excerpt(name, 60);
  const std::string options =
      absl::StrCat(std::string(other->second.option), " and ", std::string(claim.option));
  return MakeError(
      absl::StatusCode::kInvalidArgument, "ROLE_CONFLICT",
      absl::StrCat("the column \"", shown, "\" is named by ", options, "; expected one role"),
      {{"field", std::string(claim.option)}, {"column", shown}, {"found", options}});
}

absl::StatusOr<Claims> CollectClaims(const std::vector<std::string>& columns,
                                     const RoleRequest& request) {
  Claims claims;
  const auto add_all = [&](const auto& names, ColumnRole role,
                           std::string_view option) -> absl::Status {
    for (const std::string& name : names) {
      ASSAY_RETURN_IF_ERROR(AddClaim(columns, name, {role, option}, claims));
    }
    return absl::OkStatus();
  };
  const auto as_list = [](const std::optional<std::string>& name) {
    return name.has_value() ? std::vector<std::string>{*name} : std::vector<std::string>{};
  };
  ASSAY_RETURN_IF_ERROR(add_all(as_list(request.id), ColumnRole::kId, "--id"));
  ASSAY_RETURN_IF_ERROR(add_all(as_list(request.label), ColumnRole::kLabel, "--label"));
  ASSAY_RETURN_IF_ERROR(add_all(as_list(request.annotator), ColumnRole::kAnnotator, "--annotator"));
  ASSAY_RETURN_IF_ERROR(add_all(request.text, ColumnRole::kText, "--text"));
  ASSAY_RETURN_IF_ERROR(add_all(request.numeric, ColumnRole::kNumeric, "--numeric"));
  ASSAY_RETURN_IF_ERROR(add_all(request.categorical, ColumnRole::kCategorical, "--categorical"));
  return claims;
}

// The claimed column of `role`, else the unclaimed one whose name ranks best.
std::optional<size_t> FindKeyColumn(const std::vector<std::string>& columns, const Claims& claims,
                                    ColumnRole role,
                                    std::optional<size_t> (*name_rank)(std::string_view)) {
  std::optional<size_t> best;
  std::optional<size_t> best_rank;
  for (const auto& [index, claim] : claims) {
    if (claim.role == role) {
      return index;
    }
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::optional<size_t> rank = name_rank(NormalizeColumnName(columns[i]));
    if (rank.has_value() && !claims.contains(i) && (!best_rank.has_value() || *rank < *best_rank)) {
      best = i;
      best_rank = rank;
    }
  }
  return best;
}

bool NamesFeatures(const RoleRequest& request) {
  return !request.text.empty() || !request.numeric.empty() || !request.categorical.empty();
}

bool IsFeature(ColumnRole role) {
  return role == ColumnRole::kText || role == ColumnRole::kNumeric ||
         role == ColumnRole::kCategorical;
}

AssignedRole Ignored(std::string reason) { return {ColumnRole::kIgnored, std::move(reason)}; }

bool IsAllNumbers(const ColumnProfile& profile) {
  return profile.number_count() == profile.cell_count();
}

bool IsMostlyNumbers(const ColumnProfile& profile) {
  return 2 * profile.number_count() >= profile.cell_count();
}

bool Repeats(const ColumnProfile& profile) {
  const double distinct = profile.distinct().count();
  return distinct <= kMaxCategories &&
         static_cast<double>(profile.cell_count()) >= kMinRepetition * distinct;
}

std::string DescribeRepetition(const ColumnProfile& profile) {
  return absl::StrFormat("%.0f different values in %d cells", profile.distinct().count(),
                         profile.cell_count());
}

AssignedRole GuessNumeric(const std::string& name, const ColumnProfile& profile) {
  if (profile.is_increasing_integers()) {
    return Ignored("looks like an index: each number is greater than the one before");
  }
  if (profile.is_integers() && IsIdentifierName(name)) {
    return Ignored("its name says that the numbers identify something");
  }
  return {ColumnRole::kNumeric, "every cell is a number"};
}

// What keeps a nearly numeric column from being numeric, for the user to see.
std::string NonNumberNote(const ColumnProfile& profile) {
  if (!IsMostlyNumbers(profile) || IsAllNumbers(profile)) {
    return "";
  }
  const ColumnProfile::Offender& offender = *profile.first_non_number();
  return absl::StrFormat("; %d of %d cells are not numbers, the first in row %d: \"%s\"",
                         profile.cell_count() - profile.number_count(), profile.cell_count(),
                         offender.row_number, offender.found);
}

AssignedRole GuessNonNumeric(const ColumnProfile& profile) {
  const std::string repetition = DescribeRepetition(profile) + NonNumberNote(profile);
  const double distinct = profile.distinct().count();
  if (Repeats(profile) || (IsAllNumbers(profile) && distinct <= 2)) {
    return {ColumnRole::kCategorical, repetition};
  }
  if (!IsMostlyNumbers(profile) && profile.mean_tokens() >= kMinTextTokens) {
    return {ColumnRole::kText, absl::StrFormat("%.1f words a cell", profile.mean_tokens())};
  }
  if (distinct >= kNearlyUnique * static_cast<double>(profile.cell_count())) {
    return Ignored("nearly every cell is different, as identifiers are: " + repetition);
  }
  return Ignored("too many values for a category and too few words for a text: " + repetition);
}

AssignedRole GuessFeature(const std::string& name, const ColumnProfile& profile) {
  if (profile.cell_count() == 0) {
    return Ignored("every cell is empty");
  }
  if (profile.distinct().count() < 2) {
    return Ignored("the same in every cell");
  }
  if (2 * profile.json_count() > profile.cell_count()) {
    return Ignored("holds nested JSON");
  }
  const bool is_single_words = Repeats(profile) && profile.mean_tokens() < kMinNamedTextTokens;
  if (IsTextName(name) && !IsMostlyNumbers(profile) && !is_single_words) {
    return {ColumnRole::kText, "named like a text"};
  }
  if (IsAllNumbers(profile) && profile.distinct().count() > 2) {
    return GuessNumeric(name, profile);
  }
  return GuessNonNumeric(profile);
}

// A column of a table without labels: people are to see it, so that none is left out.
AssignedRole FeatureAsItLooks(const ColumnProfile& profile) {
  if (profile.cell_count() > 0 && IsAllNumbers(profile)) {
    return {ColumnRole::kNumeric, "every cell is a number"};
  }
  if (profile.cell_count() > 0 && Repeats(profile)) {
    return {ColumnRole::kCategorical, DescribeRepetition(profile)};
  }
  return {ColumnRole::kText,
          "the table has no labels, and its cells neither repeat nor are numbers"};
}

absl::Status NoFeatureColumn(const std::vector<std::string>& columns,
                             const std::vector<AssignedRole>& roles) {
  std::string why;
  for (size_t i = 0; i < std::min(columns.size(), kNamesInMessages); ++i) {
    absl::StrAppend(&why, why.empty() ? "" : "; ", Excerpt(columns[i], 60), " (",
                    std::string(ColumnRoleName(roles[i].role)), ": ", roles[i].reason, ")");
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "NO_FEATURE_COLUMN",
                   absl::StrCat("found no column to learn from, expected text, numbers or "
                                "categories; name one with --text, --numeric or --categorical. "
                                "Columns: ",
                                why),
                   {{"field", "--text"}, {"found", why}});
}

}  // namespace

std::string_view ColumnRoleName(ColumnRole role) {
  switch (role) {
    case ColumnRole::kId:
      return "id";
    case ColumnRole::kLabel:
      return "label";
    case ColumnRole::kText:
      return "text";
    case ColumnRole::kNumeric:
      return "numeric";
    case ColumnRole::kCategorical:
      return "categorical";
    case ColumnRole::kAnnotator:
      return "annotator";
    case ColumnRole::kIgnored:
      return "ignored";
  }
  return "";
}

absl::StatusOr<KeyColumns> ResolveKeyColumns(const std::vector<std::string>& columns,
                                             const RoleRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const Claims claims, CollectClaims(columns, request));
  const auto id = FindKeyColumn(columns, claims, ColumnRole::kId, &IdNameRank);
  if (request.no_labels) {
    return KeyColumns{id, std::nullopt};
  }
  const auto label = FindKeyColumn(columns, claims, ColumnRole::kLabel, &LabelNameRank);
  if (!label.has_value()) {
    const std::string names = JoinNames(columns, kNamesInMessages);
    return MakeError(absl::StatusCode::kInvalidArgument, "NO_LABEL_COLUMN",
                     absl::StrCat("found no label column among ", names,
                                  "; name the column that holds the labels with --label"),
                     {{"field", "--label"}, {"found", names}});
  }
  return KeyColumns{id, label};
}

absl::StatusOr<std::vector<AssignedRole>> GuessRoles(const std::vector<std::string>& columns,
                                                     const KeyColumns& keys,
                                                     const RoleRequest& request,
                                                     std::span<const ColumnProfile> profiles,
                                                     int64_t row_count) {
  ASSAY_CHECK(profiles.size() == columns.size());
  ASSAY_ASSIGN_OR_RETURN(const Claims claims, CollectClaims(columns, request));
  std::vector<AssignedRole> roles(columns.size());
  bool has_annotator = request.annotator.has_value();
  bool has_feature = false;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string name = NormalizeColumnName(columns[i]);
    if (const auto claim = claims.find(i); claim != claims.end()) {
      roles[i] = {claim->second.role, absl::StrCat("named by ", std::string(claim->second.option))};
    } else if (keys.label == i) {
      roles[i] = {ColumnRole::kLabel, "named like a label"};
    } else if (keys.id == i) {
      roles[i] = {ColumnRole::kId, "named like an identifier"};
    } else if (request.no_labels && !NamesFeatures(request)) {
      roles[i] = FeatureAsItLooks(profiles[i]);
    } else if (const auto leak = LeakReason(name); leak.has_value()) {
      roles[i] = Ignored(std::string(*leak));
    } else if (IsAnnotatorName(name) && !has_annotator) {
      roles[i] = {ColumnRole::kAnnotator, "named like an annotator"};
      has_annotator = true;
    } else if (NamesFeatures(request)) {
      roles[i] = Ignored("not among the named feature columns");
    } else {
      roles[i] = GuessFeature(name, profiles[i]);
    }
    has_feature = has_feature || IsFeature(roles[i].role);
    const int64_t empty_count = row_count - profiles[i].cell_count();
    if (IsFeature(roles[i].role) && empty_count > 0) {
      absl::StrAppend(&roles[i].reason, "; empty in ", empty_count, " of ", row_count, " rows");
    }
  }
  if (!has_feature && request.features_required) {
    return NoFeatureColumn(columns, roles);
  }
  return roles;
}

}  // namespace assay::exchange
