#include "annotator/exchange/npy_header.h"

#include <string>

#include "tests/support/npy_file.h"
#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

// The first bytes of files that numpy 1.26.4 wrote, up to the padding.
const std::string kMagic1("\x93NUMPY\x01\x00v\x00", 10);

std::string Padded(const std::string& header) {
  return kMagic1 + header + std::string(0x76 - 1 - header.size(), ' ') + "\n";
}

absl::StatusOr<NpyHeader> Parse(const std::string& bytes) {
  return ParseWholeNpyHeader("p.npy", bytes);
}

absl::StatusOr<NpyHeader> ParseShape(const std::string& shape) {
  return Parse(NpyFile("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }", ""));
}

absl::StatusOr<NpyHeader> ParseType(const std::string& type) {
  return Parse(NpyFile("{'descr': " + type + ", 'fortran_order': False, 'shape': (2, 3), }", ""));
}

TEST(NpyHeaderTest, ReadsWhatNumpyWritesOfFloat32) {
  const auto header = Parse(Padded("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"));
  ASSERT_THAT(header, IsOk());
  EXPECT_EQ(header->type, NpyType::kFloat32);
  EXPECT_EQ(header->row_count, 2u);
  EXPECT_EQ(header->column_count, 2u);
  EXPECT_EQ(header->data_offset, 128u);
  EXPECT_EQ(header->file_bytes(), 128u + 16u);
}

TEST(NpyHeaderTest, ReadsWhatNumpyWritesOfFloat64) {
  const auto header = Parse(Padded("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"));
  ASSERT_THAT(header, IsOk());
  EXPECT_EQ(header->type, NpyType::kFloat64);
  EXPECT_EQ(header->row_bytes(), 24u);
}

// numpy.lib.format, versions 2 and 3: the header's length has four bytes.
TEST(NpyHeaderTest, ReadsVersionsTwoAndThree) {
  const std::string text = "{'descr': '<f8', 'fortran_order': False, 'shape': (7, 3), }\n";
  for (const char version : {'\x02', '\x03'}) {
    const std::string bytes = std::string("\x93NUMPY") + version + std::string("\0", 1) +
                              static_cast<char>(text.size()) + std::string(3, '\0') + text;
    const auto header = Parse(bytes);
    ASSERT_THAT(header, IsOk());
    EXPECT_EQ(header->row_count, 7u);
    EXPECT_EQ(header->data_offset, 12 + text.size());
  }
}

TEST(NpyHeaderTest, ReadsKeysInAnyOrderAndTheNumbersOfPython2) {
  const auto header =
      Parse(NpyFile("{\"shape\": (5L, 3L), 'fortran_order' : False,'descr':'<f8'}", ""));
  ASSERT_THAT(header, IsOk());
  EXPECT_EQ(header->row_count, 5u);
}

TEST(NpyHeaderTest, AsksForMoreUntilTheHeaderIsWhole) {
  const std::string bytes = Padded("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }");
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto header = ParseNpyHeader("p.npy", bytes.substr(0, size));
    ASSERT_THAT(header, IsOk());
    EXPECT_FALSE(header->has_value()) << size;
    EXPECT_THAT(Parse(bytes.substr(0, size)), HasReason("TRUNCATED_NPY"));
  }
}

TEST(NpyHeaderTest, RefusesOtherFiles) {
  for (const std::string bytes :
       {"id,label\n1,a\n", "PK\x03\x04 a zip archive", "\x93NUMPX 123456789"}) {
    EXPECT_THAT(Parse(bytes), HasReason("NOT_AN_NPY_FILE"));
  }
  EXPECT_THAT(Parse("id,label\n"), HasMetadata("file", "p.npy"));
}

TEST(NpyHeaderTest, RefusesUnknownVersions) {
  std::string bytes = NpyMatrix<float>({1, 2}, 2);
  for (const char version : {'\0', '\4'}) {
    bytes[6] = version;
    EXPECT_THAT(Parse(bytes), HasReason("NOT_AN_NPY_FILE"));
  }
}

TEST(NpyHeaderTest, RefusesBrokenHeaders) {
  for (const std::string text :
       {"", "{", "{}", "[1]", "{'descr': '<f4'}", "{'descr': '<f4', 'shape': (1, 2)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)} more",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), 'more': 1}",
        "{'descr': '<f4', 'descr': '<f4', 'shape': (1, 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, -2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 12}",
        "{'descr': <f4, 'fortran_order': False, 'shape': (1, 2)}",
        "{'descr': ['<f4', 'fortran_order': False, 'shape': (1, 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999999, 2)}"}) {
    EXPECT_THAT(Parse(NpyFile(text, "")), HasReason("NOT_AN_NPY_FILE")) << text;
  }
}

TEST(NpyHeaderTest, RefusesAHeaderThatNumpyWouldNotWrite) {
  const std::string bytes("\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF", 12);
  EXPECT_THAT(Parse(bytes), HasReason("NOT_AN_NPY_FILE"));
}

TEST(NpyHeaderTest, RefusesOtherTypesAndNamesThem) {
  for (const auto& [type, words] : std::vector<std::pair<std::string, std::string>>{
           {"'<i8'", "integers"},
           {"'|u1'", "integers"},
           {"'>f8'", "big-endian floats of 8 bytes"},
           {"'<f2'", "floats of 2 bytes"},
           {"'|O'", "Python objects"},
           {"'|b1'", "booleans"},
           {"'<U7'", "texts"},
           {"'<c16'", "complex"},
           {"[('a', '<f4'), ('b', '<i4')]", "records"}}) {
    const auto refused = ParseType(type);
    EXPECT_THAT(refused, HasReason("UNSUPPORTED_NPY_TYPE")) << type;
    EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr(words));
    EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("astype"));
  }
  EXPECT_THAT(ParseType("'<i8'"), HasMetadata("found", "<i8"));
}

TEST(NpyHeaderTest, RefusesFortranOrderAndSaysHowToSave) {
  const auto refused = Parse(Padded("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }"));
  EXPECT_THAT(refused, HasReason("NPY_FORTRAN_ORDER"));
  EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("ascontiguousarray"));
}

TEST(NpyHeaderTest, RefusesOtherShapes) {
  for (const std::string shape :
       {"()", "(3,)", "(2, 3, 4)", "(5, 0)", "(2, 65537)", "(999999999999999999, 65536)"}) {
    const auto refused = ParseShape(shape);
    EXPECT_THAT(refused, HasReason("BAD_NPY_SHAPE")) << shape;
  }
  EXPECT_THAT(ParseShape("(2, 3, 4)"), HasMetadata("found", "(2, 3, 4)"));
  EXPECT_THAT(ParseShape("(0, 2)"), IsOk());
}

TEST(NpyHeaderTest, ComparesTheSizeOfTheFile) {
  const std::string file = NpyMatrix<double>({1, 2, 3, 4}, 2);
  const auto header = Parse(file);
  ASSERT_THAT(header, IsOk());
  EXPECT_THAT(CheckNpySize("p.npy", *header, file.size()), IsOk());
  const auto shorter = CheckNpySize("p.npy", *header, file.size() - 1);
  EXPECT_THAT(shorter, HasReason("TRUNCATED_NPY"));
  EXPECT_THAT(shorter, HasMetadata("found", std::to_string(file.size() - 1)));
  EXPECT_THAT(shorter, HasMetadata("expected", std::to_string(file.size())));
  EXPECT_THAT(CheckNpySize("p.npy", *header, file.size() + 1), HasReason("NPY_TRAILING_BYTES"));
}

}  // namespace
}  // namespace assay::exchange
