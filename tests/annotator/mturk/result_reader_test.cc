#include "annotator/mturk/result_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/annotator/mturk/read_results.h"
#include "tests/support/status_matchers.h"

namespace assay::mturk {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A copy of `text` where the first `from` is `to`.
std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(ResultReaderTest, ReadsAnUntouchedDownload) {
  const auto results = ReadResults(Bundled("untouched.csv"));
  ASSERT_TRUE(results.ok()) << results.status();
  EXPECT_THAT(results->input_names, ElementsAre("id", "text"));
  EXPECT_THAT(results->answer_names, ElementsAre("mood"));
  EXPECT_THAT(results->refused, IsEmpty());
  ASSERT_THAT(results->assignments, SizeIs(9));
  const Assignment& first = results->assignments.front();
  EXPECT_EQ(first.assignment_id, "3ASSIGNMENT0000000000000000000");
  EXPECT_EQ(first.worker_id, "A0000C0FFEE00");
  EXPECT_EQ(first.status, AssignmentStatus::kApproved);
  EXPECT_EQ(first.reward_micros, 50'000);
  EXPECT_EQ(first.max_assignments, 3);
  EXPECT_EQ(first.work_seconds, 25);
  EXPECT_EQ(first.submit_time_us, 1'620'429'030'000'000);  // date -d '2021-05-07 16:10:30 -0700'
  EXPECT_THAT(results->assignments[3].inputs, ElementsAre("i1", "I 😀 this"));
  EXPECT_THAT(results->assignments[6].inputs, ElementsAre("i2", "two\nlines, \"quoted\""));
  EXPECT_THAT(results->repairs,
              ElementsAre(HasSubstr("Approve and Reject added as empty cells (9")));
}

TEST(ResultReaderTest, KeepsRejectedRowsWithStateTimeAndFeedback) {
  const auto results = ReadResults(Bundled("untouched.csv"));
  ASSERT_TRUE(results.ok());
  const Assignment& rejected = results->assignments[7];
  EXPECT_EQ(rejected.status, AssignmentStatus::kRejected);
  EXPECT_EQ(rejected.feedback, "The answer is blank.");
  EXPECT_TRUE(rejected.rejection_time_us.has_value());
  EXPECT_FALSE(rejected.approval_time_us.has_value());
}

TEST(ResultReaderTest, ReadsFilesThatOtherProgramsHaveSavedAgain) {
  for (const char* const name : {"tabs_lf.csv", "index_column_resaved.csv"}) {
    const auto untouched = ReadResults(Bundled("untouched.csv"));
    const auto results = ReadResults(Bundled(name));
    ASSERT_TRUE(results.ok()) << name;
    EXPECT_THAT(results->refused, IsEmpty()) << name;
    ASSERT_EQ(results->assignments.size(), untouched->assignments.size()) << name;
    for (size_t i = 0; i < results->assignments.size(); ++i) {
      EXPECT_EQ(results->assignments[i].assignment_id, untouched->assignments[i].assignment_id);
      EXPECT_EQ(results->assignments[i].reward_micros, untouched->assignments[i].reward_micros);
      EXPECT_EQ(results->assignments[i].inputs, untouched->assignments[i].inputs);
      EXPECT_EQ(results->assignments[i].answers, untouched->assignments[i].answers);
    }
  }
  const auto resaved = ReadResults(Bundled("index_column_resaved.csv"));
  EXPECT_THAT(resaved->repairs, Contains(HasSubstr("without a name")));
  EXPECT_THAT(resaved->repairs, Contains(HasSubstr("spaces")));
  EXPECT_THAT(resaved->repairs, Contains(HasSubstr("300.0")));
}

TEST(ResultReaderTest, RefusesShiftedRowsAndSaysWhy) {
  const auto results = ReadResults(Bundled("shifted.csv"));
  ASSERT_TRUE(results.ok());
  EXPECT_EQ(results->row_count, 3);
  EXPECT_THAT(results->assignments, IsEmpty());
  ASSERT_THAT(results->refused, SizeIs(3));
  EXPECT_EQ(results->refused[1].row, 2);
  EXPECT_THAT(results->refused[1].reason, HasSubstr("AssignmentStatus is ''"));
}

TEST(ResultReaderTest, BlankRowsAreNoRows) {
  const auto results = ReadResults(Bundled("subset_blank_rows.csv"));
  ASSERT_TRUE(results.ok());
  EXPECT_EQ(results->row_count, 4);
  ASSERT_THAT(results->assignments, SizeIs(4));
  EXPECT_EQ(results->assignments[3].row, 4);
  EXPECT_EQ(results->assignments[0].status, AssignmentStatus::kUnknown);
  EXPECT_EQ(results->assignments[0].work_seconds, 186);
}

TEST(ResultReaderTest, ReadsByteOrderMarksAndLineBreaksInCells) {
  const auto results = ReadResults(Bundled("task_answers_bom.csv"), 7);
  ASSERT_TRUE(results.ok());
  ASSERT_THAT(results->assignments, SizeIs(3));
  EXPECT_EQ(results->assignments[0].hit_id, "3HIT00000000000000000000000000");
  EXPECT_EQ(results->assignments[0].inputs[1], "line one\nline \"two\" café");
  EXPECT_THAT(results->repairs, Contains("byte order mark removed"));
}

TEST(ResultReaderTest, RefusesTheRowAtWhichAFileIsCutOff) {
  const auto results = ReadResults(Bundled("cut_off.csv"));
  ASSERT_TRUE(results.ok());
  EXPECT_EQ(results->row_count, 9);
  EXPECT_THAT(results->assignments, SizeIs(8));
  ASSERT_THAT(results->refused, SizeIs(1));
  EXPECT_EQ(results->refused[0].row, 9);
}

TEST(ResultReaderTest, RefusesEveryRowOfAnInputFile) {
  const auto results = ReadResults(Bundled("input_file.csv"));
  ASSERT_TRUE(results.ok());
  EXPECT_THAT(results->refused, SizeIs(2));
  EXPECT_THAT(results->refused[0].reason, HasSubstr("not a result file"));
}

TEST(ResultReaderTest, RefusesWhatBreaksAnInvariant) {
  const std::string good = Bundled("untouched.csv");
  const std::vector<std::pair<std::string, std::string>> faults = {
      {"\"25\",\"100%", "\"31\",\"100%"},                // work time
      {"Mon May 10 16:10:30", "Mon May 10 16:10:33"},    // auto-approval
      {"\"3600\",", "\"Fri May 14\","},                  // a number
      {"$0.05", "text, mood"},                           // reward
      {"100% (2/2)", "35BLDD71I75NGZVW4E1NWERG536VZ3"},  // approval rate
      {"\"Approved\"", "\"\""},                          // state
      {"3ASSIGNMENT0000000000000000000", "3.52E+29"},    // spreadsheet
      {"A0000C0FFEE00", ""},                             // no worker
      {"Fri May 07 16:10:30", "Fri May 07 15:10:30"},    // before it was accepted
      {"\"sad\"\r\n", "\"sad\",\"\",\"\",\"x\"\r\n"},    // too long
      {",\"i0\",\"It rains\",\"sad\"\r\n", "\r\n"},      // too short
  };
  for (const auto& [from, to] : faults) {
    const auto results = ReadResults(Replaced(good, from, to));
    ASSERT_TRUE(results.ok());
    EXPECT_EQ(results->row_count, 9) << to;
    ASSERT_THAT(results->refused, SizeIs(1)) << to;
    EXPECT_EQ(results->refused[0].row, 1) << to;
  }
}

TEST(ResultReaderTest, ASecondOfRoundingIsRepaired) {
  const auto results =
      ReadResults(Replaced(Bundled("untouched.csv"), "\"25\",\"100%", "\"26\",\"100%"));
  ASSERT_TRUE(results.ok());
  EXPECT_THAT(results->refused, IsEmpty());
  EXPECT_THAT(results->repairs, Contains(HasSubstr("by a second")));
}

TEST(ResultReaderTest, AColumnThatIsReadMustNotStandThereTwice) {
  const auto results =
      ReadResults(Replaced(Bundled("untouched.csv"), "\"Input.text\"", "\"Input.id\""));
  EXPECT_EQ(ErrorReason(results.status()), "DUPLICATE_COLUMN");
}

// Wherever a download breaks off, what is read are whole rows of the file, in their order.
TEST(ResultReaderTest, NeverReadsHalfOfARow) {
  const std::string whole = Bundled("untouched.csv");
  const auto all = ReadResults(whole);
  const size_t header = whole.find("\r\n") + 2;
  for (size_t size = header; size < whole.size(); ++size) {
    const auto part = ReadResults(whole.substr(0, size));
    ASSERT_TRUE(part.ok()) << size;
    ASSERT_LE(part->assignments.size(), all->assignments.size());
    for (size_t i = 0; i < part->assignments.size(); ++i) {
      EXPECT_EQ(part->assignments[i].answers, all->assignments[i].answers) << size;
      EXPECT_EQ(part->assignments[i].inputs, all->assignments[i].inputs) << size;
    }
    EXPECT_EQ(part->row_count,
              static_cast<int64_t>(part->assignments.size() + part->refused.size()));
  }
}

// Whatever bytes are changed, every row is accounted for.
TEST(ResultReaderTest, EveryRowIsReadOrRefused) {
  std::mt19937 random(20);
  const std::string bytes =
      "\",\r\n\t ;x\xff"
      "0";
  for (int round = 0; round < 500; ++round) {
    std::string content = Bundled(round % 2 == 0 ? "untouched.csv" : "index_column_resaved.csv");
    const size_t header = content.find('\n') + 1;
    for (int i = 0; i < 3; ++i) {
      content[header + random() % (content.size() - header)] = bytes[random() % bytes.size()];
    }
    const auto results = ReadResults(content, 1 + random() % 400);
    ASSERT_TRUE(results.ok());
    EXPECT_EQ(results->row_count,
              static_cast<int64_t>(results->assignments.size() + results->refused.size()));
    for (const Assignment& assignment : results->assignments) {
      EXPECT_EQ(assignment.inputs.size(), 2U);
      EXPECT_FALSE(assignment.worker_id.empty());
    }
  }
}

}  // namespace
}  // namespace assay::mturk
