// sample_page NAME FILE: writes the page of a made-up audit (SampleByName), for looking at it.
#include <fstream>
#include <iostream>

#include "tests/annotator/report/sample_audit.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: sample_page news|intents|many_classes|clean|hostile FILE\n";
    return 2;
  }
  std::ofstream file(argv[2], std::ios::binary);
  file << assay::report::RenderSample(assay::report::SampleByName(argv[1]));
  return file.flush() ? 0 : 1;
}
