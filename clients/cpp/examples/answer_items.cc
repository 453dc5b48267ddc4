// An annotator in ten lines: take an item, answer it, until none is left.
// usage: answer_items HOST:PORT CAMPAIGN ANNOTATOR
#include <iostream>

#include "assay/client/client.h"

int main(int, char** argv) {
  const auto assay = assay::client::Connect({.address = argv[1]}).value();
  const assay::client::Work work = assay.work(argv[2], argv[3]);
  for (auto hand = work.Lease().value(); hand.leases_size() > 0; hand = work.Lease().value()) {
    const std::string& text = hand.leases(0).fields(0).value();
    const bool sports = text.find("homered") != text.npos || text.find("touchdowns") != text.npos;
    work.Submit(hand.leases(0), assay::client::Choice(sports ? "yes" : "no")).value();
  }
  std::cout << assay.campaigns().Status(argv[2]).value().label_count() << " labels\n";
}
