#include "annotator/report/item_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/escaping.h"

namespace assay::report {
namespace {

// NaN is 0; only 0 becomes 0, so that a tiny share is not shown as none.
template <typename Int>
Int Quantised(double share) {
  constexpr double kMost = std::numeric_limits<Int>::max();
  if (!(share > 0)) return 0;
  return static_cast<Int>(std::max(1.0, std::round(std::min(share, 1.0) * kMost)));
}

template <typename Int>
Int Clamped(std::size_t index) {
  return static_cast<Int>(std::min<std::size_t>(index, std::numeric_limits<Int>::max()));
}

template <typename Int>
std::string Base64Of(const std::vector<Int>& column) {
  std::string bytes;
  bytes.reserve(column.size() * sizeof(Int));
  for (const Int value : column) {
    for (std::size_t byte = 0; byte < sizeof(Int); ++byte) {
      bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * byte) & 0xFF);
    }
  }
  return absl::Base64Escape(bytes);
}

}  // namespace

bool ItemColumns::Add(const v1::Finding& finding, std::size_t given_index,
                      std::size_t suggested_index, std::int64_t true_index) {
  id_bytes_ += finding.item_id().size();
  is_full_ = is_full_ || ids_.size() == kItemLimit || id_bytes_ > kIdByteLimit;
  if (is_full_) return false;
  if (finding.has_verified()) verdicts_.push_back({ids_.size(), true_index});
  ids_.push_back(finding.item_id());
  given_.push_back(Clamped<std::uint16_t>(given_index));
  suggested_.push_back(Clamped<std::uint16_t>(suggested_index));
  score_.push_back(Quantised<std::uint16_t>(finding.score()));
  error_.push_back(Quantised<std::uint16_t>(finding.error_probability()));
  has_error_probability_ = has_error_probability_ || finding.error_probability() > 0;
  given_probability_.push_back(Quantised<std::uint8_t>(finding.given_probability()));
  suggested_probability_.push_back(Quantised<std::uint8_t>(finding.suggested_probability()));
  flagged_.push_back(finding.flagged() ? 1 : 0);
  evidence_mask_.push_back(EvidenceMask(finding));
  return true;
}

std::uint32_t ItemColumns::EvidenceBit(std::string_view name, bool is_signal) {
  const auto known =
      std::find_if(evidence_.begin(), evidence_.end(), [&](const Evidence& evidence) {
        return evidence.is_signal == is_signal && evidence.name == name;
      });
  const auto index = static_cast<std::size_t>(known - evidence_.begin());
  if (index == kEvidenceLimit) return 0;
  if (known == evidence_.end()) evidence_.push_back({std::string(name), is_signal});
  return std::uint32_t{1} << index;
}

std::uint32_t ItemColumns::EvidenceMask(const v1::Finding& finding) {
  std::uint32_t mask = 0;
  for (const v1::Reason& reason : finding.reasons()) mask |= EvidenceBit(reason.code(), false);
  for (const std::string& signal : finding.agreeing_signals()) mask |= EvidenceBit(signal, true);
  return mask;
}

std::string ItemColumns::GivenColumn() const { return Base64Of(given_); }
std::string ItemColumns::SuggestedColumn() const { return Base64Of(suggested_); }
std::string ItemColumns::ScoreColumn() const { return Base64Of(score_); }
std::string ItemColumns::ErrorColumn() const { return Base64Of(error_); }
std::string ItemColumns::GivenProbabilityColumn() const { return Base64Of(given_probability_); }
std::string ItemColumns::SuggestedProbabilityColumn() const {
  return Base64Of(suggested_probability_);
}
std::string ItemColumns::FlaggedColumn() const { return Base64Of(flagged_); }
std::string ItemColumns::EvidenceColumn() const { return Base64Of(evidence_mask_); }

}  // namespace assay::report
