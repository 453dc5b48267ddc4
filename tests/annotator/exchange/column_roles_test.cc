#include "annotator/exchange/column_roles.h"

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/annotator/exchange/read_table.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_data.h"

namespace assay::exchange {
namespace {

using ::testing::HasSubstr;
using Columns = std::vector<std::string>;
using Roles = std::map<std::string, std::string>;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

absl::StatusOr<std::vector<AssignedRole>> Guess(const Table& table, const RoleRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const KeyColumns keys, ResolveKeyColumns(table.columns, request));
  std::vector<ColumnProfile> profiles(table.columns.size());
  for (const TableRow& row : table.rows) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      profiles[i].Add(row.cells[i], row.row_number);
    }
  }
  return GuessRoles(table.columns, keys, request, profiles,
                    static_cast<int64_t>(table.rows.size()));
}

Roles RolesOf(const std::string& content, const RoleRequest& request = {}) {
  const auto table = ReadTable(content, "");
  EXPECT_THAT(table, IsOk());
  const auto roles = Guess(*table, request);
  EXPECT_THAT(roles, IsOk());
  Roles by_name;
  for (size_t i = 0; roles.ok() && i < roles->size(); ++i) {
    by_name[table->columns[i]] = std::string(ColumnRoleName((*roles)[i].role));
    EXPECT_FALSE((*roles)[i].reason.empty()) << table->columns[i];
  }
  return by_name;
}

// `row_count` lines under `header`, the i-th made by `row`.
std::string TableOf(const std::string& header, int row_count,
                    const std::function<std::string(int)>& row) {
  std::string content = header + "\n";
  for (int i = 0; i < row_count; ++i) {
    content += row(i) + "\n";
  }
  return content;
}

std::string Number(int i) { return std::to_string(i); }

RoleRequest Naming(std::vector<std::string> text) {
  RoleRequest request;
  request.text = std::move(text);
  return request;
}

TEST(ResolveKeyColumnsTest, FindsIdAndLabelByTheirNames) {
  const auto keys = ResolveKeyColumns({"text", "Label", "ID"}, {});
  ASSERT_THAT(keys, IsOk());
  EXPECT_EQ(keys->id, 2U);
  EXPECT_EQ(keys->label, 1U);
}

TEST(ResolveKeyColumnsTest, PrefersTheGivenLabel) {
  EXPECT_EQ(ResolveKeyColumns({"category", "label", "given_label", "class"}, {})->label, 2U);
  EXPECT_EQ(ResolveKeyColumns({"category", "label", "class"}, {})->label, 1U);
}

TEST(ResolveKeyColumnsTest, NeverTakesTheTruthForTheLabel) {
  EXPECT_THAT(ResolveKeyColumns({"id", "text", "true_label"}, {}), HasReason("NO_LABEL_COLUMN"));
}

TEST(ResolveKeyColumnsTest, ATableNeedsNoId) {
  EXPECT_EQ(ResolveKeyColumns({"text", "label"}, {})->id, std::nullopt);
}

TEST(ResolveKeyColumnsTest, TakesTheNamedColumns) {
  RoleRequest request;
  request.id = "row";
  request.label = "answer";
  const auto keys = ResolveKeyColumns({"id", "label", "row", "answer"}, request);
  ASSERT_THAT(keys, IsOk());
  EXPECT_EQ(keys->id, 2U);
  EXPECT_EQ(keys->label, 3U);
}

TEST(ResolveKeyColumnsTest, DoesNotGuessAColumnThatIsNamedForSomethingElse) {
  const auto keys = ResolveKeyColumns({"id", "label", "category"}, Naming({"label", "id"}));
  ASSERT_THAT(keys, IsOk());
  EXPECT_EQ(keys->label, 2U);
  EXPECT_EQ(keys->id, std::nullopt);
}

TEST(ResolveKeyColumnsTest, WithoutALabelItListsTheColumnsAndTheOption) {
  const auto keys = ResolveKeyColumns({"id", "text", "score"}, {});
  EXPECT_THAT(keys, HasReason("NO_LABEL_COLUMN"));
  EXPECT_THAT(MessageOf(keys.status()), HasSubstr("id, text, score"));
  EXPECT_THAT(MessageOf(keys.status()), HasSubstr("--label"));
}

TEST(ResolveKeyColumnsTest, AnUnknownNameGetsASuggestion) {
  RoleRequest request;
  request.label = "lable";
  const auto keys = ResolveKeyColumns({"id", "text", "label"}, request);
  EXPECT_THAT(keys, HasReason("UNKNOWN_COLUMN"));
  EXPECT_THAT(keys, HasMetadata("field", "--label"));
  EXPECT_THAT(keys, HasMetadata("suggestion", "label"));
  EXPECT_EQ(MessageOf(keys.status()),
            "found no column \"lable\" for --label, expected one of id, text, label; did you mean "
            "\"label\"?");
  EXPECT_THAT(ResolveKeyColumns({"label"}, Naming({"text"})), HasReason("UNKNOWN_COLUMN"));
}

TEST(ResolveKeyColumnsTest, AColumnHasOneRole) {
  RoleRequest request = Naming({"text", "text"});
  EXPECT_THAT(ResolveKeyColumns({"text", "label"}, request), IsOk());
  request.label = "text";
  const auto keys = ResolveKeyColumns({"text", "label"}, request);
  EXPECT_THAT(keys, HasReason("ROLE_CONFLICT"));
  EXPECT_THAT(MessageOf(keys.status()), HasSubstr("--label and --text"));
}

// The shapes of well-known sets with label errors, a few rows each, made by hand.
TEST(GuessRolesTest, CustomerQuestionsWithIntents) {
  EXPECT_EQ(
      RolesOf(TableOf("id,text,given_label,true_label", 40,
                      [](int i) {
                        return Number(i) + ",where is card number " + Number(i) +
                               "?,card_arrival,card_arrival";
                      })),
      (Roles{{"id", "id"}, {"text", "text"}, {"given_label", "label"}, {"true_label", "ignored"}}));
}

TEST(GuessRolesTest, NewsWithVerifiedLabels) {
  EXPECT_EQ(RolesOf(TableOf("id,text,given_label,verified_label,verified_by", 40,
                            [](int i) {
                              return Number(i) + ",\"Shares of firm " + Number(i) +
                                     " rose, again\",2,3,original label";
                            })),
            (Roles{{"id", "id"},
                   {"text", "text"},
                   {"given_label", "label"},
                   {"verified_label", "ignored"},
                   {"verified_by", "ignored"}}));
}

TEST(GuessRolesTest, ProductTitlesWithTheirCluster) {
  EXPECT_EQ(RolesOf(TableOf("id,text,given_label,verified_label,verified_by,cluster", 40,
                            [](int i) {
                              return Number(i) + ",apple iphone " + Number(i) +
                                     " silver,Phones,Phones,catalogue,Apple iPhone Model " +
                                     Number(i / 3);
                            })),
            (Roles{{"id", "id"},
                   {"text", "text"},
                   {"given_label", "label"},
                   {"verified_label", "ignored"},
                   {"verified_by", "ignored"},
                   {"cluster", "ignored"}}));
}

TEST(GuessRolesTest, CodeMetricsOfSourceFiles) {
  const Roles roles = RolesOf(
      TableOf("id,release,CountLine,AvgLineCode,OWN_LINE,given_label,verified_label,verified_by",
              60, [](int i) {
                return "project/src/File" + Number(i) + ".java,project-" + Number(i % 3) + "," +
                       Number(i * 37 % 50) + "," + Number(i % 7) + ",0." +
                       Number(i * 13 % 90 + 10) + ",true,false,affected releases";
              }));
  EXPECT_EQ(roles, (Roles{{"id", "id"},
                          {"release", "categorical"},
                          {"CountLine", "numeric"},
                          {"AvgLineCode", "numeric"},
                          {"OWN_LINE", "numeric"},
                          {"given_label", "label"},
                          {"verified_label", "ignored"},
                          {"verified_by", "ignored"}}));
}

TEST(GuessRolesTest, ImagesWithoutFeaturesNeedVectorsOrProbabilities) {
  const std::string content = TableOf("id,given_label,verified_label", 20, [](int i) {
    return "image_" + Number(i) + ".png," + Number(i % 10) + ",0";
  });
  const auto table = ReadTable(content, "");
  const auto refused = Guess(*table, {});
  EXPECT_THAT(refused, HasReason("NO_FEATURE_COLUMN"));
  EXPECT_THAT(MessageOf(refused.status()), HasSubstr("verified_label (ignored: its name says"));
  RoleRequest request;
  request.features_required = false;
  EXPECT_EQ(RolesOf(content, request),
            (Roles{{"id", "id"}, {"given_label", "label"}, {"verified_label", "ignored"}}));
}

// One column `x` whose i-th of 40 cells is `cell(i)`, beside a text and a label.
std::string RoleOfX(const std::string& name, const std::function<std::string(int)>& cell) {
  return RolesOf(TableOf("text,label," + name, 40, [&](int i) {
    return "some text number " + Number(i) + ",a," + cell(i);
  }))[name];
}

TEST(GuessRolesTest, NumbersAreNumericUnlessTheyAreAnIndexOrCodes) {
  EXPECT_EQ(RoleOfX("price", [](int i) { return Number(i * 17 % 40) + ".5"; }), "numeric");
  EXPECT_EQ(RoleOfX("price", [](int i) { return i % 2 == 0 ? "" : Number(i % 9); }), "numeric");
  EXPECT_EQ(RoleOfX("position", [](int i) { return Number(i); }), "ignored");
  EXPECT_EQ(RoleOfX("seconds", [](int i) { return Number(i) + ".5"; }), "numeric");
  EXPECT_EQ(RoleOfX("shop_id", [](int i) { return Number(i * 17 % 40); }), "ignored");
  EXPECT_EQ(RoleOfX("in_stock", [](int i) { return Number(i % 2); }), "categorical");
}

TEST(GuessRolesTest, OneWordMakesAColumnOfNumbersNoLongerNumeric) {
  const std::string content = TableOf("text,label,price", 40, [](int i) {
    return "some text number " + Number(i) + ",a," + (i == 16 ? "unknown" : Number(i * 17 % 40));
  });
  const auto roles = Guess(*ReadTable(content, ""), {});
  ASSERT_THAT(roles, IsOk());
  EXPECT_EQ((*roles)[2].role, ColumnRole::kIgnored);
  EXPECT_THAT((*roles)[2].reason,
              HasSubstr("1 of 40 cells are not numbers, the first in row 17: \"unknown\""));
}

TEST(GuessRolesTest, FewRepeatedValuesAreCategories) {
  EXPECT_EQ(RoleOfX("colour", [](int i) { return i % 3 == 0 ? "red" : "blue"; }), "categorical");
  EXPECT_EQ(RoleOfX("colour", [](int) { return "red"; }), "ignored");
  EXPECT_EQ(RoleOfX("colour", [](int) { return ""; }), "ignored");
}

TEST(GuessRolesTest, WordsThatRepeatTooLittleAreNeitherCategoryNorText) {
  EXPECT_EQ(RoleOfX("brand", [](int i) { return "brand" + Number(i / 2); }), "ignored");
  EXPECT_EQ(RoleOfX("url", [](int i) { return "https://x.org/" + Number(i); }), "ignored");
}

TEST(GuessRolesTest, ManyDifferentSentencesAreText) {
  EXPECT_EQ(RoleOfX("notes", [](int i) { return "seen by shop " + Number(i); }), "text");
  EXPECT_EQ(RoleOfX("notes",
                    [](int i) {
                      return "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x96\x87\xe6\x9b\xb8" +
                             Number(i);
                    }),
            "text");
}

TEST(GuessRolesTest, ATextNameMakesShortTextsText) {
  EXPECT_EQ(RoleOfX("Title", [](int i) { return "word" + Number(i); }), "text");
  EXPECT_EQ(RoleOfX("Title", [](int i) { return i % 2 == 0 ? "Mr" : "Mrs"; }), "categorical");
  EXPECT_EQ(RoleOfX("question", [](int i) { return Number(i * 17 % 40); }), "numeric");
}

TEST(GuessRolesTest, NestedJsonIsNoText) {
  EXPECT_EQ(RolesOf(TableOf("{\"text\":\"a b c\",\"label\":\"x\",\"meta\":{}}", 20,
                            [](int i) {
                              return "{\"text\":\"some text " + Number(i) +
                                     "\",\"label\":\"x\",\"meta\":{\"a\": [1, 2, " + Number(i) +
                                     "]}}";
                            })),
            (Roles{{"text", "text"}, {"label", "label"}, {"meta", "ignored"}}));
}

TEST(GuessRolesTest, TheFirstAnnotatorColumnIsTheAnnotator) {
  const std::string content = TableOf("text,label,WorkerId,rater", 40, [](int i) {
    return "some text number " + Number(i) + ",a,w" + Number(i % 4) + ",r" + Number(i % 2);
  });
  EXPECT_EQ(RolesOf(content)["WorkerId"], "annotator");
  EXPECT_EQ(RolesOf(content)["rater"], "categorical");
  RoleRequest request;
  request.annotator = "rater";
  EXPECT_EQ(RolesOf(content, request)["rater"], "annotator");
  EXPECT_EQ(RolesOf(content, request)["WorkerId"], "categorical");
}

TEST(GuessRolesTest, NamedFeaturesAreTheOnlyOnes) {
  const std::string content = TableOf("title,notes,price,shop,label", 40, [](int i) {
    return "a title " + Number(i) + ",some notes here " + Number(i) + "," + Number(i * 17 % 40) +
           ",s" + Number(i % 2) + ",a";
  });
  EXPECT_EQ(RolesOf(content), (Roles{{"title", "text"},
                                     {"notes", "text"},
                                     {"price", "numeric"},
                                     {"shop", "categorical"},
                                     {"label", "label"}}));
  EXPECT_EQ(RolesOf(content, Naming({"notes"})), (Roles{{"title", "ignored"},
                                                        {"notes", "text"},
                                                        {"price", "ignored"},
                                                        {"shop", "ignored"},
                                                        {"label", "label"}}));
}

TEST(GuessRolesTest, ANamedColumnIsUsedWhateverItsNameSays) {
  const std::string content =
      TableOf("gold_price,label", 40, [](int i) { return Number(i * 17 % 40) + ",a"; });
  RoleRequest request;
  request.numeric = {"gold_price"};
  EXPECT_EQ(RolesOf(content, request)["gold_price"], "numeric");
}

// The guesses on the whole public files, where ASSAY_SHARED_DATA names the folder that holds them.
TEST(GuessRolesTest, AgreesWithTheDescriptionOfThePublicSets) {
  const char* const folder = std::getenv("ASSAY_SHARED_DATA");
  if (folder == nullptr) {
    GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
  }
  std::map<std::string, std::map<std::string, int>> counts;
  for (const std::string file : {"agnews/clean.csv.gz", "banking77/clean.csv",
                                 "jira_defects/data.csv.gz", "noisyag_news10k/data.csv",
                                 "pricerunner_titles/data.csv.gz", "yoruba_newsclass/data.csv"}) {
    for (const auto& [name, role] :
         RolesOf(ReadFile(std::filesystem::path(folder) / "audit" / file))) {
      ++counts[file][role];
      EXPECT_EQ(role == "label", name == "given_label") << file << " " << name;
      EXPECT_EQ(role == "id", name == "id") << file << " " << name;
      EXPECT_EQ(role == "text", name == "text") << file << " " << name;
    }
  }
  EXPECT_EQ(counts["jira_defects/data.csv.gz"]["numeric"], 65);
  EXPECT_EQ(counts["banking77/clean.csv"]["ignored"], 1);
  EXPECT_EQ(counts["noisyag_news10k/data.csv"]["ignored"], 2);
}

}  // namespace
}  // namespace assay::exchange
