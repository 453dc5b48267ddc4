#include <iomanip>
#include <iostream>
#include <string>

#include "clients/cli/campaign_commands.h"
#include "clients/cli/campaign_text.h"
#include "clients/cli/message_json.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

// Start, pause and close: a call with the name alone, whose answer is the campaign.
using Change = absl::StatusOr<v1::Campaign> (client::Campaigns::*)(std::string_view) const;

absl::Status RunChange(Session& session, const CampaignOptions& options, Change change) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::Campaign campaign, (client.campaigns().*change)(options.name));
  if (session.options().json) {
    PrintJson(MessageJson(campaign));
  } else {
    std::cout << campaign.name() << ": " << StateText(campaign.state()) << std::endl;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCampaignList(Session& session) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const auto campaigns, client.campaigns().List());
  Json list = Json::array();
  for (const v1::Campaign& campaign : campaigns) {
    if (session.options().json) {
      list.push_back(MessageJson(campaign));
    } else {
      std::cout << std::left << std::setw(30) << campaign.name() << std::setw(9)
                << StateText(campaign.state()) << OneLine(campaign.question(), 60) << "\n";
    }
  }
  if (session.options().json) {
    PrintJson({{"campaigns", list}});
  } else if (campaigns.empty()) {
    std::cout << "No campaigns yet. `assay campaign create` makes one.\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

absl::Status RunCampaignShow(Session& session, const CampaignOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::Campaign campaign, client.campaigns().Get(options.name));
  if (session.options().json) {
    PrintJson(MessageJson(campaign));
  } else {
    std::cout << CampaignText(campaign) << std::flush;
  }
  return absl::OkStatus();
}

absl::Status RunCampaignStart(Session& session, const CampaignOptions& options) {
  return RunChange(session, options, &client::Campaigns::Start);
}

absl::Status RunCampaignPause(Session& session, const CampaignOptions& options) {
  return RunChange(session, options, &client::Campaigns::Pause);
}

absl::Status RunCampaignClose(Session& session, const CampaignOptions& options) {
  return RunChange(session, options, &client::Campaigns::Close);
}

absl::Status RunCampaignDelete(Session& session, const CampaignOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_RETURN_IF_ERROR(client.campaigns().Delete(options.name));
  const std::string name = "campaigns/" + std::string(ShortName(options.name));
  if (session.options().json) {
    PrintJson({{"deleted", name}});
  } else {
    std::cout << "Deleted " << name << std::endl;
  }
  return absl::OkStatus();
}

absl::Status RunCampaignReinstate(Session& session, const CampaignOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::CampaignAnnotator annotator,
                         client.campaigns().Reinstate(options.name, options.annotator));
  if (session.options().json) {
    PrintJson(MessageJson(annotator));
  } else {
    std::cout << annotator.annotator() << ": "
              << EnumWord(v1::CampaignAnnotator::State_Name(annotator.state()), "STATE_")
              << std::endl;
  }
  return absl::OkStatus();
}

absl::Status RunCampaignLabelWith(Session& session, const CampaignOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ProgressBar bar(session.options().quiet);
  const auto show = [&](const v1::RunAnnotatorResponse& progress) {
    bar.Show("labelling", progress.done_item_count(), progress.item_count());
  };
  ASSAY_ASSIGN_OR_RETURN(const v1::RunAnnotatorResponse done,
                         client.campaigns().RunAnnotator(options.name, options.annotator, show));
  bar.Clear();
  if (session.options().json) {
    PrintJson(MessageJson(done));
  } else {
    std::cout << ShortName(options.annotator) << " labelled " << Count(done.label_count()) << " of "
              << Count(done.item_count()) << " items" << std::endl;
  }
  return absl::OkStatus();
}

absl::Status RunCampaignSettle(Session& session, const CampaignOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::SettleFindingsResponse settled,
                         client.campaigns().Settle(options.name, options.min_confidence));
  if (session.options().json) {
    PrintJson(MessageJson(settled));
    return absl::OkStatus();
  }
  std::cout << settled.audit().name() << ": " << Count(settled.settled_count())
            << " suspects settled, " << Count(settled.confirmed_count())
            << " labels were right after all\n"
            << "precision  " << ShareText(settled.precision()) << std::endl;
  return absl::OkStatus();
}

}  // namespace assay::cli
