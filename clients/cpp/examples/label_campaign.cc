// A whole campaign: import items, ask, answer, look.
// usage: label_campaign ITEMS.csv [HOST:PORT]
#include <iostream>

#include "assay/client/client.h"

int main(int argc, char** argv) {
  namespace client = assay::client;
  client::ConnectOptions options;
  options.address = argc > 2 ? argv[2] : "127.0.0.1:7771";
  const client::Client assay = client::Connect(options).value();

  assay::v1::ImportSpec spec;
  spec.set_no_labels(true);
  assay::v1::Campaign campaign;
  campaign.set_dataset(assay.datasets().ImportFile(spec, argv[1]).value().dataset().name());
  campaign.set_question("Is it about sports?");
  campaign.mutable_schema()->set_kind(assay::v1::LabelSchema::KIND_SINGLE_CHOICE);
  campaign.mutable_schema()->add_classes("yes");
  campaign.mutable_schema()->add_classes("no");
  assay.campaigns().Create("cpp-example", campaign).value();
  assay.campaigns().Start("cpp-example").value();
  assay::v1::Annotator annotator;
  annotator.set_kind(assay::v1::Annotator::KIND_EXPERT);
  assay.annotators().Create("cpp-example", annotator).value();

  const client::Work work = assay.work("cpp-example", "cpp-example");
  for (auto leased = work.Lease().value(); leased.leases_size() > 0;
       leased = work.Lease().value()) {
    const std::string& text = leased.leases(0).fields(0).value();
    const bool sports = text.find("homered") != text.npos || text.find("touchdowns") != text.npos;
    work.Submit(leased.leases(0), client::Choice(sports ? "yes" : "no")).value();
  }
  std::cout << assay.campaigns().Status("cpp-example").value().label_count() << " labels\n";
}
