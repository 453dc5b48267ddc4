// Measures engine/agreement on invented labels, or prints coefficients of a file.
//
//   assay_measure_agreement values FILE        CSV with item, annotator, label first; name value lines
//   assay_measure_agreement alpha ITEMS LABELS CLASSES ANNOTATORS REPEATS
//   assay_measure_agreement bootstrap ITEMS LABELS CLASSES ANNOTATORS REPEATS
//
// The invented labels: LABELS of different annotators an item; label j of item i comes from annotator
// (i * 7 + j * 131) % ANNOTATORS and is the item's class with chance 0.7, else any class.

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/agreement/agreement_interval.h"
#include "engine/agreement/agreement_registry.h"
#include "engine/base/rng.h"
#include "engine/labels/label_table_builder.h"

namespace assay {
namespace {

struct Clocks {
  double wall = 0;
  double cpu = 0;
};

Clocks Now() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(),
          seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

NameList Numbered(size_t count) {
  NameList names;
  for (size_t i = 0; i < count; ++i) {
    names.Append(std::to_string(i));
  }
  return names;
}

LabelTable InventLabels(size_t item_count, size_t labels_each, size_t class_count,
                        size_t annotator_count) {
  Rng rng(4);
  std::vector<uint64_t> begin = {0};
  std::vector<uint32_t> annotators;
  std::vector<uint16_t> classes;
  NameList items;
  for (size_t i = 0; i < item_count; ++i) {
    const uint64_t truth = rng.Below(class_count);
    for (size_t j = 0; j < labels_each; ++j) {
      annotators.push_back(static_cast<uint32_t>((i * 7 + j * 131) % annotator_count));
      const uint64_t said = rng.Uniform() < 0.7 ? truth : rng.Below(class_count);
      classes.push_back(static_cast<uint16_t>(said));
    }
    begin.push_back(classes.size());
    items.Append("");
  }
  std::vector<double> values;
  for (size_t k = 0; k < class_count; ++k) {
    values.push_back(static_cast<double>(k));
  }
  return LabelTable(std::move(begin), std::move(annotators), std::move(classes), std::move(items),
                    Numbered(annotator_count), Numbered(class_count), std::move(values));
}

LabelTable ReadLabels(const char* path, RepeatPolicy policy) {
  LabelTableBuilder builder;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const size_t first = line.find(',');
    const size_t second = line.find(',', first + 1);
    const size_t third = line.find_first_of(",\r", second + 1);
    const std::string_view text(line);
    if (!builder
             .Add(text.substr(0, first), text.substr(first + 1, second - first - 1),
                  text.substr(second + 1, third == std::string::npos ? third : third - second - 1))
             .ok()) {
      std::exit(1);
    }
  }
  return builder.Build(policy);
}

int PrintValues(const char* path) {
  const LabelTable table = ReadLabels(path, RepeatPolicy::kAll);
  constexpr std::pair<const char*, ClassWeights> kWeights[] = {
      {"", ClassWeights::kNominal},
      {"_interval", ClassWeights::kInterval},
      {"_ordinal", ClassWeights::kOrdinal}};
  for (const AgreementCoefficient& coefficient : AgreementCoefficients()) {
    if (coefficient.reads_annotators) {
      continue;
    }
    for (const auto& [suffix, weights] : kWeights) {
      const absl::StatusOr<AgreementValue> value = coefficient.compute({table, weights});
      if (value.ok()) {
        std::printf("%s%s %.17g\n", std::string(coefficient.name).c_str(), suffix, value->value);
      }
    }
  }
  return 0;
}

int Measure(std::string_view mode, const std::vector<size_t>& sizes) {
  const LabelTable table = InventLabels(sizes[0], sizes[1], sizes[2], sizes[3]);
  const AgreementCoefficient& alpha = **FindAgreementCoefficient("krippendorff_alpha");
  WorkerPool pool(2);
  NullProgress progress;
  for (size_t repeat = 0; repeat < sizes[4]; ++repeat) {
    const Clocks begin = Now();
    double value = 0;
    if (mode == "alpha") {
      value = alpha.compute({table, ClassWeights::kNominal})->value;
    } else {
      value = BootstrapAgreement(alpha, {table, ClassWeights::kNominal}, {}, pool, progress)
                  ->interval.high;
    }
    const Clocks end = Now();
    std::printf("%.17g %.9f %.6f\n", value, end.wall - begin.wall, end.cpu - begin.cpu);
  }
  return 0;
}

int Main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "values" && argc == 3) {
    return PrintValues(argv[2]);
  }
  if ((mode == "alpha" || mode == "bootstrap") && argc == 7) {
    std::vector<size_t> sizes;
    for (int i = 2; i < argc; ++i) {
      sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    }
    return Measure(mode, sizes);
  }
  std::fprintf(stderr, "usage: see the head of measure_agreement.cc\n");
  return 2;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }
