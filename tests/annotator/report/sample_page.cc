// sample_page NAME FILE: writes the page of a made-up audit (SampleByName), for looking at it.
// sample_page - FILE: writes the page of the audit on standard input: one line with an
// assay.v1.Audit as protobuf JSON, and one with an assay.v1.Finding for each finding, in rank
// order.
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "annotator/report/html_report.h"
#include "google/protobuf/util/json_util.h"
#include "tests/annotator/report/sample_audit.h"

namespace {

template <typename Message>
Message Parse(const std::string& line) {
  Message message;
  const auto status = google::protobuf::util::JsonStringToMessage(line, &message);
  if (!status.ok()) throw std::runtime_error(status.ToString());
  return message;
}

std::string RenderStandardInput() {
  std::string line;
  std::getline(std::cin, line);
  assay::report::HtmlReport page(Parse<assay::v1::Audit>(line));
  while (std::getline(std::cin, line)) page.Add(Parse<assay::v1::Finding>(line));
  return page.Finish();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: sample_page -|" << assay::report::SampleNames() << " FILE\n";
    return 2;
  }
  const std::string_view name = argv[1];
  std::ofstream file(argv[2], std::ios::binary);
  file << (name == "-" ? RenderStandardInput()
                       : assay::report::RenderSample(assay::report::SampleByName(name)));
  return file.flush() ? 0 : 1;
}
