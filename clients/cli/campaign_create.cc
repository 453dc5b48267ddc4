#include <cmath>
#include <filesystem>
#include <iostream>
#include <string>

#include "clients/cli/campaign_commands.h"
#include "clients/cli/campaign_text.h"
#include "clients/cli/input_file.h"
#include "clients/cli/kind_word.h"
#include "clients/cli/message_json.h"
#include "clients/cli/price_text.h"
#include "clients/cli/table_upload.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using google::protobuf::util::TimeUtil;
using Paths = std::vector<std::string>;

constexpr size_t kMaxGuidelineBytes = 65'536;

std::string CampaignName(const std::string& name) {
  return name.starts_with("campaigns/") ? name : "campaigns/" + name;
}

v1::Campaign::Order OrderOf(const std::string& word) {
  if (word == "sequential") {
    return v1::Campaign::ORDER_SEQUENTIAL;
  }
  return word == "gain" ? v1::Campaign::ORDER_GAIN : v1::Campaign::ORDER_RANDOM;
}

v1::GoldRule::Action ActionOf(const std::string& word) {
  if (word == "route") {
    return v1::GoldRule::ACTION_ROUTE;
  }
  return word == "none" ? v1::GoldRule::ACTION_NONE : v1::GoldRule::ACTION_STOP;
}

// Whether an argument means a file, and not the name of a data set.
bool IsTableFile(const std::string& argument) {
  if (argument == "-" || argument.ends_with(".csv") || argument.ends_with(".tsv") ||
      argument.ends_with(".jsonl") || argument.ends_with(".gz")) {
    return true;
  }
  return !argument.starts_with("datasets/") && argument.find('/') != std::string::npos;
}

// The data set that an argument names, imported first where it is a file.
absl::StatusOr<std::string> DatasetOf(Session& session, const std::string& argument,
                                      bool no_labels) {
  if (!IsTableFile(argument)) {
    return DatasetName(argument);
  }
  TableOptions table;
  table.file = argument;
  table.no_labels = no_labels;
  table.allow_no_features = true;
  table.allow_one_class = true;
  ASSAY_ASSIGN_OR_RETURN(const auto imported, UploadTable(session, table, ""));
  if (!session.options().quiet) {
    std::cerr << imported.dataset().name() << ": " << Count(imported.dataset().item_count())
              << " items from " << imported.dataset().file_name()
              << (imported.reused() ? " (imported before)" : "") << std::endl;
  }
  return imported.dataset().name();
}

absl::Status SetQuestion(const CampaignSettings& settings, v1::Campaign& campaign, Paths& paths) {
  if (settings.display_name.has_value()) {
    campaign.set_display_name(*settings.display_name);
    paths.push_back("display_name");
  }
  if (settings.question.has_value()) {
    campaign.set_question(*settings.question);
    paths.push_back("question");
  }
  if (settings.guidelines.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(*campaign.mutable_guidelines()->mutable_text(),
                           ReadSmallFile(*settings.guidelines, kMaxGuidelineBytes));
    paths.push_back("guidelines.text");
  }
  if (!settings.shown_columns.empty()) {
    campaign.mutable_shown_columns()->Assign(settings.shown_columns.begin(),
                                             settings.shown_columns.end());
    paths.push_back("shown_columns");
  }
  if (!settings.annotators.empty()) {
    campaign.clear_annotators();
    for (const std::string& annotator : settings.annotators) {
      campaign.add_annotators(AnnotatorName(annotator));
    }
    paths.push_back("annotators");
  }
  return absl::OkStatus();
}

void SetSchema(const CampaignSettings& settings, v1::Campaign& campaign, Paths& paths) {
  v1::LabelSchema& schema = *campaign.mutable_schema();
  if (settings.kind.has_value()) {
    schema.set_kind(KindOfWord(*settings.kind));
  }
  if (!settings.classes.empty()) {
    schema.mutable_classes()->Assign(settings.classes.begin(), settings.classes.end());
  }
  if (settings.min_value.has_value()) {
    schema.set_min_value(*settings.min_value);
  }
  if (settings.max_value.has_value()) {
    schema.set_max_value(*settings.max_value);
  }
  if (settings.kind.has_value() || !settings.classes.empty() || settings.min_value.has_value() ||
      settings.max_value.has_value()) {
    paths.push_back("schema");
  }
}

absl::Status SetAmounts(const CampaignSettings& settings, v1::Campaign& campaign, Paths& paths) {
  if (settings.overlap.has_value() || settings.max_overlap.has_value() ||
      settings.target_confidence.has_value()) {
    v1::OverlapRule& overlap = *campaign.mutable_overlap();
    overlap.set_label_count(settings.overlap.value_or(overlap.label_count()));
    overlap.set_max_label_count(settings.max_overlap.value_or(overlap.max_label_count()));
    overlap.set_target_confidence(settings.target_confidence.value_or(overlap.target_confidence()));
    paths.push_back("overlap");
  }
  if (settings.lease_minutes.has_value()) {
    *campaign.mutable_lease_duration() =
        TimeUtil::MillisecondsToDuration(std::llround(60'000 * *settings.lease_minutes));
    paths.push_back("lease_duration");
  }
  if (settings.prefetch.has_value()) {
    campaign.set_max_lease_count(*settings.prefetch);
    paths.push_back("max_lease_count");
  }
  if (settings.budget.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t budget, ParsePrice("--budget", *settings.budget));
    campaign.set_budget_micros(budget);
    paths.push_back("budget_micros");
  }
  if (settings.currency.has_value()) {
    campaign.set_currency_code(*settings.currency);
    paths.push_back("currency_code");
  }
  if (settings.order.has_value()) {
    campaign.set_order(OrderOf(*settings.order));
    paths.push_back("order");
  }
  return absl::OkStatus();
}

absl::Status SetGold(Session& session, const CampaignSettings& settings, v1::Campaign& campaign,
                     Paths& paths) {
  const bool named = settings.gold.has_value() || settings.gold_share.has_value() ||
                     settings.gold_first.has_value() || settings.pass_mark.has_value() ||
                     settings.gold_answers.has_value() || settings.on_fail.has_value() ||
                     settings.route_to.has_value();
  if (!named) {
    return absl::OkStatus();
  }
  v1::GoldRule& gold = *campaign.mutable_gold();
  if (settings.gold.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(*gold.mutable_dataset(), DatasetOf(session, *settings.gold, false));
  }
  gold.set_share(settings.gold_share.value_or(gold.share()));
  gold.set_first_count(settings.gold_first.value_or(gold.first_count()));
  gold.set_pass_mark(settings.pass_mark.value_or(gold.pass_mark()));
  gold.set_min_answer_count(settings.gold_answers.value_or(gold.min_answer_count()));
  if (settings.on_fail.has_value()) {
    gold.set_action(ActionOf(*settings.on_fail));
  }
  if (settings.route_to.has_value()) {
    gold.set_route_campaign(CampaignName(*settings.route_to));
  }
  paths.push_back("gold");
  return absl::OkStatus();
}

// Puts the settings into `campaign` and returns which of its fields they are.
absl::StatusOr<Paths> ApplySettings(Session& session, const CampaignSettings& settings,
                                    v1::Campaign& campaign) {
  Paths paths;
  ASSAY_RETURN_IF_ERROR(SetQuestion(settings, campaign, paths));
  SetSchema(settings, campaign, paths);
  ASSAY_RETURN_IF_ERROR(SetAmounts(settings, campaign, paths));
  ASSAY_RETURN_IF_ERROR(SetGold(session, settings, campaign, paths));
  return paths;
}

void SetSelection(const CampaignOptions& options, v1::Campaign& campaign) {
  if (!options.from_audit.empty()) {
    auto& suspects = *campaign.mutable_selection()->mutable_suspects();
    suspects.set_audit(options.from_audit.starts_with("audits/") ? options.from_audit
                                                                 : "audits/" + options.from_audit);
    suspects.set_item_count(options.top_count);
  }
  if (!options.from_low_consensus.empty()) {
    auto& unsure = *campaign.mutable_selection()->mutable_low_consensus();
    unsure.set_campaign(CampaignName(options.from_low_consensus));
    unsure.set_below_confidence(options.below_confidence);
  }
}

void Print(Session& session, const v1::Campaign& campaign) {
  if (session.options().json) {
    PrintJson(MessageJson(campaign));
  } else {
    std::cout << CampaignText(campaign) << std::flush;
  }
}

}  // namespace

absl::Status RunCampaignCreate(Session& session, const CampaignOptions& options) {
  if (options.settings.question.value_or("").empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ARGUMENTS",
                     "say what annotators are asked: --question TEXT");
  }
  v1::Campaign campaign;
  campaign.mutable_schema()->set_kind(v1::LabelSchema::KIND_SINGLE_CHOICE);
  campaign.set_seed(session.options().seed);
  SetSelection(options, campaign);
  ASSAY_ASSIGN_OR_RETURN(*campaign.mutable_dataset(), DatasetOf(session, options.dataset, true));
  ASSAY_RETURN_IF_ERROR(ApplySettings(session, options.settings, campaign).status());
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  const std::string id(ShortName(options.name));
  ASSAY_ASSIGN_OR_RETURN(v1::Campaign made, client.campaigns().Create(id, campaign));
  if (options.start) {
    ASSAY_ASSIGN_OR_RETURN(made, client.campaigns().Start(made.name()));
  }
  Print(session, made);
  return absl::OkStatus();
}

absl::Status RunCampaignUpdate(Session& session, const CampaignOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(v1::Campaign campaign, client.campaigns().Get(options.name));
  ASSAY_ASSIGN_OR_RETURN(const Paths paths, ApplySettings(session, options.settings, campaign));
  if (paths.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ARGUMENTS",
                     "found nothing to change, expected at least one option such as --overlap 3");
  }
  ASSAY_ASSIGN_OR_RETURN(campaign, client.campaigns().Update(campaign, paths));
  Print(session, campaign);
  return absl::OkStatus();
}

}  // namespace assay::cli
