#include <unistd.h>

#include <cmath>
#include <iomanip>
#include <iostream>
#include <string>

#include "clients/cli/campaign_commands.h"
#include "clients/cli/campaign_text.h"
#include "clients/cli/message_json.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "engine/cost/money.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

Json StatusJson(const v1::CampaignStatus& status) {
  Json json = MessageJson(status);
  json["estimated_micros"] = EstimatedMicros(status);
  return json;
}

absl::Status Watch(Session& session, const client::Campaigns& campaigns,
                   const CampaignOptions& options) {
  const bool redraw = isatty(STDOUT_FILENO) == 1;
  const auto interval = std::chrono::milliseconds(std::llround(1000 * options.interval_seconds));
  return campaigns.Watch(options.name, interval, [&](const v1::CampaignStatus& status) {
    if (session.options().json) {
      PrintJsonLine(StatusJson(status));
    } else {
      std::cout << (redraw ? "\x1b[H\x1b[2J" : "") << StatusText(status) << std::endl;
    }
    return static_cast<bool>(std::cout);
  });
}

void PrintAnnotator(const v1::CampaignAnnotator& annotator, std::string_view currency) {
  std::cout << ShortName(annotator.annotator()) << ": "
            << EnumWord(v1::CampaignAnnotator::State_Name(annotator.state()), "STATE_") << ", "
            << Count(annotator.label_count()) << " labels, " << annotator.skip_count() << " skips, "
            << annotator.flag_count() << " flags, " << annotator.lease_count() << " out\n"
            << "    with the consensus  " << ShareText(annotator.agreement_with_consensus()) << "\n"
            << "    gold                " << ShareText(annotator.gold_rate()) << "\n";
  if (annotator.measured_label_count() > 0) {
    std::cout << "    active              " << DurationText(annotator.active_time()) << " for "
              << Count(annotator.measured_label_count()) << " labels\n";
  }
  if (annotator.spent_micros() > 0) {
    std::cout << "    cost                " << MoneyText(annotator.spent_micros(), currency)
              << "\n";
  }
}

v1::CampaignItem::State ItemState(const std::string& word) {
  if (word == "untouched") {
    return v1::CampaignItem::STATE_UNTOUCHED;
  }
  if (word == "open") {
    return v1::CampaignItem::STATE_OPEN;
  }
  return word == "complete" ? v1::CampaignItem::STATE_COMPLETE
                            : v1::CampaignItem::STATE_UNSPECIFIED;
}

// The labels of an item: "ana World, ben Sports".
std::string LabelsText(const v1::CampaignItem& item) {
  std::string text;
  for (const v1::CampaignLabel& label : item.labels()) {
    text += (text.empty() ? "" : ", ") + std::string(ShortName(label.annotator())) + " " +
            OneLine(ValueText(label.value()), 40);
  }
  return text;
}

void PrintItem(const v1::CampaignItem& item) {
  std::cout << std::left << std::setw(20) << OneLine(item.item_id(), 60) << " " << std::setw(10)
            << EnumWord(v1::CampaignItem::State_Name(item.state()), "STATE_");
  if (item.has_consensus()) {
    std::cout << OneLine(ValueText(item.consensus()), 40) << " " << Percent(item.confidence())
              << "  (" << LabelsText(item) << ")";
  }
  std::cout << "\n";
}

}  // namespace

absl::Status RunCampaignStatus(Session& session, const CampaignOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  if (options.watch) {
    return Watch(session, client.campaigns(), options);
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::CampaignStatus status, client.campaigns().Status(options.name));
  if (session.options().json) {
    PrintJson(StatusJson(status));
  } else {
    std::cout << StatusText(status) << std::flush;
  }
  return absl::OkStatus();
}

absl::Status RunCampaignAnnotators(Session& session, const CampaignOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const auto annotators, client.campaigns().ListAnnotators(options.name));
  if (session.options().json) {
    Json list = Json::array();
    for (const v1::CampaignAnnotator& annotator : annotators) {
      list.push_back(MessageJson(annotator));
    }
    PrintJson({{"annotators", list}});
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Campaign campaign, client.campaigns().Get(options.name));
  for (const v1::CampaignAnnotator& annotator : annotators) {
    PrintAnnotator(annotator, campaign.currency_code());
  }
  if (annotators.empty()) {
    std::cout << "Nobody has worked in it yet.\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

absl::Status RunCampaignItems(Session& session, const CampaignOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  v1::ListCampaignItemsRequest request;
  request.set_campaign(options.name);
  request.set_state(ItemState(options.item_state));
  request.set_item_id(options.item_id);
  const bool json = session.options().json;
  int64_t count = 0;
  // Printed as they come: there may be millions.
  const absl::Status status =
      client.campaigns().VisitItems(request, [&](const v1::CampaignItem& item) {
        if (json) {
          std::cout << (count == 0 ? "{\"items\": [\n" : ",\n")
                    << MessageJson(item).dump(-1, ' ', false, Json::error_handler_t::replace);
        } else {
          PrintItem(item);
        }
        return std::cout && ++count != options.limit;
      });
  if (!status.ok()) {
    return status;
  }
  if (json) {
    std::cout << (count == 0 ? "{\"items\": []}" : "\n]}") << "\n";
  } else if (count == 0) {
    std::cout << "No such items.\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

}  // namespace assay::cli
