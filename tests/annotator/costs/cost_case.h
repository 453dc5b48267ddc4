#ifndef ASSAY_TESTS_ANNOTATOR_COSTS_COST_CASE_H_
#define ASSAY_TESTS_ANNOTATOR_COSTS_COST_CASE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "annotator/measuring/campaign_labels.h"
#include "annotator/measuring/sent_files.h"
#include "assay/v1/costs.pb.h"
#include "engine/base/progress.h"
#include "engine/store/memory_store.h"
#include "gtest/gtest.h"

namespace assay {

// Files held in memory.
class TextFiles final : public SentFiles {
 public:
  explicit TextFiles(std::vector<std::string> texts) : texts_(std::move(texts)) {}
  exchange::ByteSource& Next() override {
    source_ = std::make_unique<exchange::StringSource>(texts_.at(next_++));
    return *source_;
  }

 private:
  std::vector<std::string> texts_;
  size_t next_ = 0;
  std::unique_ptr<exchange::StringSource> source_;
};

// An empty store for calls whose labels are sent.
class CostCase : public testing::Test {
 protected:
  StoredLabels stored() const { return {datasets_, campaigns_, annotators_}; }

  static v1::PriceGroup Group(const std::string& name, int64_t label_price_micros,
                              const std::vector<std::string>& annotators = {}) {
    v1::PriceGroup group;
    group.set_name(name);
    group.set_label_price_micros(label_price_micros);
    group.mutable_annotators()->Add(annotators.begin(), annotators.end());
    return group;
  }

  MemoryStore store_;
  DatasetRepository datasets_{store_};
  CampaignRepository campaigns_{store_};
  AnnotatorRepository annotators_{store_};
  NullProgress progress_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_ANNOTATOR_COSTS_COST_CASE_H_
