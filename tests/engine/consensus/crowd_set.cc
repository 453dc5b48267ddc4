#include "tests/engine/consensus/crowd_set.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

namespace assay {
namespace {

// Plain or gzipped: gzread reads both.
std::string ReadMaybeGzipped(const std::filesystem::path& plain) {
  const std::filesystem::path zipped = plain.string() + ".gz";
  const std::filesystem::path path = std::filesystem::exists(plain) ? plain : zipped;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    throw std::runtime_error("cannot read " + path.string());
  }
  std::string text;
  std::array<char, 65'536> block{};
  for (int got = gzread(file, block.data(), block.size()); got > 0;
       got = gzread(file, block.data(), block.size())) {
    text.append(block.data(), static_cast<size_t>(got));
  }
  gzclose(file);
  return text;
}

using Cells = std::vector<std::string_view>;

// Calls row(cells) for each line after the header.
void ForRows(std::string_view text, const std::function<void(const Cells&)>& row) {
  Cells cells;
  bool header = true;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    if (header || line.empty()) {
      header = false;
      continue;
    }
    cells.clear();
    for (size_t begin = 0; begin <= line.size();) {
      const size_t comma = std::min(line.find(',', begin), line.size());
      cells.push_back(line.substr(begin, comma - begin));
      begin = comma + 1;
    }
    row(cells);
  }
}

using NumberOf = std::unordered_map<std::string_view, size_t>;

NumberOf Index(const NameList& names) {
  NumberOf result;
  for (size_t i = 0; i < names.size(); ++i) {
    result.emplace(names[i], i);
  }
  return result;
}

}  // namespace

CrowdSet LoadCrowdSet(const std::filesystem::path& folder, RepeatPolicy policy) {
  LabelTableBuilder builder;
  ForRows(ReadMaybeGzipped(folder / "labels.csv"), [&](const Cells& cells) {
    if (!builder.Add(cells.at(0), cells.at(1), cells.at(2)).ok()) {
      throw std::runtime_error("bad label in " + folder.string());
    }
  });
  CrowdSet set{builder.Build(policy), {}};
  set.truth.assign(set.labels.item_count(), kNoClass);
  if (!std::filesystem::exists(folder / "truth.csv") &&
      !std::filesystem::exists(folder / "truth.csv.gz")) {
    return set;
  }
  const NumberOf items = Index(set.labels.item_names());
  const NumberOf classes = Index(set.labels.class_names());
  ForRows(ReadMaybeGzipped(folder / "truth.csv"), [&](const Cells& cells) {
    const auto item = items.find(cells.at(0));
    if (item != items.end()) {
      const auto known = classes.find(cells.at(1));
      set.truth[item->second] =
          known == classes.end() ? kUnsaidClass : static_cast<int32_t>(known->second);
    }
  });
  return set;
}

std::vector<double> LoadTruthValues(const std::filesystem::path& folder, const LabelTable& labels) {
  std::vector<double> values(labels.item_count(), std::numeric_limits<double>::quiet_NaN());
  const NumberOf items = Index(labels.item_names());
  ForRows(ReadMaybeGzipped(folder / "truth.csv"), [&](const Cells& cells) {
    const auto item = items.find(cells.at(0));
    if (item != items.end()) {
      const std::string_view text = cells.at(1);
      std::from_chars(text.data(), text.data() + text.size(), values[item->second]);
    }
  });
  return values;
}

ConsensusScore ScoreConsensus(const CrowdSet& set, std::span<const float> posterior) {
  constexpr size_t kBins = 10;
  const size_t class_count = set.labels.class_count();
  ConsensusScore score;
  std::array<double, kBins> confidence{};
  std::array<double, kBins> correct{};
  for (size_t item = 0; item < set.truth.size(); ++item) {
    const int32_t truth = set.truth[item];
    if (truth == kNoClass) {
      continue;
    }
    const auto row = posterior.subspan(item * class_count, class_count);
    const float max = *std::max_element(row.begin(), row.end());
    const auto is_best = [&](float p) { return p >= max - 1e-6f; };
    const double said = truth < 0 ? 0.0 : static_cast<double>(row[static_cast<size_t>(truth)]);
    const double right =
        truth >= 0 && is_best(row[static_cast<size_t>(truth)])
            ? 1.0 / static_cast<double>(std::count_if(row.begin(), row.end(), is_best))
            : 0.0;
    score.accuracy += right;
    score.log_loss -= std::log(std::clamp(said, 1e-12, 1.0));
    const size_t bin =
        std::min(kBins - 1, static_cast<size_t>(std::max(0.0f, max) * static_cast<float>(kBins)));
    confidence[bin] += static_cast<double>(max);
    correct[bin] += right;
    ++score.scored_count;
  }
  const auto count = static_cast<double>(std::max<int64_t>(score.scored_count, 1));
  score.accuracy /= count;
  score.log_loss /= count;
  for (size_t bin = 0; bin < kBins; ++bin) {
    score.calibration_error += std::abs(confidence[bin] - correct[bin]) / count;
  }
  return score;
}

NumberScore ScoreNumbers(const CrowdSet& set, std::span<const double> truth_values,
                         std::span<const double> values) {
  NumberScore score;
  for (size_t item = 0; item < set.labels.item_count(); ++item) {
    const double error = values[item] - truth_values[item];
    if (!std::isnan(error)) {
      score.mean_absolute_error += std::abs(error);
      score.root_mean_square_error += error * error;
      ++score.scored_count;
    }
  }
  const auto count = static_cast<double>(std::max<int64_t>(score.scored_count, 1));
  score.mean_absolute_error /= count;
  score.root_mean_square_error = std::sqrt(score.root_mean_square_error / count);
  return score;
}

}  // namespace assay
