#include <functional>
#include <string>
#include <utility>

#include "tests/annotator/dataset/import_case.h"

namespace assay {
namespace {

struct BadImport {
  std::string name;
  std::string reason;
  std::string table;
  std::function<void(v1::ImportSpec&)> change = [](v1::ImportSpec&) {};
  ErrorMetadata metadata = {};
};

class BadImportTest : public ImportTest, public testing::WithParamInterface<BadImport> {};

// Keys that an import leaves when it is refused at the header: what a store with no data set holds.
TEST_P(BadImportTest, IsRefusedWithItsReasonAndLeavesNothing) {
  // Takes a number and gives it back, so that the counter is there before and after.
  ASSERT_THAT(datasets_.BeginImport(), IsOk());
  const auto before = Keys();
  v1::ImportSpec spec = Spec("bad.csv");
  GetParam().change(spec);
  const auto response = Import(GetParam().table, spec);
  EXPECT_THAT(response, HasReason(GetParam().reason));
  EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
  for (const auto& [key, value] : GetParam().metadata) {
    EXPECT_THAT(response, HasMetadata(key, value));
  }
  EXPECT_EQ(Keys(), before);
  const auto list = datasets_.List(0, 10);
  ASSERT_THAT(list, IsOk());
  EXPECT_TRUE(list->empty());
}

std::string ManyClasses(int count) {
  std::string table = "text,label\n";
  for (int i = 0; i < count; ++i) {
    table += "some words here,c" + std::to_string(i) + "\n";
  }
  return table;
}

const BadImport kBadImports[] = {
    {"Empty", "EMPTY_FILE", ""},
    {"HeaderOnly", "NO_DATA_ROWS", "id,text,label\n"},
    {"NoLabel", "NO_LABEL_COLUMN", "alpha,beta\none,two\n"},
    {"NoFeature",
     "NO_FEATURE_COLUMN",
     "id,label\n1,a\n2,b\n",
     [](v1::ImportSpec&) {},
     {{"file", "bad.csv"}}},
    {"UnknownColumn",
     "UNKNOWN_COLUMN",
     "text,label\na b,x\nc d,y\n",
     [](v1::ImportSpec& spec) { spec.add_text_columns("texts"); },
     {{"found", "texts"}}},
    {"TwoRoles", "ROLE_CONFLICT", "text,label\na b,x\nc d,y\n",
     [](v1::ImportSpec& spec) {
       spec.add_text_columns("text");
       spec.add_categorical_columns("text");
     }},
    {"UnknownFormat", "UNKNOWN_FORMAT", "text,label\na,x\n",
     [](v1::ImportSpec& spec) { spec.set_format("xlsx"); }},
    {"TextAmongNumbers",
     "NOT_A_NUMBER",
     "n,label\n1,x\n,y\nthree,x\n",
     [](v1::ImportSpec& spec) { spec.add_numeric_columns("n"); },
     {{"row", "3"}, {"line", "4"}, {"column", "n"}, {"found", "three"}}},
    {"EmptyId",
     "EMPTY_ID",
     "id,text,label\n1,a b c,x\n,d e f,y\n",
     [](v1::ImportSpec&) {},
     {{"row", "2"}, {"line", "3"}, {"column", "id"}}},
    {"LongId",
     "ID_TOO_LONG",
     "id,text,label\n1,a b c,x\n" + std::string(1025, 'i') + ",d e f,y\n",
     [](v1::ImportSpec&) {},
     {{"row", "2"}}},
    {"SameIdTwice",
     "DUPLICATE_ID",
     "id,text,label\n7,a b c,x\n8,d e f,y\n7,g h i,x\n",
     [](v1::ImportSpec&) {},
     {{"row", "3"}, {"column", "id"}, {"found", "7"}}},
    {"EmptyLabel",
     "EMPTY_LABEL",
     "text,label\na b c,x\nd e f,\n",
     [](v1::ImportSpec&) {},
     {{"row", "2"}, {"line", "3"}, {"column", "label"}}},
    {"BlankLabel",
     "EMPTY_LABEL",
     "text,label\na b c,x\nd e f, \t\n",
     [](v1::ImportSpec&) {},
     {{"row", "2"}}},
    {"LongLabel",
     "LABEL_TOO_LONG",
     "text,label\na b c,x\nd e f," + std::string(1025, 'l') + "\n",
     [](v1::ImportSpec&) {},
     {{"row", "2"}}},
    {"TooManyClasses",
     "TOO_MANY_CLASSES",
     ManyClasses(4),
     [](v1::ImportSpec& spec) { spec.set_max_class_count(3); },
     {{"row", "4"}, {"column", "label"}}},
    {"TooManyClassesByDefault",
     "TOO_MANY_CLASSES",
     ManyClasses(1001),
     [](v1::ImportSpec&) {},
     {{"row", "1001"}}},
    {"OneClass",
     "ONE_CLASS_ONLY",
     "text,label\na b c,x\nd e f,x\n",
     [](v1::ImportSpec&) {},
     {{"column", "label"}, {"found", "x"}}},
    {"ShortRow",
     "ROW_TOO_SHORT",
     "text,label\na b c,x\nd e f\n",
     [](v1::ImportSpec&) {},
     {{"row", "2"}, {"line", "3"}}},
    {"BadUtf8",
     "INVALID_UTF8",
     "text,label\na b c,x\nd \xFF f,y\n",
     [](v1::ImportSpec&) {},
     {{"row", "2"}}},
    {"Nul", "NUL_BYTE", std::string("text,label\na b c,x\nd \0 f,y\n", 26)},
    {"BadId",
     "BAD_DATASET_ID",
     "text,label\na,x\nb,y\n",
     [](v1::ImportSpec& spec) { spec.set_dataset_id("../x"); },
     {{"field", "spec.dataset_id"}}},
    {"LongFileName",
     "BAD_FILE_NAME",
     "text,label\na,x\nb,y\n",
     [](v1::ImportSpec& spec) { spec.set_file_name(std::string(256, 'f')); },
     {{"field", "spec.file_name"}}},
    {"NegativeClassLimit", "BAD_MAX_CLASS_COUNT", "text,label\na,x\nb,y\n",
     [](v1::ImportSpec& spec) { spec.set_max_class_count(-1); }},
    {"HugeClassLimit", "BAD_MAX_CLASS_COUNT", "text,label\na,x\nb,y\n",
     [](v1::ImportSpec& spec) { spec.set_max_class_count(10001); }},
    {"CutGzip", "TRUNCATED_GZIP", std::string("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03", 10)},
};

INSTANTIATE_TEST_SUITE_P(All, BadImportTest, testing::ValuesIn(kBadImports),
                         [](const auto& param_info) { return param_info.param.name; });

using ImportErrorTest = ImportTest;

TEST_F(ImportErrorTest, ATakenNameIsRefusedAndTheFirstDataSetStays) {
  v1::ImportSpec spec = Spec();
  spec.set_dataset_id("taken");
  const v1::Dataset first = MustImport("text,label\na b c,x\nd e f,y\n", spec);
  const auto before = Keys();
  const auto second = Import("text,label\nother words,x\nd e f,y\n", spec);
  EXPECT_THAT(second, HasReason("DATASET_ALREADY_EXISTS"));
  EXPECT_EQ(second.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Keys(), before);
  EXPECT_EQ(datasets_.Get("taken")->dataset().fingerprint(), first.fingerprint());
}

// Fails after some bytes, as a stream does whose client has gone.
class BrokenSource final : public exchange::ByteSource {
 public:
  explicit BrokenSource(std::string content) : content_(std::move(content)) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    if (given_) {
      return MakeError(absl::StatusCode::kCancelled, "IMPORT_CANCELLED", "gone");
    }
    given_ = true;
    return content_.copy(buffer, capacity);
  }

 private:
  std::string content_;
  bool given_ = false;
};

TEST_F(ImportErrorTest, AnErrorOfTheSourceEndsTheImportAndLeavesNothing) {
  ASSERT_THAT(datasets_.BeginImport(), IsOk());
  const auto before = Keys();
  BrokenSource source("text,label\na b c,x\nd e f,y\n");
  const auto response = ImportDataset(Spec(), source, datasets_, clock_);
  EXPECT_THAT(response, HasReason("IMPORT_CANCELLED"));
  EXPECT_EQ(response.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(Keys(), before);
}

}  // namespace
}  // namespace assay
