#include "annotator/dataset/append_items.h"

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "tests/annotator/dataset/import_case.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Cells = std::map<std::string, std::string>;

constexpr char kLabelled[] = "id,text,price,label\na,one two,1,x\nb,two three,2,y\n";
constexpr char kUnlabelled[] = "id,text\na,one\nb,two\n";

class AppendItemsTest : public ImportTest {
 protected:
  v1::Dataset Unlabelled() {
    v1::ImportSpec spec = Spec();
    spec.set_no_labels(true);
    return MustImport(kUnlabelled, spec);
  }

  v1::Dataset Labelled() {
    v1::ImportSpec spec = Spec();
    spec.add_numeric_columns("price");
    spec.add_text_columns("text");
    return MustImport(kLabelled, spec);
  }

  static void AddItem(v1::AppendItemsRequest& request, const std::string& id, const Cells& cells) {
    v1::NewItem& item = *request.add_items();
    item.set_item_id(id);
    item.mutable_cells()->insert(cells.begin(), cells.end());
  }

  static v1::AppendItemsRequest Request(const v1::Dataset& dataset, const std::string& id,
                                        const Cells& cells) {
    v1::AppendItemsRequest request;
    request.set_dataset(dataset.name());
    AddItem(request, id, cells);
    return request;
  }

  auto Append(const v1::AppendItemsRequest& request) {
    return AppendItems(request, datasets_, clock_);
  }

  auto Append(const v1::Dataset& dataset, const std::string& id, const Cells& cells) {
    return Append(Request(dataset, id, cells));
  }

  v1::Dataset Now(const v1::Dataset& dataset) {
    const auto record = datasets_.Get(IdOf(dataset));
    EXPECT_THAT(record, IsOk());
    return record.ok() ? record->dataset() : v1::Dataset();
  }
};

TEST_F(AppendItemsTest, ItemsComeAfterTheOthersAndCanBeFoundByTheirId) {
  const v1::Dataset dataset = Unlabelled();
  v1::AppendItemsRequest request = Request(dataset, "c", {{"text", "three"}});
  AddItem(request, "d", {});
  const auto response = Append(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->item_count(), 4);
  EXPECT_EQ(Now(dataset).item_count(), 4);
  EXPECT_EQ(MustExport(dataset, "csv"), "id,text\na,one\nb,two\nc,three\nd,\n");
  EXPECT_THAT(datasets_.FindItem(datasets_.Get(IdOf(dataset))->dataset_number(), "d"), IsOk());
}

TEST_F(AppendItemsTest, TheOutcomeIsTheTableThatWouldHaveBeenImportedWhole) {
  const v1::Dataset grown = Labelled();
  ASSERT_THAT(Append(grown, "c", {{"text", "four"}, {"price", "-1.5"}, {"label", "z"}}), IsOk());
  ASSERT_THAT(Append(grown, "d", {{"text", "five"}, {"label", "x"}}), IsOk());
  v1::ImportSpec spec = Spec("whole.csv");
  spec.add_numeric_columns("price");
  spec.add_text_columns("text");
  const v1::Dataset whole = MustImport(std::string(kLabelled) + "c,four,-1.5,z\nd,five,,x\n", spec);
  EXPECT_EQ(MustExport(grown, "jsonl"), MustExport(whole, "jsonl"));
  const v1::Dataset now = Now(grown);
  EXPECT_EQ(now.item_count(), whole.item_count());
  EXPECT_EQ(now.label_count(), whole.label_count());
  ASSERT_EQ(now.classes_size(), whole.classes_size());
  for (int i = 0; i < now.classes_size(); ++i) {
    EXPECT_EQ(now.classes(i).SerializeAsString(), whole.classes(i).SerializeAsString());
  }
  const auto labels = Labels(grown);
  const auto expected = Labels(whole);
  ASSERT_EQ(labels.size(), expected.size());
  for (size_t i = 0; i < labels.size(); ++i) {
    EXPECT_EQ(labels[i].SerializeAsString(), expected[i].SerializeAsString()) << i;
  }
}

TEST_F(AppendItemsTest, ATableIsNotTakenForADataSetThatHasGrown) {
  const v1::Dataset dataset = Unlabelled();
  const std::string before = dataset.fingerprint();
  ASSERT_THAT(Append(dataset, "c", {}), IsOk());
  EXPECT_NE(Now(dataset).fingerprint(), before);
  v1::ImportSpec spec = Spec();
  spec.set_no_labels(true);
  const auto again = Import(kUnlabelled, spec);
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->reused());
  EXPECT_EQ(again->dataset().item_count(), 2);
}

TEST_F(AppendItemsTest, ADataSetThatHasGrownIsDeletedWhole) {
  const std::vector<std::string> empty = Keys();
  const v1::Dataset dataset = Labelled();
  ASSERT_THAT(Append(dataset, "c", {{"label", "x"}}), IsOk());
  ASSERT_THAT(datasets_.Delete(IdOf(dataset)), IsOk());
  // The counter of data sets has come.
  EXPECT_EQ(Keys().size(), empty.size() + 1);
  EXPECT_THAT(Append(dataset, "d", {{"label", "x"}}), HasReason("DATASET_NOT_FOUND"));
}

TEST_F(AppendItemsTest, IdsMustBeNewToTheDataSetAndDifferInTheCall) {
  const v1::Dataset dataset = Unlabelled();
  v1::AppendItemsRequest request = Request(dataset, "c", {});
  AddItem(request, "b", {});
  const auto known = Append(request);
  EXPECT_THAT(known, HasReason("DUPLICATE_ID"));
  EXPECT_THAT(known, HasMetadata("row", "2"));
  EXPECT_THAT(std::string(known.status().message()), HasSubstr("item 2 of datasets/reviews"));
  request = Request(dataset, "c", {});
  AddItem(request, "c", {});
  const auto twice = Append(request);
  EXPECT_THAT(twice, HasReason("DUPLICATE_ID"));
  EXPECT_THAT(twice, HasMetadata("row", "2"));
  EXPECT_EQ(Now(dataset).item_count(), 2) << "all or none";
  EXPECT_EQ(MustExport(dataset, "csv"), kUnlabelled);
  ASSERT_THAT(Append(dataset, "c", {}), IsOk());
  EXPECT_THAT(Append(dataset, "c", {}), HasReason("DUPLICATE_ID"));
}

TEST_F(AppendItemsTest, EachBadItemHasItsReasonRowAndColumn) {
  const v1::Dataset dataset = Labelled();
  const Cells good = {{"text", "t"}, {"label", "x"}};
  const auto fails_with = [&](const std::string& id, Cells cells, const char* reason) {
    cells.insert(good.begin(), good.end());
    v1::AppendItemsRequest request = Request(dataset, "fine", good);
    AddItem(request, id, cells);
    const auto response = Append(request);
    EXPECT_THAT(response, HasReason(reason));
    EXPECT_THAT(response, HasMetadata("row", "2"));
    EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
    return GetErrorMetadata(response.status())["column"];
  };
  fails_with("", {}, "EMPTY_ID");
  fails_with(std::string(1025, 'i'), {}, "ID_TOO_LONG");
  fails_with(std::string("c\0", 2), {}, "NUL_BYTE");
  fails_with("c\xFF", {}, "TEXT_NOT_UTF8");
  EXPECT_EQ(fails_with("c", {{"prise", "1"}}, "UNKNOWN_COLUMN"), "prise");
  EXPECT_EQ(fails_with("c", {{"price", "cheap"}}, "NOT_A_NUMBER"), "price");
  fails_with("c", {{"text", "t\xFF"}}, "TEXT_NOT_UTF8");
  fails_with("c", {{"text", std::string("\0", 1)}}, "NUL_BYTE");
  fails_with("c", {{"text", std::string((8 << 20) + 1, 't')}}, "CELL_TOO_LARGE");
  fails_with("c", {{"id", "d"}}, "CONFLICTING_ID");
  EXPECT_EQ(fails_with("c", {{"label", " "}}, "EMPTY_LABEL"), "label");
  fails_with("c", {{"label", std::string(1025, 'l')}}, "LABEL_TOO_LONG");
  EXPECT_EQ(MustExport(dataset, "csv"), kLabelled);
}

TEST_F(AppendItemsTest, TheNumberOfItemsInACallIsLimited) {
  v1::AppendItemsRequest request;
  request.set_dataset(Unlabelled().name());
  EXPECT_THAT(Append(request), HasReason("TOO_MANY_ITEMS"));
  for (int i = 0; i <= 10'000; ++i) {
    AddItem(request, "n" + std::to_string(i), {});
  }
  EXPECT_THAT(Append(request), HasReason("TOO_MANY_ITEMS"));
  request.mutable_items()->RemoveLast();
  EXPECT_THAT(Append(request), IsOk());
}

TEST_F(AppendItemsTest, ItemsOfATableWithSeveralLabelsEachNeedAnAnnotator) {
  v1::ImportSpec spec = Spec();
  spec.set_one_label_per_row(true);
  const v1::Dataset dataset = MustImport("item,worker,label\nx,A,cat\ny,A,dog\nx,B,dog\n", spec);
  EXPECT_THAT(Append(dataset, "z", {{"label", "cat"}}), HasReason("EMPTY_ANNOTATOR"));
  ASSERT_THAT(Append(dataset, "z", {{"label", "cat"}, {"worker", "C"}}), IsOk());
  const auto labels = Labels(dataset);
  ASSERT_EQ(labels.size(), 4u);
  EXPECT_EQ(labels[3].item_index(), 2u);
  EXPECT_EQ(labels[3].annotator(), "C");
  EXPECT_EQ(Now(dataset).label_count(), 4);
}

TEST_F(AppendItemsTest, ARepeatedCallGetsTheFirstAnswerAndAddsNothing) {
  const v1::Dataset dataset = Unlabelled();
  v1::AppendItemsRequest request = Request(dataset, "c", {{"text", "t"}, {"id", "c"}});
  request.set_request_id("one");
  ASSERT_THAT(Append(request), IsOk());
  ASSERT_THAT(Append(dataset, "d", {}), IsOk());
  const auto again = Append(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->item_count(), 3);
  EXPECT_EQ(Now(dataset).item_count(), 4);
  AddItem(request, "e", {});
  EXPECT_THAT(Append(request), HasReason("REQUEST_ID_REUSED"));
  request.set_request_id(std::string(65, 'r'));
  EXPECT_THAT(Append(request), HasReason("BAD_REQUEST_ID"));
}

TEST_F(AppendItemsTest, OfManyCallsAtOnceEachAddsItsItemsOnce) {
  const v1::Dataset dataset = Unlabelled();
  constexpr int kThreads = 8;
  constexpr int kCalls = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kCalls; ++i) {
        // Of two threads with the same calls and request_ids one adds, both are told.
        const std::string id = std::to_string(t / 2) + "-" + std::to_string(i);
        v1::AppendItemsRequest request = Request(dataset, id, {});
        request.set_request_id(id);
        EXPECT_THAT(Append(request), IsOk());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(Now(dataset).item_count(), 2 + kThreads / 2 * kCalls);
  EXPECT_EQ(Items(dataset).size(), static_cast<size_t>(2 + kThreads / 2 * kCalls));
}

TEST_F(AppendItemsTest, AnUnknownDataSetAndABadNameAreRefused) {
  v1::Dataset dataset;
  dataset.set_name("datasets/none");
  EXPECT_THAT(Append(dataset, "a", {}), HasReason("DATASET_NOT_FOUND"));
  dataset.set_name("none");
  EXPECT_THAT(Append(dataset, "a", {}), HasReason("BAD_RESOURCE_NAME"));
}

}  // namespace
}  // namespace assay
