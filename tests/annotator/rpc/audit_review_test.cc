#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"
#include "assay/v1/annotators.grpc.pb.h"
#include "tests/annotator/rpc/service_case.h"

namespace assay::rpc {
namespace {

using AuditStub = v1::AuditService::Stub;
using testing::Contains;
using testing::HasSubstr;
using v1::FindingChange;

struct Compared {
  absl::Status status;
  std::vector<v1::CompareAuditsResponse> messages;
};

// TopicTable swaps the label of every tenth item, the eighth of ten.
bool IsWrong(const std::string& item_id) { return std::stoi(item_id.substr(4)) % 10 == 7; }

class AuditReviewTest : public ServiceTest {
 protected:
  void SetUp() override { audit_ = MustAudit(MustImport("topics", 200)).result(); }

  absl::StatusOr<v1::Audit> Verify(const v1::VerifyAuditRequest& request) {
    return Call(audits_.get(), &AuditStub::VerifyAudit, request);
  }
  absl::StatusOr<v1::SampleForReviewResponse> Sample(int count, uint64_t seed = 0) {
    v1::SampleForReviewRequest request;
    request.set_audit(audit_);
    request.set_count(count);
    request.set_seed(seed);
    return Call(audits_.get(), &AuditStub::SampleForReview, request);
  }
  v1::Audit MustGet() {
    return *Call(audits_.get(), &AuditStub::GetAudit, Named<v1::GetAuditRequest>(audit_));
  }
  std::vector<v1::Finding> MustList() {
    v1::ListFindingsRequest request;
    request.set_audit(audit_);
    request.set_page_size(1000);
    const auto findings = Call(audits_.get(), &AuditStub::ListFindings, request);
    EXPECT_THAT(findings, IsOk());
    return {findings->findings().begin(), findings->findings().end()};
  }
  Compared Compare(const std::string& before, const std::string& after) {
    grpc::ClientContext context;
    v1::CompareAuditsRequest request;
    request.set_before(before);
    request.set_after(after);
    const auto reader = audits_->CompareAudits(&context, request);
    Compared compared;
    v1::CompareAuditsResponse message;
    while (reader->Read(&message)) {
      compared.messages.push_back(message);
    }
    compared.status = FromGrpcStatus(reader->Finish());
    return compared;
  }
  std::string MustExport(v1::ExportAuditRequest::Format format) {
    v1::ExportAuditRequest request;
    request.set_name(audit_);
    request.set_format(format);
    grpc::ClientContext context;
    const auto reader = audits_->ExportAudit(&context, request);
    std::string bytes;
    v1::ExportAuditResponse piece;
    while (reader->Read(&piece)) {
      bytes += piece.chunk();
    }
    EXPECT_THAT(FromGrpcStatus(reader->Finish()), IsOk());
    return bytes;
  }
  void MustCreateAnnotator(const std::string& id) {
    const auto stub = v1::AnnotatorService::NewStub(server_->InProcessChannel());
    v1::CreateAnnotatorRequest request;
    request.set_annotator_id(id);
    request.mutable_annotator()->set_kind(v1::Annotator::KIND_EXPERT);
    ASSERT_THAT(Call(stub.get(), &v1::AnnotatorService::Stub::CreateAnnotator, request), IsOk());
  }
  v1::VerifyAuditRequest Request(const std::map<std::string, bool>& correct) const {
    v1::VerifyAuditRequest request;
    request.set_name(audit_);
    for (const auto& [id, is_correct] : correct) {
      v1::VerifiedLabel& label = *request.add_labels();
      label.set_item_id(id);
      label.set_correct(is_correct);
    }
    return request;
  }

  std::string audit_;
};

TEST_F(AuditReviewTest, AFreshAuditHasTheModelsOwnCurve) {
  const v1::Audit audit = MustGet();
  ASSERT_GT(audit.review().points_size(), 10);
  EXPECT_FALSE(audit.review().verified());
  EXPECT_FALSE(audit.review().has_costs());
  EXPECT_FALSE(audit.has_model_estimated_errors());
  EXPECT_EQ(audit.review().points().rbegin()->depth(), 200);
  EXPECT_NEAR(audit.review().points().rbegin()->expected_errors(), audit.estimated_errors().value(),
              1e-6);
  double last = 1;
  for (const v1::Finding& finding : MustList()) {
    EXPECT_LE(finding.error_probability(), last);
    EXPECT_FALSE(finding.has_verified());
    last = finding.error_probability();
  }
}

TEST_F(AuditReviewTest, ASampleThatWasCheckedTurnsTheRangeIntoAnInterval) {
  const auto sample = Sample(60);
  ASSERT_THAT(sample, IsOk());
  ASSERT_EQ(sample->findings_size(), 60);
  std::map<std::string, bool> verdicts;
  int wrong = 0;
  for (const v1::Finding& finding : sample->findings()) {
    EXPECT_FALSE(finding.excerpt().empty());
    verdicts[finding.item_id()] = !IsWrong(finding.item_id());
    wrong += IsWrong(finding.item_id()) ? 1 : 0;
  }
  ASSERT_EQ(verdicts.size(), 60u);
  const v1::Audit before = MustGet();
  const auto audit = Verify(Request(verdicts));
  ASSERT_THAT(audit, IsOk());
  EXPECT_EQ(audit->verified_count(), 60);
  EXPECT_EQ(audit->verified_error_count(), wrong);
  EXPECT_EQ(audit->estimated_errors().level(), 0.9);
  EXPECT_LE(audit->estimated_errors().low(), 20);
  EXPECT_GE(audit->estimated_errors().high(), 20);
  EXPECT_THAT(audit->estimated_errors().method(), HasSubstr("60 checked labels"));
  EXPECT_EQ(audit->model_estimated_errors().high(), before.estimated_errors().high());
  EXPECT_TRUE(audit->review().verified());
  EXPECT_EQ(audit->class_summaries(0).estimated_errors().level(), 0.9);
  EXPECT_EQ(MustGet().SerializeAsString().size(), audit->SerializeAsString().size());
  for (const v1::Finding& finding : MustList()) {
    EXPECT_EQ(finding.has_verified(), verdicts.contains(finding.item_id()));
  }
  // None of these is chosen again.
  const auto next = Sample(10000);
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->findings_size(), 140);
  for (const v1::Finding& finding : next->findings()) {
    EXPECT_FALSE(verdicts.contains(finding.item_id()));
  }
}

TEST_F(AuditReviewTest, LabelsAddUpAndTheLastOneOfAnItemCounts) {
  ASSERT_THAT(Verify(Request({{"item1", true}, {"item2", false}})), IsOk());
  const auto audit = Verify(Request({{"item2", true}, {"item3", true}}));
  ASSERT_THAT(audit, IsOk());
  EXPECT_EQ(audit->verified_count(), 3);
  EXPECT_EQ(audit->verified_error_count(), 0);
  EXPECT_THAT(audit->warnings(), Contains(HasSubstr("only 3 labels were checked")));
  const int warnings = audit->warnings_size();
  EXPECT_EQ(Verify(Request({{"item4", true}}))->warnings_size(), warnings);
}

TEST_F(AuditReviewTest, AVerdictKeepsItsReviewerAndItsTimes) {
  MustCreateAnnotator("anna");
  auto request = Request({{"item1", true}, {"item2", false}});
  v1::VerifiedLabel& sent = *request.mutable_labels(0);
  sent.set_reviewer("annotators/anna");
  sent.mutable_verify_time()->set_seconds(1'700'000'000);
  sent.mutable_active_time()->set_seconds(4);
  request.mutable_labels(1)->mutable_verify_time()->set_seconds(int64_t{1} << 36);  // year 4147
  const int64_t before_s = clock_.WallMicros() / 1'000'000;
  ASSERT_THAT(Verify(request), IsOk());
  std::map<std::string, v1::VerifiedLabel> kept;
  for (const v1::Finding& finding : MustList()) {
    if (finding.has_verified()) {
      kept[finding.item_id()] = finding.verified();
    }
  }
  EXPECT_EQ(kept["item1"].SerializeAsString(), sent.SerializeAsString());
  EXPECT_EQ(kept["item2"].reviewer(), "");
  EXPECT_FALSE(kept["item2"].has_active_time());
  // Nobody decides in the future: it is the time at which it came.
  EXPECT_GE(kept["item2"].verify_time().seconds(), before_s);
  EXPECT_LE(kept["item2"].verify_time().seconds(), before_s + 60);
}

TEST_F(AuditReviewTest, AVerdictSupersedesTheOneBeforeAndBothAreKept) {
  MustCreateAnnotator("anna");
  MustCreateAnnotator("ben");
  const auto say = [&](const std::string& reviewer, bool correct, int64_t second) {
    auto request = Request({{"item1", correct}});
    request.mutable_labels(0)->set_reviewer("annotators/" + reviewer);
    request.mutable_labels(0)->mutable_verify_time()->set_seconds(second);
    ASSERT_THAT(Verify(request), IsOk());
  };
  say("anna", true, 1'700'000'000);
  say("anna", true, 1'700'000'000);  // the answer was lost, it is said again
  say("ben", false, 1'700'000'060);
  ASSERT_THAT(Verify(Request({{"item2", true}})), IsOk());
  EXPECT_EQ(MustGet().verified_count(), 2);
  EXPECT_EQ(MustGet().verified_error_count(), 1);
  const std::string table = MustExport(v1::ExportAuditRequest::FORMAT_VERDICTS_CSV);
  const std::vector<std::string> lines = absl::StrSplit(table, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 4u) << table;
  EXPECT_EQ(lines[0],
            "id,label,annotator,given_label,correct,verify_time,active_seconds,superseded");
  std::string given;
  for (const v1::Finding& finding : MustList()) {
    given = finding.item_id() == "item1" ? finding.given_label() : given;
  }
  EXPECT_THAT(lines, testing::IsSupersetOf(
                         {"item1," + given + ",anna," + given + ",yes,2023-11-14T22:13:20Z,,true",
                          "item1,,ben," + given + ",no,2023-11-14T22:14:20Z,,false"}));
}

TEST_F(AuditReviewTest, RefusesReviewersWhoAreNobodyAndTimesThatAreNone) {
  auto request = Request({{"item1", true}, {"item2", true}});
  request.mutable_labels(1)->set_reviewer("annotators/nobody");
  EXPECT_THAT(Verify(request), HasReason("ANNOTATOR_NOT_FOUND"));
  request.mutable_labels(1)->set_reviewer("nobody");
  EXPECT_THAT(Verify(request),
              testing::AllOf(HasReason("BAD_RESOURCE_NAME"), HasMetadata("item_id", "item2")));
  request = Request({{"item1", true}});
  request.mutable_labels(0)->mutable_active_time()->set_seconds(-1);
  EXPECT_THAT(Verify(request), HasReason("BAD_DURATION"));
  request.mutable_labels(0)->mutable_active_time()->set_seconds(int64_t{31} * 24 * 3600);
  EXPECT_THAT(Verify(request), HasReason("BAD_DURATION"));
  EXPECT_EQ(MustGet().verified_count(), 0);
}

TEST_F(AuditReviewTest, ATrueLabelIsWrongWhereItDiffersEvenIfItIsNoClass) {
  auto request = Request({});
  for (const auto& [id, label] : std::map<std::string, std::string>{
           {"item0", "money"}, {"item1", "sport"}, {"item2", "weather"}}) {
    v1::VerifiedLabel& verdict = *request.add_labels();
    verdict.set_item_id(id);
    verdict.set_true_label(label);
  }
  std::map<std::string, std::string> given;
  for (const v1::Finding& finding : MustList()) {
    given[finding.item_id()] = finding.given_label();
  }
  const auto audit = Verify(request);
  ASSERT_THAT(audit, IsOk());
  EXPECT_EQ(audit->verified_count(), 3);
  EXPECT_EQ(audit->verified_error_count(),
            (given["item0"] != "money") + (given["item1"] != "sport") + 1);
}

TEST_F(AuditReviewTest, AllItemsCheckedGiveTheExactNumber) {
  std::map<std::string, bool> verdicts;
  for (const v1::Finding& finding : MustList()) {
    verdicts[finding.item_id()] = !IsWrong(finding.item_id());
  }
  const auto audit = Verify(Request(verdicts));
  ASSERT_THAT(audit, IsOk());
  EXPECT_EQ(audit->estimated_errors().value(), 20);
  EXPECT_EQ(audit->estimated_errors().low(), 20);
  EXPECT_EQ(audit->estimated_errors().high(), 20);
  EXPECT_EQ(Sample(5)->findings_size(), 0);
}

TEST_F(AuditReviewTest, PricesDecideHowDeepAReviewPays) {
  auto request = Request({});
  request.mutable_costs()->set_review_cost_micros(50'000);
  request.mutable_costs()->set_error_cost_micros(2'000'000);
  request.mutable_costs()->set_currency_code("USD");
  const auto cheap = Verify(request);
  ASSERT_THAT(cheap, IsOk());
  EXPECT_GT(cheap->review().stop_depth(), 0);
  EXPECT_GT(cheap->review().net_saving_micros(), 0);
  EXPECT_LE(cheap->review().net_saving_low_micros(), cheap->review().net_saving_micros());
  EXPECT_LE(cheap->review().net_saving_micros(), cheap->review().net_saving_high_micros());
  EXPECT_THAT(cheap->review().advice(), HasSubstr("0.05 USD"));
  EXPECT_EQ(cheap->verified_count(), 0);
  // The prices stay when labels come.
  const auto later = Verify(Request({{"item1", true}}));
  ASSERT_THAT(later, IsOk());
  EXPECT_EQ(later->review().costs().error_cost_micros(), 2'000'000);
  request.mutable_costs()->set_review_cost_micros(3'000'000);
  const auto dear = Verify(request);
  ASSERT_THAT(dear, IsOk());
  EXPECT_EQ(dear->review().stop_depth(), 0);
  EXPECT_EQ(dear->review().net_saving_micros(), 0);
  EXPECT_THAT(dear->review().advice(), HasSubstr("Not worth starting"));
}

TEST_F(AuditReviewTest, RefusesWhatItCannotUseAndKeepsNothingOfIt) {
  EXPECT_THAT(Verify(Request({{"item1", true}, {"item999", true}})),
              testing::AllOf(HasReason("UNKNOWN_ITEM"), HasMetadata("item_id", "item999")));
  auto request = Request({{"item1", true}});
  request.add_labels()->set_item_id("item2");
  EXPECT_THAT(Verify(request), HasReason("MISSING_VERDICT"));
  request = Request({{"item1", true}});
  *request.add_labels() = request.labels(0);
  request.mutable_labels(1)->set_correct(false);
  EXPECT_THAT(Verify(request), HasReason("CONTRADICTING_VERDICTS"));
  request = Request({{"item1", true}});
  request.mutable_costs()->set_review_cost_micros(-1);
  EXPECT_THAT(Verify(request), HasReason("BAD_COST"));
  request.mutable_costs()->set_review_cost_micros(1);
  for (const char* code : {"usd", "US", "USDX", "U1D"}) {
    request.mutable_costs()->set_currency_code(code);
    EXPECT_THAT(Verify(request), HasReason("BAD_COST")) << code;
  }
  request = Request({});
  for (int i = 0; i <= 50'000; ++i) {
    request.add_labels()->set_item_id("x");
  }
  EXPECT_THAT(Verify(request), HasReason("TOO_MANY_VERDICTS"));
  request = Request({});
  request.set_name("audits/99");
  EXPECT_THAT(Verify(request), HasReason("AUDIT_NOT_FOUND"));
  EXPECT_EQ(MustGet().verified_count(), 0);
  EXPECT_THAT(Sample(0), HasReason("BAD_SAMPLE_SIZE"));
  EXPECT_THAT(Sample(10001), HasReason("BAD_SAMPLE_SIZE"));
  v1::StartAuditRequest start;
  start.set_dataset("datasets/topics");
  start.mutable_options()->mutable_costs()->set_error_cost_micros(-5);
  EXPECT_THAT(Call(audits_.get(), &AuditStub::StartAudit, start), HasReason("BAD_COST"));
}

TEST_F(AuditReviewTest, NoVerdictIsLostWhereManyVerifyAtOnce) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 5; ++i) {
        EXPECT_THAT(Verify(Request({{"item" + std::to_string(10 * thread + i), true}})), IsOk());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(MustGet().verified_count(), 20);
}

// The second table lacks item0 to item9, has the swapped labels of item17 and item27 mended, and
// the label of item40 newly swapped.
TEST_F(AuditReviewTest, ComparingTellsFixedNewStillAndRemovedApart) {
  std::string table = TopicTable(200);
  const auto replace = [&](const std::string& item, const std::string& from,
                           const std::string& to) {
    const size_t line = table.find(item + ",");
    const size_t at = table.find("," + from + "\n", line);
    ASSERT_LT(at, table.find("\n", line));
    table.replace(at, from.size() + 2, "," + to + "\n");
  };
  std::map<std::string, std::string> given;
  std::map<std::string, bool> flagged;
  for (const v1::Finding& finding : MustList()) {
    given[finding.item_id()] = finding.given_label();
    flagged[finding.item_id()] = finding.flagged();
  }
  const auto other = [](const std::string& label) { return label == "sport" ? "money" : "sport"; };
  for (const char* item : {"item17", "item27", "item40"}) {
    replace(item, given[item], other(given[item]));
  }
  table.erase(table.find("item0,"), table.find("item10,") - table.find("item0,"));
  ASSERT_TRUE(flagged["item17"] && flagged["item7"] && flagged["item37"]);
  v1::ImportSpec spec;
  spec.set_dataset_id("mended");
  ASSERT_THAT(Import(table, spec), IsOk());
  const std::string after = MustAudit("datasets/mended").result();

  const Compared compared = Compare(audit_, after);
  ASSERT_THAT(compared.status, IsOk());
  ASSERT_FALSE(compared.messages.empty());
  ASSERT_TRUE(compared.messages[0].has_comparison());
  const v1::AuditComparison& totals = compared.messages[0].comparison();
  EXPECT_EQ(totals.common_item_count(), 190);
  EXPECT_EQ(totals.removed_item_count(), 10);
  EXPECT_EQ(totals.added_item_count(), 0);
  EXPECT_EQ(totals.relabelled_count(), 3);
  EXPECT_GT(totals.errors_before().value(), 0);
  std::map<std::string, FindingChange> changes;
  std::map<int, int64_t> counts;
  std::pair<int, int64_t> last;
  for (size_t i = 1; i < compared.messages.size(); ++i) {
    const FindingChange& change = compared.messages[i].change();
    EXPECT_TRUE(changes.emplace(change.item_id(), change).second);
    ++counts[change.kind()];
    const std::pair<int, int64_t> place = {
        change.kind(), change.rank_after() > 0 ? change.rank_after() : change.rank_before()};
    EXPECT_LT(last, place);
    last = place;
  }
  EXPECT_EQ(totals.new_count(), counts[FindingChange::KIND_NEW]);
  EXPECT_EQ(totals.fixed_count(), counts[FindingChange::KIND_FIXED]);
  EXPECT_EQ(totals.gone_count(), counts[FindingChange::KIND_GONE]);
  EXPECT_EQ(totals.still_count(), counts[FindingChange::KIND_STILL]);
  EXPECT_EQ(totals.removed_suspect_count(), counts[FindingChange::KIND_REMOVED]);
  EXPECT_EQ(changes["item17"].kind(), FindingChange::KIND_FIXED);
  EXPECT_EQ(changes["item17"].label_before(), given["item17"]);
  EXPECT_EQ(changes["item17"].label_after(), other(given["item17"]));
  EXPECT_EQ(changes["item40"].kind(), FindingChange::KIND_NEW);
  EXPECT_EQ(changes["item40"].label_before(), given["item40"]);
  EXPECT_GT(changes["item40"].rank_before(), 0);
  EXPECT_EQ(changes["item7"].kind(), FindingChange::KIND_REMOVED);
  EXPECT_EQ(changes["item7"].rank_after(), 0);
  EXPECT_EQ(changes["item37"].kind(), FindingChange::KIND_STILL);
  // The other way round, what was removed was added.
  const Compared back = Compare(after, audit_);
  EXPECT_EQ(back.messages[0].comparison().added_item_count(), 10);
  EXPECT_EQ(back.messages[0].comparison().removed_item_count(), 0);
}

TEST_F(AuditReviewTest, AnAuditComparedWithItselfHasNotChanged) {
  const Compared compared = Compare(audit_, audit_);
  ASSERT_THAT(compared.status, IsOk());
  const v1::AuditComparison& totals = compared.messages[0].comparison();
  EXPECT_EQ(totals.common_item_count(), 200);
  EXPECT_EQ(totals.still_count(), MustGet().flagged_count());
  EXPECT_EQ(static_cast<int64_t>(compared.messages.size()), totals.still_count() + 1);
  EXPECT_THAT(Compare(audit_, "audits/99").status, HasReason("AUDIT_NOT_FOUND"));
  EXPECT_THAT(Compare("nonsense", audit_).status, HasReason("AUDIT_NOT_FOUND"));
}

}  // namespace
}  // namespace assay::rpc
