#include "annotator/mturk/api_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/annotator/mturk/read_results.h"
#include "tests/annotator/mturk/store_parts.h"

namespace assay::mturk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr const char* kAssignment =
    R"("AssignmentId": "A1", "WorkerId": "W1", "HITId": "H1", "AssignmentStatus": "Submitted")";

std::string One(const std::string& more) {
  return std::string("{") + kAssignment + (more.empty() ? "" : ", " + more) + "}";
}

absl::StatusOr<Results> Read(std::string content, size_t bytes_per_read = std::string::npos) {
  exchange::StringSource source(std::move(content), bytes_per_read);
  return ReadAll(OpenAssignments("dump.json", source));
}

std::string ReasonOf(const std::string& content) {
  const auto results = Read(content);
  return results.ok() && results->refused.size() == 1 ? results->refused[0].reason
                                                      : results.status().ToString();
}

TEST(ApiReaderTest, ReadsAPageOfTheCommandLine) {
  for (const size_t bytes_per_read : {std::string::npos, size_t{7}}) {
    const auto results = Read(Bundled("api_page.json"), bytes_per_read);
    ASSERT_TRUE(results.ok()) << results.status();
    EXPECT_THAT(results->refused, IsEmpty());
    ASSERT_THAT(results->assignments, SizeIs(3));
    EXPECT_EQ(results->row_count, 3);
    const Assignment& first = results->assignments[0];
    EXPECT_EQ(first.assignment_id, "3API00000000000000000000000001");
    EXPECT_EQ(first.status, AssignmentStatus::kApproved);
    EXPECT_EQ(first.submit_time_us, 1'714'590'040'000'000);
    EXPECT_EQ(first.approval_time_us, 1'714'667'400'000'000);
    EXPECT_EQ(first.work_seconds, 40);
    EXPECT_THAT(first.named_answers,
                ElementsAre(Pair("taskAnswers", R"([{"mood":{"label":"glad"}}])")));
    EXPECT_EQ(results->assignments[2].feedback, "The answer came after a second.");
    EXPECT_FALSE(results->assignments[1].approval_time_us.has_value());
  }
}

TEST(ApiReaderTest, ReadsLinesWithSecondsSince1970AndHits) {
  const auto results = Read(Bundled("api_lines.jsonl"));
  ASSERT_TRUE(results.ok()) << results.status();
  ASSERT_THAT(results->assignments, SizeIs(3));
  EXPECT_EQ(results->assignments[0].submit_time_us, 1'714'590'040'500'000);
  EXPECT_THAT(results->assignments[0].named_answers,
              ElementsAre(Pair("mood", "glad"), Pair("note", "caf\xc3\xa9 \xf0\x9f\x98\x80 <3")));
  EXPECT_THAT(results->assignments[1].named_answers, ElementsAre(Pair("mood", "sad")));
  const Assignment& last = results->assignments[2];
  EXPECT_EQ(last.line, 3);
  EXPECT_EQ(last.reward_micros, 50'000);
  EXPECT_EQ(last.max_assignments, 3);
  EXPECT_EQ(last.title, "Name the mood, please");
}

TEST(ApiReaderTest, FindsTheItemOfABatchOfOurs) {
  const auto annotated =
      Read("{\"Assignment\": " + One("") +
           R"(, "HIT": {"HITId": "H1", "RequesterAnnotation": "assay:campaigns/news:a:7"}})");
  ASSERT_TRUE(annotated.ok()) << annotated.status();
  EXPECT_THAT(annotated->input_names, ElementsAre(kItemIdColumn));
  EXPECT_THAT(annotated->assignments[0].inputs, ElementsAre("a:7"));
  EXPECT_THAT(Read(One(""))->input_names, IsEmpty());
}

TEST(ApiReaderTest, RefusesByAssignmentAndSaysWhere) {
  EXPECT_THAT(ReasonOf(One(R"("AcceptTime": "yesterday")")),
              AllOf(HasSubstr("AcceptTime is 'yesterday'"), HasSubstr("(line 1, assignment A1)")));
  EXPECT_THAT(ReasonOf("\n" + One(R"("AcceptTime": 20, "SubmitTime": 10)")),
              AllOf(HasSubstr("after AcceptTime"), HasSubstr("line 2")));
  EXPECT_THAT(ReasonOf(One(R"("Answer": "<a>")")), HasSubstr("<QuestionFormAnswers>"));
  EXPECT_THAT(ReasonOf(One(R"("Answer": "<!DOCTYPE a []><a/>")")),
              AllOf(HasSubstr("document type"), HasSubstr("assignment A1")));
  EXPECT_THAT(ReasonOf(One(R"("HIT": {"HITId": "H2"})")), HasSubstr("HITId is 'H1'"));
  EXPECT_THAT(ReasonOf(One(R"("HIT": {"Reward": "much"})")), HasSubstr("Reward is 'much'"));
  EXPECT_THAT(ReasonOf(R"({"AssignmentId": 5})"), HasSubstr("expected an id"));
  EXPECT_THAT(ReasonOf(R"({"AssignmentId": "A", "WorkerId": "W", "HITId": "H"})"),
              HasSubstr("expected Submitted, Approved or Rejected"));
  EXPECT_THAT(ReasonOf(R"({"HITId": "H1"})"), HasSubstr("no assignment"));
}

TEST(ApiReaderTest, BrokenJsonEndsTheImport) {
  const auto results = Read(One("") + "\n{\"AssignmentId\": ");
  EXPECT_EQ(ErrorReason(results.status()), "BAD_JSON");
  EXPECT_EQ(GetErrorMetadata(results.status()).at("line"), "2");
}

TEST(ApiReaderTest, AnEmptyPageHasNoRows) {
  const auto results = Read(R"({"NumResults": 0, "Assignments": []})");
  ASSERT_TRUE(results.ok()) << results.status();
  EXPECT_EQ(results->row_count, 0);
}

TEST(ApiReaderTest, LabelsAreMadeAndNoAssignmentIsAddedTwice) {
  StoreParts parts;
  const auto page = parts.Import(Bundled("api_page.json"));
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->assignment_count(), 3);
  EXPECT_EQ(page->label_count(), 2);  // one is rejected
  EXPECT_EQ(page->answer(), "mood");
  const auto again = parts.Import(Bundled("api_page.json"));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->assignment_count(), 0);
  EXPECT_EQ(again->refused_count(), 3);
  const auto lines = parts.Import(Bundled("api_lines.jsonl"));
  ASSERT_TRUE(lines.ok()) << lines.status();
  EXPECT_EQ(lines->assignment_count(), 3);
  EXPECT_EQ(parts.Figures().label_count(), 5);
  EXPECT_EQ(parts.datasets.Get("batch")->dataset().item_count(), 2);
}

}  // namespace
}  // namespace assay::mturk
