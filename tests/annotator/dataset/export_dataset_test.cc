#include "annotator/dataset/export_dataset.h"

#include <string>

#include "tests/annotator/dataset/import_case.h"

namespace assay {
namespace {

using ExportDatasetTest = ImportTest;

constexpr char kTable[] =
    "id,text,label\n"
    "1,\"with, comma and \"\"quotes\"\"\",a\n"
    "2,\"two\nlines\r\nand\ta tab\",b\n"
    "3,  spaces around  ,a\n"
    "4,\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80 = \\ / {},b\n"
    "5,,a\n";

TEST_F(ExportDatasetTest, WritesEveryFormatAsItsRulesSay) {
  const v1::Dataset dataset = MustImport("id,text,label\n1,\"a, \"\"b\"\"\",x\n2,c d,y\n");
  EXPECT_EQ(MustExport(dataset, "csv"), "id,text,label\n1,\"a, \"\"b\"\"\",x\n2,c d,y\n");
  EXPECT_EQ(MustExport(dataset, ""), MustExport(dataset, "csv"));
  EXPECT_EQ(MustExport(dataset, "tsv"), "id\ttext\tlabel\n1\t\"a, \"\"b\"\"\"\tx\n2\tc d\ty\n");
  EXPECT_EQ(MustExport(dataset, "jsonl"),
            "{\"id\":\"1\",\"text\":\"a, \\\"b\\\"\",\"label\":\"x\"}\n"
            "{\"id\":\"2\",\"text\":\"c d\",\"label\":\"y\"}\n");
}

class RoundTripTest : public ExportDatasetTest, public testing::WithParamInterface<const char*> {
 protected:
  // The fingerprint of the export, imported under the same file name into a store of its own.
  std::string FingerprintOfExport(const v1::Dataset& dataset) {
    v1::ImportSpec spec = Spec(dataset.file_name());
    spec.set_format(GetParam());
    spec.set_dataset_id("again");
    spec.add_text_columns("text");
    return MustImport(MustExport(dataset, GetParam()), spec).fingerprint();
  }
};

TEST_P(RoundTripTest, AnExportIsImportedAsTheSameContent) {
  v1::ImportSpec spec = Spec();
  spec.add_text_columns("text");
  const v1::Dataset dataset = MustImport(kTable, spec);
  EXPECT_EQ(FingerprintOfExport(dataset), dataset.fingerprint());
}

TEST_P(RoundTripTest, ColumnsThatCameLateAreKept) {
  std::string table;
  for (int i = 0; i < 200; ++i) {
    table += R"({"text":"words","label":"a"})"
             "\n";
  }
  table += R"({"text":"more words","label":"b","late":"here"})"
           "\n";
  v1::ImportSpec spec = Spec("rows.jsonl");
  spec.add_text_columns("text");
  const v1::Dataset dataset = MustImport(table, spec);
  EXPECT_EQ(FingerprintOfExport(dataset), dataset.fingerprint());
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTripTest, testing::Values("csv", "tsv", "jsonl"));

TEST_F(ExportDatasetTest, IsSentInPiecesOfBoundedSize) {
  std::string table = "text,label\n";
  for (int i = 0; i < 20000; ++i) {
    table += "some words to fill the rows of this table with " + std::to_string(i) +
             (i % 2 == 0 ? ",a\n" : ",b\n");
  }
  const v1::Dataset dataset = MustImport(table);
  std::string bytes;
  int pieces = 0;
  ASSERT_THAT(ExportDataset("reviews", "csv", datasets_,
                            [&](std::string_view piece) {
                              bytes += piece;
                              ++pieces;
                              EXPECT_LT(piece.size(), size_t{1} << 20);
                              return absl::OkStatus();
                            }),
              IsOk());
  EXPECT_EQ(bytes, table);
  EXPECT_GT(pieces, 5);
}

TEST_F(ExportDatasetTest, StopsWhenNobodyWantsThePiecesAnyMore) {
  std::string table = "text,label\n";
  for (int i = 0; i < 20000; ++i) {
    table += "some words to fill the rows of this table with " + std::to_string(i) +
             (i % 2 == 0 ? ",a\n" : ",b\n");
  }
  MustImport(table);
  int pieces = 0;
  EXPECT_EQ(ExportDataset("reviews", "csv", datasets_,
                          [&](std::string_view) {
                            ++pieces;
                            return absl::CancelledError("gone");
                          }),
            absl::CancelledError("gone"));
  EXPECT_EQ(pieces, 1);
}

TEST_F(ExportDatasetTest, UnknownNamesAndFormatsAreRefused) {
  MustImport(kTable);
  const auto ignore = [](std::string_view) { return absl::OkStatus(); };
  EXPECT_THAT(ExportDataset("other", "csv", datasets_, ignore), HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(ExportDataset("", "csv", datasets_, ignore), HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(ExportDataset("reviews", "xlsx", datasets_, ignore), HasReason("UNKNOWN_FORMAT"));
}

}  // namespace
}  // namespace assay
