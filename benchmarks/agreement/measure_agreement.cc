// Measures engine/agreement on invented labels, or prints coefficients of a file.
//
//   assay_measure_agreement values FILE        CSV with item, annotator, label first; name value
//   lines assay_measure_agreement measure ITEMS LABELS CLASSES ANNOTATORS REPEATS OUT
//
// `measure` writes the classes of the labels to OUT (ITEMS x LABELS of uint16) and prints JSON: the
// alpha, and the wall and CPU seconds of each alpha, of each bootstrap of 1,000 replicates and of
// each matrix of annotators, in turn; and the peak of the process, table included.
//
// The invented labels: LABELS of different annotators an item; label j of item i comes from
// annotator (first + j * step) % ANNOTATORS, first and step drawn for each item, and is the item's
// class with chance 0.7, else any class.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
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
#include "engine/agreement/annotator_pairs.h"
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
  return {
      std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(),
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
    const uint64_t first = rng.Below(annotator_count);
    const uint64_t step = 1 + rng.Below(annotator_count / labels_each);
    for (size_t j = 0; j < labels_each; ++j) {
      annotators.push_back(static_cast<uint32_t>((first + j * step) % annotator_count));
      const uint64_t said = rng.Uniform() < 0.7 ? truth : rng.Below(class_count);
      classes.push_back(static_cast<uint16_t>(said));
    }
    std::sort(annotators.end() - static_cast<std::ptrdiff_t>(labels_each), annotators.end());
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
  const LabelTable table = ReadLabels(path, RepeatPolicy::kFirst);
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

size_t PeakBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<size_t>(usage.ru_maxrss) * 1024;
}

template <typename Work>
void PrintTime(std::string_view name, Work work) {
  const Clocks begin = Now();
  work();
  const Clocks end = Now();
  std::printf("{\"what\": \"%s\", \"wall\": %.6f, \"cpu\": %.6f, \"peak\": %zu}\n",
              std::string(name).c_str(), end.wall - begin.wall, end.cpu - begin.cpu, PeakBytes());
}

int Measure(const std::vector<size_t>& sizes, const char* out) {
  const LabelTable table = InventLabels(sizes[0], sizes[1], sizes[2], sizes[3]);
  std::ofstream(out, std::ios::binary)
      .write(reinterpret_cast<const char*>(table.classes().data()),
             static_cast<std::streamsize>(table.classes().size_bytes()));
  const AgreementCoefficient& alpha = **FindAgreementCoefficient("krippendorff_alpha");
  const AgreementInput input{table, ClassWeights::kNominal};
  WorkerPool pool(2);
  NullProgress progress;
  PrintTime("table", [] {});
  double value = 0;
  double width = 0;
  for (size_t repeat = 0; repeat < sizes[4]; ++repeat) {
    PrintTime("alpha", [&] { value = alpha.compute(input)->value; });
    PrintTime("bootstrap", [&] {
      const auto result = BootstrapAgreement(alpha, input, {}, pool, progress);
      width = result->interval.high - result->interval.low;
    });
  }
  size_t pair_count = 0;
  PrintTime("pairs",
            [&] { pair_count = AgreementByPair(input, 1'000'000, pool, progress)->pairs.size(); });
  std::printf("{\"what\": \"result\", \"alpha\": %.17g, \"width\": %.17g, \"pairs\": %zu}\n", value,
              width, pair_count);
  return 0;
}

int Main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "values" && argc == 3) {
    return PrintValues(argv[2]);
  }
  if (mode == "measure" && argc == 8) {
    std::vector<size_t> sizes;
    for (int i = 2; i < 7; ++i) {
      sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    }
    return Measure(sizes, argv[7]);
  }
  std::fprintf(stderr, "usage: see the head of measure_agreement.cc\n");
  return 2;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }
