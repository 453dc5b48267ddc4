#include "annotator/auditing/audit_runner.h"

#include <algorithm>
#include <set>
#include <string>
#include <thread>

#include "annotator/dataset/append_items.h"
#include "annotator/operation/status_proto.h"
#include "nlohmann/json.hpp"
#include "tests/annotator/auditing/stored_table.h"

namespace assay {
namespace {

// 80 short texts of two topics; the labels of these items are swapped.
const std::set<std::string> kWrongIds = {"7", "22", "41", "64"};

std::string TopicTable() {
  static constexpr const char* kWords[2][4] = {{"goal", "match", "team", "coach"},
                                               {"bank", "loan", "stock", "market"}};
  std::string table = "id,text,label\n";
  for (int i = 0; i < 80; ++i) {
    const std::string id = std::to_string(i);
    const bool wrong = kWrongIds.contains(id);
    const auto& words = kWords[i % 2];
    table += id + ",the " + words[i / 2 % 4] + " and the " + words[i / 8 % 4] + "," +
             ((i % 2 == 0) != wrong ? "sport" : "money") + "\n";
  }
  return table;
}

class AuditRunnerTest : public StoredTableTest {
 protected:
  AuditRunnerTest() {
    v1::ImportSpec spec;
    spec.set_file_name("topics.csv");
    MustImport(TopicTable(), spec);
  }

  static v1::StartAuditRequest Request(const std::string& dataset = "datasets/topics") {
    v1::StartAuditRequest request;
    request.set_dataset(dataset);
    return request;
  }

  // Starts an audit and waits for its end.
  v1::Operation MustRun(const v1::StartAuditRequest& request) {
    const auto operation = runner_.Start(request);
    EXPECT_THAT(operation, IsOk());
    const std::string name = operation.ok() ? operation->name() : "";
    while (true) {
      const auto now = operations_.Get(name);
      if (!now.ok() || now->state() != v1::Operation::STATE_RUNNING) {
        return now.ok() ? *now : v1::Operation();
      }
      std::this_thread::yield();
    }
  }

  std::string MustExport(const std::string& name, v1::ExportAuditRequest::Format format) {
    v1::ExportAuditRequest request;
    request.set_name(name);
    request.set_format(format);
    std::string bytes;
    EXPECT_THAT(runner_.Export(request,
                               [&](std::string_view piece) {
                                 bytes += piece;
                                 return absl::OkStatus();
                               }),
                IsOk());
    return bytes;
  }

  OperationRepository repository_{store_};
  OperationRunner operations_{repository_, clock_};
  AuditRunner runner_{datasets_, audits_, matrices_, operations_, clock_, 1};
};

TEST_F(AuditRunnerTest, AnAuditStaysAsItIsWhenItemsAreAdded) {
  const std::string name = MustRun(Request()).result();
  const std::string before = MustExport(name, v1::ExportAuditRequest::FORMAT_FINDINGS_CSV);
  v1::AppendItemsRequest request;
  request.set_dataset("datasets/topics");
  v1::NewItem& item = *request.add_items();
  item.set_item_id("new");
  item.mutable_cells()->insert({"label", "sport"});
  ASSERT_THAT(AppendItems(request, datasets_, clock_), IsOk());
  EXPECT_EQ(MustExport(name, v1::ExportAuditRequest::FORMAT_FINDINGS_CSV), before);
  EXPECT_EQ(runner_.Get(name)->item_count(), 80);
  EXPECT_EQ(runner_.Get(MustRun(Request()).result())->item_count(), 81);
}

TEST_F(AuditRunnerTest, ADataSetWithoutLabelsIsRefused) {
  v1::ImportSpec spec;
  spec.set_file_name("bare.csv");
  spec.set_no_labels(true);
  MustImport("id,text\n1,a b c\n2,d e f\n", spec);
  const auto refused = runner_.Start(Request("datasets/bare"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused, HasReason("NO_LABELS"));
}

TEST_F(AuditRunnerTest, TheFiguresOfAnAuditAddUp) {
  const auto audit = runner_.Get(MustRun(Request()).result());
  ASSERT_THAT(audit, IsOk());
  EXPECT_EQ(audit->dataset(), "datasets/topics");
  EXPECT_EQ(audit->file_name(), "topics.csv");
  EXPECT_EQ(audit->create_time().seconds(), 1'000'000'000);
  EXPECT_EQ(audit->item_count(), 80);
  EXPECT_THAT(audit->classes(), testing::ElementsAre("money", "sport"));
  int64_t items = 0;
  int64_t flagged = 0;
  for (int k = 0; k < 2; ++k) {
    const auto& counts = audit->confident_joint(k).counts();
    EXPECT_EQ(counts[0] + counts[1], audit->class_summaries(k).item_count());
    items += audit->class_summaries(k).item_count();
    flagged += audit->class_summaries(k).flagged_count();
  }
  EXPECT_EQ(items, 80);
  EXPECT_EQ(flagged, audit->flagged_count());
  EXPECT_LE(audit->estimated_errors().low(), audit->estimated_errors().value());
  EXPECT_LE(audit->estimated_errors().value(), audit->estimated_errors().high());
  EXPECT_GT(audit->cv_accuracy(), 0.9);
  for (const char* phase : {"features", "storing", "total"}) {
    EXPECT_TRUE(audit->timings_s().contains(phase)) << phase;
  }
}

TEST_F(AuditRunnerTest, TheSwappedLabelsStandFirstWithTheirReasonsAndTexts) {
  const std::string name = MustRun(Request()).result();
  const auto findings = runner_.ListFindings(name, 1, 1000);
  ASSERT_THAT(findings, IsOk());
  ASSERT_EQ(findings->size(), 80u);
  std::set<std::string> first;
  std::set<std::string> all;
  for (const v1::Finding& finding : *findings) {
    EXPECT_EQ(finding.rank(), static_cast<int64_t>(all.size() + 1));
    all.insert(finding.item_id());
    if (first.size() < kWrongIds.size()) {
      first.insert(finding.item_id());
      EXPECT_NE(finding.suggested_label(), finding.given_label());
      EXPECT_FALSE(finding.reasons().empty());
      EXPECT_EQ(finding.excerpt().substr(0, 4), "the ");
    }
  }
  EXPECT_EQ(first, kWrongIds);
  EXPECT_EQ(all.size(), 80u);
  EXPECT_TRUE(std::is_sorted(findings->begin(), findings->end(),
                             [](const auto& a, const auto& b) { return a.score() < b.score(); }));
}

TEST_F(AuditRunnerTest, FindingsBeginAtTheRankThatIsAskedFor) {
  const std::string name = MustRun(Request()).result();
  const auto some = runner_.ListFindings(name, 79, 10);
  ASSERT_THAT(some, IsOk());
  ASSERT_EQ(some->size(), 2u);
  EXPECT_EQ(some->front().rank(), 79);
  EXPECT_TRUE(runner_.ListFindings(name, 81, 10)->empty());
  EXPECT_EQ(runner_.ListFindings(name, 1, 3)->size(), 3u);
}

TEST_F(AuditRunnerTest, TheSameSeedGivesTheSameFindingsWithAnyNumberOfThreads) {
  v1::StartAuditRequest request = Request();
  request.mutable_options()->set_seed(5);
  const std::string first = MustRun(request).result();
  request.mutable_options()->set_thread_count(3);
  const std::string second = MustRun(request).result();
  EXPECT_NE(first, second);
  EXPECT_EQ(MustExport(first, v1::ExportAuditRequest::FORMAT_FINDINGS_CSV),
            MustExport(second, v1::ExportAuditRequest::FORMAT_FINDINGS_CSV));
}

TEST_F(AuditRunnerTest, ExportsAgreeWithTheAuditAndItsFindings) {
  const std::string name = MustRun(Request()).result();
  const std::string csv = MustExport(name, v1::ExportAuditRequest::FORMAT_FINDINGS_CSV);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 81);
  const auto findings = runner_.ListFindings(name, 1, 1);
  ASSERT_THAT(findings, IsOk());
  const size_t second_line = csv.find('\n') + 1;
  const std::string line = csv.substr(second_line, csv.find('\n', second_line) - second_line);
  EXPECT_NE(("," + line + ",").find("," + findings->front().item_id() + ","), std::string::npos);
  const auto json =
      nlohmann::json::parse(MustExport(name, v1::ExportAuditRequest::FORMAT_SUMMARY_JSON));
  EXPECT_NE(json.dump().find("datasets/topics"), std::string::npos);
  const std::string html = MustExport(name, v1::ExportAuditRequest::FORMAT_REPORT_HTML);
  EXPECT_NE(html.find("topics.csv"), std::string::npos);
  EXPECT_NE(html.find("</html>"), std::string::npos);
}

TEST_F(AuditRunnerTest, AnExportThatNobodyWantsEndsWithItsError) {
  v1::ExportAuditRequest request;
  request.set_name(MustRun(Request()).result());
  for (const auto format :
       {v1::ExportAuditRequest::FORMAT_FINDINGS_CSV, v1::ExportAuditRequest::FORMAT_SUMMARY_JSON,
        v1::ExportAuditRequest::FORMAT_REPORT_HTML}) {
    request.set_format(format);
    EXPECT_EQ(
        runner_.Export(request, [](std::string_view) { return absl::CancelledError("gone"); }),
        absl::CancelledError("gone"));
  }
}

TEST_F(AuditRunnerTest, MoreFoldsThanItemsFailWithAReasonAndLeaveNoAudit) {
  v1::ImportSpec spec;
  spec.set_file_name("tiny.csv");
  MustImport("id,text,label\n1,one two three,a\n2,four five six,b\n", spec);
  const v1::Operation ended = MustRun(Request("datasets/tiny"));
  EXPECT_EQ(ended.state(), v1::Operation::STATE_FAILED);
  EXPECT_THAT(StatusFromProto(ended.error()), HasReason("TOO_FEW_ITEMS"));
  EXPECT_THAT(runner_.Get(ended.result()), HasReason("AUDIT_NOT_FOUND"));
  EXPECT_TRUE(runner_.List(0, 10, "")->empty());
}

TEST_F(AuditRunnerTest, AuditsAreListedByDataSet) {
  v1::ImportSpec spec;
  spec.set_file_name("other.csv");
  MustImport(TopicTable(), spec);
  MustRun(Request());
  MustRun(Request("datasets/other"));
  MustRun(Request());
  EXPECT_EQ(runner_.List(0, 10, "")->size(), 3u);
  EXPECT_EQ(runner_.List(0, 10, "datasets/topics")->size(), 2u);
  EXPECT_EQ(runner_.List(0, 2, "")->size(), 2u);
  EXPECT_THAT(runner_.List(0, 10, "datasets/none"), HasReason("DATASET_NOT_FOUND"));
}

}  // namespace
}  // namespace assay
