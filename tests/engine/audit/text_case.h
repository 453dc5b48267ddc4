#ifndef ASSAY_TESTS_ENGINE_AUDIT_TEXT_CASE_H_
#define ASSAY_TESTS_ENGINE_AUDIT_TEXT_CASE_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/audit/audit.h"
#include "engine/base/rng.h"
#include "engine/learn/text_features.h"

namespace assay {

inline FeatureViews TextViews(const std::vector<std::string>& texts) {
  TextFeatureBuilder builder;
  for (const std::string& text : texts) {
    const std::string_view column = text;
    builder.AddRow({&column, 1});
  }
  return MakeFeatureViews(std::make_shared<const TextFeatures>(std::move(builder).Finish()),
                          nullptr);
}

// Short texts of topical and common words; a share of the labels is wrong.
struct TextCase {
  std::vector<std::string> texts;
  std::vector<int32_t> true_classes;
  std::vector<int32_t> given;
  std::vector<std::string> class_names;

  TextCase(size_t item_count, size_t class_count, uint64_t seed, double noise) {
    Rng rng(seed);
    for (size_t k = 0; k < class_count; ++k) {
      class_names.push_back("topic" + std::to_string(k));
    }
    for (size_t i = 0; i < item_count; ++i) {
      const size_t topic = i % class_count;
      const bool wrong = rng.Uniform() < noise;
      const size_t label = wrong ? (topic + 1 + rng.Below(class_count - 1)) % class_count : topic;
      true_classes.push_back(static_cast<int32_t>(topic));
      given.push_back(static_cast<int32_t>(label));
      texts.push_back(Text(rng, topic));
    }
  }

  AuditInput Input() const {
    return {given, class_names, AuditFeatures{.views = TextViews(texts)}};
  }

  size_t WrongCount() const {
    size_t count = 0;
    for (size_t i = 0; i < given.size(); ++i) {
      count += given[i] != true_classes[i] ? 1 : 0;
    }
    return count;
  }

 private:
  static std::string Text(Rng& rng, size_t topic) {
    std::string text;
    for (int word = 0; word < 12; ++word) {
      const bool topical = rng.Uniform() < 0.4;
      text += topical ? "topical" + std::to_string(topic) + "x" + std::to_string(rng.Below(15))
                      : "common" + std::to_string(rng.Below(60));
      text += ' ';
    }
    return text;
  }
};

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_AUDIT_TEXT_CASE_H_
