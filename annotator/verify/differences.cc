#include "annotator/verify/differences.h"

namespace assay {

std::string Differences::Shown(const google::protobuf::Message& message) {
  constexpr size_t kMaxShown = 300;
  std::string text = message.ShortDebugString();
  if (text.size() > kMaxShown) {
    text.resize(kMaxShown);
    text += "...";
  }
  return text.empty() ? "nothing" : text;
}

void Differences::Add(const std::string& part, const std::string& figure, const std::string& found,
                      const std::string& expected) {
  ++outcome_.difference_count;
  if (outcome_.differences.size() < kMaxDifferences) {
    v1::VerifyDifference& difference = outcome_.differences.emplace_back();
    difference.set_subject(campaign_name_ + (part.empty() ? "" : ", " + part));
    difference.set_figure(figure);
    difference.set_found(found);
    difference.set_expected(expected);
  }
}

}  // namespace assay
