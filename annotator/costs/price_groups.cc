#include "annotator/costs/price_groups.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace assay {
namespace {

absl::Status BadGroup(const std::string& found, const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_PRICE_GROUP",
                   absl::StrCat("found ", found, " among the groups, expected ", expected),
                   {{"field", "spec.groups"}, {"found", found}, {"expected", expected}});
}

absl::StatusOr<PricedGroup> ToGroup(const v1::PriceGroup& group) {
  PricedGroup priced;
  priced.name = group.name();
  priced.masters = group.masters();
  priced.same_annotators = group.same_annotators();
  priced.terms.label_price_micros = group.label_price_micros();
  priced.terms.hour_price_micros = group.hour_price_micros();
  priced.terms.million_input_tokens_price_micros = group.million_input_tokens_price_micros();
  priced.terms.million_output_tokens_price_micros = group.million_output_tokens_price_micros();
  priced.tokens.input_tokens = group.label_input_tokens();
  priced.tokens.output_tokens = group.label_output_tokens();
  // Refuses what is below 0.
  ASSAY_RETURN_IF_ERROR(CostOfLabel(priced.terms, priced.tokens).status());
  ASSAY_ASSIGN_OR_RETURN(priced.fees,
                         FindFeeTable(group.fee_table().empty() ? "none" : group.fee_table()));
  return priced;
}

}  // namespace

absl::StatusOr<PriceGroups> ResolvePriceGroups(
    const google::protobuf::RepeatedPtrField<v1::PriceGroup>& groups, const LabelTable& table) {
  PriceGroups resolved;
  std::map<std::string, size_t, std::less<>> annotators;
  for (size_t a = 0; a < table.annotator_count(); ++a) {
    annotators.emplace(std::string(table.annotator_names()[a]), a);
  }
  resolved.group_of.assign(table.annotator_count(), PriceGroups::kNone);
  std::set<std::string> names;
  int32_t others = PriceGroups::kNone;
  for (const v1::PriceGroup& group : groups) {
    const auto index = static_cast<int32_t>(resolved.groups.size());
    if (group.name().empty() || !names.insert(group.name()).second) {
      return BadGroup("the name '" + group.name() + "'", "a name that no other group has");
    }
    if (group.annotators().empty() && std::exchange(others, index) != PriceGroups::kNone) {
      return BadGroup("a second group without annotators, " + group.name(),
                      "one for all who are in no other");
    }
    ASSAY_ASSIGN_OR_RETURN(PricedGroup priced, ToGroup(group));
    resolved.groups.push_back(std::move(priced));
    for (const std::string& annotator : group.annotators()) {
      const auto known = annotators.find(annotator);
      if (known == annotators.end()) {
        return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_ANNOTATOR",
                         absl::StrCat("found ", annotator, " in the group ", group.name(),
                                      ", expected somebody who has given a label"),
                         {{"field", "spec.groups"}, {"found", annotator}});
      }
      if (std::exchange(resolved.group_of[known->second], index) != PriceGroups::kNone) {
        return BadGroup(annotator + " twice", "everybody in one group");
      }
    }
  }
  for (int32_t& group : resolved.group_of) {
    group = group == PriceGroups::kNone ? others : group;
  }
  return resolved;
}

absl::StatusOr<std::string> CheckCurrencyCode(const std::string& code) {
  if (!code.empty()) {
    ASSAY_RETURN_IF_ERROR(Currency::FromCode(code).status());
  }
  return code;
}

absl::StatusOr<int64_t> PriceOfLabel(const PricedGroup& group, int64_t active_us) {
  LabelWork work = group.tokens;
  work.active_us = active_us;
  return CostOfLabel(group.terms, work);
}

absl::StatusOr<int64_t> FeeOfLabel(const PricedGroup& group, int64_t count) {
  TaskOrder order;
  order.task_count = 1;
  order.assignment_count = count;
  order.reward_micros = group.terms.label_price_micros;
  order.masters = group.masters;
  return AssignmentFee(group.fees, order);
}

std::vector<double> MeanSeconds(const PriceGroups& groups,
                                const std::vector<std::vector<float>>& times) {
  std::vector<double> sums(groups.groups.size(), 0);
  std::vector<double> counts(groups.groups.size(), 0);
  for (size_t a = 0; a < times.size() && a < groups.group_of.size(); ++a) {
    if (groups.group_of[a] == PriceGroups::kNone) {
      continue;
    }
    const auto group = static_cast<size_t>(groups.group_of[a]);
    for (const float seconds : times[a]) {
      sums[group] += seconds;
      counts[group] += 1;
    }
  }
  for (size_t group = 0; group < sums.size(); ++group) {
    sums[group] = counts[group] > 0 ? sums[group] / counts[group] : 0;
  }
  return sums;
}

}  // namespace assay
