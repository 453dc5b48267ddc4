#ifndef ASSAY_TESTS_ANNOTATOR_MTURK_BATCH_WORK_H_
#define ASSAY_TESTS_ANNOTATOR_MTURK_BATCH_WORK_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "annotator/dataset/import_dataset.h"
#include "annotator/mturk/export_batch.h"
#include "tests/annotator/mturk/store_parts.h"

namespace assay::mturk {

using Request = v1::ExportBatchRequest;
using v1::LabelSchema;

inline constexpr const char* kText = "😀 Ana <b>met</b> \"Bo\" & $5 ${x} 😀";

// A campaign "work" over two items, with two known answers.
class Work : public StoreParts {
 public:
  explicit Work(LabelSchema::Kind kind, const std::vector<std::string>& classes = {"cat", "dog"}) {
    AddDataset("items", "item,words\nfirst,\"😀 Ana <b>met</b> \"\"Bo\"\" & $5 ${x} 😀\"\n2nd,b\n",
               true);
    v1::CreateCampaignRequest request;
    request.set_campaign_id("work");
    v1::Campaign& campaign = *request.mutable_campaign();
    campaign.set_dataset("datasets/items");
    campaign.set_question("What's \"in\" it?");
    campaign.mutable_schema()->set_kind(kind);
    if (kind != LabelSchema::KIND_NUMBER && kind != LabelSchema::KIND_PAIRWISE) {
      campaign.mutable_schema()->mutable_classes()->Assign(classes.begin(), classes.end());
    }
    if (kind == LabelSchema::KIND_SINGLE_CHOICE) {
      AddDataset("gold", "item,words,label\ng1,meow,cat\ng2,wuff,dog\n", false);
      campaign.mutable_gold()->set_dataset("datasets/gold");
      campaign.mutable_gold()->set_share(0.5);
      campaign.mutable_gold()->set_pass_mark(0.5);
    }
    const auto made = catalog.Create(request);
    EXPECT_TRUE(made.ok()) << made.status();
  }

  void AddDataset(const std::string& id, const std::string& csv, bool no_labels) {
    v1::ImportSpec spec;
    spec.set_dataset_id(id);
    spec.set_file_name(id + ".csv");
    spec.set_id_column("item");
    spec.set_no_labels(no_labels);
    spec.add_text_columns("words");
    exchange::StringSource source(csv);
    const auto imported = ImportDataset(spec, source, datasets, clock);
    EXPECT_TRUE(imported.ok()) << imported.status();
  }

  absl::StatusOr<std::string> Export(Request request, v1::BatchSummary* summary = nullptr) {
    request.set_campaign("campaigns/work");
    std::string file;
    ASSAY_RETURN_IF_ERROR(
        ExportBatch(request, store, desks, [&](const v1::ExportBatchResponse& response) {
          file += response.chunk();
          if (response.has_summary() && summary != nullptr) {
            *summary = response.summary();
          }
          return absl::OkStatus();
        }));
    return file;
  }
};

inline Request RequestOf(Request::File file) {
  Request request;
  request.set_file(file);
  request.set_reward_micros(50'000);
  return request;
}

}  // namespace assay::mturk

#endif  // ASSAY_TESTS_ANNOTATOR_MTURK_BATCH_WORK_H_
