#include "annotator/mturk/import_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/annotator/mturk/read_results.h"
#include "tests/annotator/mturk/store_parts.h"
#include "tests/support/status_matchers.h"

namespace assay::mturk {
namespace {

using storage::v1::MturkAssignment;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(ImportResultsTest, MakesACampaignOfInputsAnswersAndWorkers) {
  StoreParts parts;
  const auto imported = parts.Import(Bundled("untouched.csv"));
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->row_count(), 9);
  EXPECT_EQ(imported->assignment_count(), 9);
  EXPECT_EQ(imported->refused_count(), 0);
  EXPECT_EQ(imported->label_count(), 8);  // one assignment is rejected
  EXPECT_EQ(imported->answer(), "mood");
  EXPECT_TRUE(imported->created());
  const auto record = parts.campaigns.Get("batch");
  ASSERT_TRUE(record.ok());
  EXPECT_THAT(record->campaign().schema().classes(), ElementsAre("glad", "none", "sad"));
  EXPECT_EQ(record->campaign().question(), "Name the mood, please");
  EXPECT_EQ(record->campaign().overlap().label_count(), 3);
  EXPECT_EQ(parts.datasets.Get("batch")->dataset().item_count(), 3);
  EXPECT_EQ(parts.Figures().label_count(), 8);
  EXPECT_EQ(parts.Figures().spent_micros(), 8 * 50'000);
}

TEST(ImportResultsTest, AFileThatIsImportedTwiceAddsNothing) {
  StoreParts parts;
  ASSERT_TRUE(parts.Import(Bundled("untouched.csv")).ok());
  const auto again = parts.Import(Bundled("untouched.csv"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->row_count(), 9);
  EXPECT_EQ(again->assignment_count(), 0);
  EXPECT_EQ(again->refused_count(), 9);
  EXPECT_EQ(again->label_count(), 0);
  EXPECT_FALSE(again->created());
  EXPECT_THAT(again->refused(0).reason(), HasSubstr("repeated"));
  EXPECT_EQ(parts.Figures().label_count(), 8);
  EXPECT_THAT(parts.Assignments(), SizeIs(9));
}

TEST(ImportResultsTest, AnAssignmentStandsOnceInAFile) {
  const std::string file = Bundled("untouched.csv");
  StoreParts parts;
  const auto imported = parts.Import(file + file.substr(file.find("\r\n") + 2));
  ASSERT_TRUE(imported.ok());
  EXPECT_EQ(imported->row_count(), 18);
  EXPECT_EQ(imported->assignment_count(), 9);
  EXPECT_EQ(imported->refused_count(), 9);
}

TEST(ImportResultsTest, ABatchThatGoesOnBringsNewRowsAndStates) {
  const std::string file = Bundled("untouched.csv");
  const size_t half = file.find("\"3HIT00000000000000000000000001\"");
  StoreParts parts;
  const auto first = parts.Import(file.substr(0, half));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->assignment_count(), 3);
  const auto second = parts.Import(Replaced(file, "\"Approved\"", "\"Submitted\""));
  ASSERT_TRUE(second.ok()) << second.status();
  // Six rows are new, but "none" is no class yet; one has another state.
  EXPECT_EQ(second->assignment_count() + second->refused_count(), 9);
  EXPECT_EQ(second->assignment_count(), 6);
  EXPECT_THAT(second->repairs(), Contains(HasSubstr("state changed")));
  EXPECT_EQ(parts.datasets.Get("batch")->dataset().item_count(), 3);
}

TEST(ImportResultsTest, AStateThatHasChangedIsKeptAndItsLabelIsNotCountedTwice) {
  const std::string file = Bundled("untouched.csv");
  StoreParts parts;
  ASSERT_TRUE(parts.Import(Replaced(file, "\"Approved\"", "\"Submitted\"")).ok());
  const auto before = parts.Figures();
  const auto approved = parts.Import(file);
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->status_changed_count(), 1);
  EXPECT_EQ(approved->assignment_count(), 1);
  EXPECT_EQ(approved->refused_count(), 8);
  EXPECT_EQ(approved->label_count(), 0);
  const auto rejected = parts.Import(Replaced(file, "\"Approved\"", "\"Rejected\""));
  ASSERT_TRUE(rejected.ok()) << rejected.status();
  EXPECT_EQ(rejected->status_changed_count(), 1);
  EXPECT_EQ(parts.Figures().label_count(), before.label_count());
  EXPECT_EQ(parts.Figures().spent_micros(), before.spent_micros());
  int64_t rejected_count = 0;
  for (const MturkAssignment& assignment : parts.Assignments()) {
    rejected_count += assignment.status() == MturkAssignment::STATUS_REJECTED ? 1 : 0;
    EXPECT_TRUE(assignment.has_label());
  }
  EXPECT_EQ(rejected_count, 2);
}

TEST(ImportResultsTest, ARejectionThatIsTakenBackBringsItsLabelAndItsCost) {
  const std::string file = Bundled("untouched.csv");
  StoreParts parts;
  ASSERT_TRUE(parts.Import(file).ok());
  const auto imported = parts.Import(Replaced(file, "\"Rejected\"", "\"Approved\""));
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->status_changed_count(), 1);
  EXPECT_EQ(imported->label_count(), 1);
  EXPECT_EQ(parts.Figures().label_count(), 9);
  EXPECT_EQ(parts.Figures().spent_micros(), 9 * 50'000);
}

TEST(ImportResultsTest, TheApiSaysTheStateOfARowOfAFile) {
  StoreParts parts;
  ASSERT_TRUE(
      parts.Import(Replaced(Bundled("untouched.csv"), "\"Approved\"", "\"Submitted\"")).ok());
  const auto assignments = parts.Assignments();
  const auto waiting = std::find_if(assignments.begin(), assignments.end(), [](const auto& a) {
    return a.status() == MturkAssignment::STATUS_SUBMITTED;
  });
  ASSERT_NE(waiting, assignments.end());
  const auto imported =
      parts.Import(R"({"AssignmentId": ")" + waiting->assignment_id() + R"(", "WorkerId": ")" +
                   waiting->worker_id() + R"(", "HITId": ")" + waiting->hit_id() +
                   R"(", "AssignmentStatus": "Approved"}
{"AssignmentId": "NEW", "WorkerId": "W", "HITId": "H", "AssignmentStatus": "Approved"})");
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->status_changed_count(), 1);
  ASSERT_EQ(imported->refused_count(), 1);
  EXPECT_THAT(imported->refused(0).reason(), HasSubstr("which item"));
  const auto now =
      MturkRepository(parts.store)
          .GetAssignment(parts.campaigns.Get("batch")->campaign_number(), waiting->assignment_id());
  EXPECT_EQ((*now)->status(), MturkAssignment::STATUS_APPROVED);
  EXPECT_EQ((*now)->item_id(), waiting->item_id());
  EXPECT_EQ((*now)->label(), waiting->label());
  EXPECT_EQ((*now)->reward_micros(), waiting->reward_micros());
  EXPECT_EQ((*now)->answers_size(), waiting->answers_size());
}

TEST(ImportResultsTest, AnAnswerThatTheCampaignDoesNotKnowIsRefused) {
  StoreParts parts;
  const std::string file = Bundled("untouched.csv");
  ASSERT_TRUE(parts.Import(file).ok());
  std::string other = file;
  for (size_t at = other.find("3ASSIGNMENT"); at != std::string::npos;
       at = other.find("3ASSIGNMENT", at + 1)) {
    other.replace(at, 11, "3ASSIGNMENU");
  }
  const auto imported = parts.Import(Replaced(other, "\"sad\"", "\"angry\""));
  ASSERT_TRUE(imported.ok());
  EXPECT_EQ(imported->assignment_count(), 8);
  ASSERT_EQ(imported->refused_count(), 1);
  EXPECT_EQ(imported->refused(0).row(), 1);
  EXPECT_THAT(imported->refused(0).reason(), HasSubstr("angry"));
}

TEST(ImportResultsTest, RejectedRowsAreKeptAndGiveLabelsOnRequestOnly) {
  StoreParts kept;
  ASSERT_TRUE(kept.Import(Bundled("untouched.csv")).ok());
  const auto assignments = kept.Assignments();
  const auto rejected = std::find_if(assignments.begin(), assignments.end(), [](const auto& a) {
    return a.status() == MturkAssignment::STATUS_REJECTED;
  });
  ASSERT_NE(rejected, assignments.end());
  EXPECT_EQ(rejected->feedback(), "The answer is blank.");
  EXPECT_EQ(rejected->label(), "none");
  StoreParts with;
  v1::ImportResultsSpec spec;
  spec.set_campaign("campaigns/batch");
  spec.set_create(true);
  spec.set_include_rejected(true);
  const auto imported = with.Import(spec, Bundled("untouched.csv"));
  ASSERT_TRUE(imported.ok());
  EXPECT_EQ(imported->label_count(), 9);
  EXPECT_EQ(with.Figures().spent_micros(), 8 * 50'000);  // a rejected one costs nothing
}

TEST(ImportResultsTest, WorkersCanBePseudonyms) {
  StoreParts parts;
  v1::ImportResultsSpec spec;
  spec.set_campaign("campaigns/batch");
  spec.set_create(true);
  spec.set_pseudonymize_workers(true);
  ASSERT_TRUE(parts.Import(spec, Bundled("untouched.csv")).ok());
  std::map<std::string, int> counts;
  for (const MturkAssignment& assignment : parts.Assignments()) {
    EXPECT_EQ(assignment.SerializeAsString().find("C0FFEE"), std::string::npos);
    EXPECT_EQ(assignment.worker_id().size(), 26U);
    ++counts[assignment.worker_id()];
  }
  EXPECT_THAT(counts, SizeIs(3));
  // The file itself says nothing about it; the campaign remembers.
  const auto again = parts.Import(Bundled("untouched.csv"));
  EXPECT_EQ(again->assignment_count(), 0);
}

TEST(ImportResultsTest, SpansArriveInCodePointsWhicheverUnitTheyHad) {
  for (const char* const file : {"spans_code_points.csv", "spans_utf16.csv"}) {
    StoreParts parts;
    ASSERT_TRUE(parts.Import(Bundled(file)).ok()) << file;
    EXPECT_EQ(parts.Assignments().front().label(), "2-5:person|18-22:place") << file;
  }
}

TEST(ImportResultsTest, HitsTellItemsApartWhereInputsDoNot) {
  StoreParts parts;
  const auto imported = parts.Import(Bundled("subset_blank_rows.csv"));
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->row_count(), 4);
  EXPECT_EQ(imported->assignment_count(), 4);
  EXPECT_EQ(imported->label_count(), 3);
  EXPECT_EQ(parts.datasets.Get("batch")->dataset().item_count(), 2);
}

TEST(ImportResultsTest, AChosenInputIdentifiesItems) {
  StoreParts parts;
  v1::ImportResultsSpec spec;
  spec.set_campaign("campaigns/batch");
  spec.set_create(true);
  spec.set_item_column("Input.id");
  ASSERT_TRUE(parts.Import(spec, Bundled("untouched.csv")).ok());
  EXPECT_THAT(parts.Assignments().front().item_id(), "i0");
  spec.set_item_column("Input.color");
  spec.set_campaign("campaigns/other");
  EXPECT_EQ(ErrorReason(parts.Import(spec, Bundled("untouched.csv")).status()), "UNKNOWN_COLUMN");
}

TEST(ImportResultsTest, AFileOfOtherRowsMakesNoCampaign) {
  for (const char* const file : {"shifted.csv", "input_file.csv"}) {
    StoreParts parts;
    const auto imported = parts.Import(Bundled(file));
    ASSERT_TRUE(imported.ok()) << file;
    EXPECT_GT(imported->row_count(), 0);
    EXPECT_EQ(imported->refused_count(), imported->row_count());
    EXPECT_FALSE(parts.campaigns.Get("batch").ok());
    EXPECT_FALSE(parts.datasets.Get("batch").ok());
  }
}

TEST(ImportResultsTest, WithoutCreateTheCampaignHasToBeThere) {
  StoreParts parts;
  v1::ImportResultsSpec spec;
  spec.set_campaign("campaigns/batch");
  EXPECT_EQ(ErrorReason(parts.Import(spec, Bundled("untouched.csv")).status()),
            "CAMPAIGN_NOT_FOUND");
  spec.set_create(true);
  spec.set_answer("color");
  EXPECT_EQ(ErrorReason(parts.Import(spec, Bundled("untouched.csv")).status()), "UNKNOWN_ANSWER");
  EXPECT_FALSE(parts.datasets.Get("batch").ok());
}

// Every bundled shape, and every real file that is at hand: imported + refused = read, twice.
TEST(ImportResultsTest, EveryRowOfEveryFileIsAccountedFor) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(TestData("mturk"))) {
    files.push_back(entry.path());
  }
  if (const char* const folder = std::getenv("ASSAY_SHARED_DATA"); folder != nullptr) {
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(folder) / "mturk")) {
      files.push_back(entry.path());
    }
  }
  for (const auto& file : files) {
    if (file.extension() != ".csv") {
      continue;
    }
    StoreParts parts;
    for (int round = 0; round < 2; ++round) {
      const auto imported = parts.Import(ReadFile(file));
      ASSERT_TRUE(imported.ok()) << file << imported.status();
      EXPECT_GT(imported->row_count(), 0) << file;
      EXPECT_EQ(imported->row_count(), imported->assignment_count() + imported->refused_count());
      EXPECT_EQ(imported->refused_size(), imported->refused_count());
      EXPECT_TRUE(round == 0 || imported->assignment_count() == 0) << file;
    }
  }
}

}  // namespace
}  // namespace assay::mturk
