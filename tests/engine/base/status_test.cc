#include "engine/base/status.h"

#include "tests/support/status_matchers.h"

namespace assay {
namespace {

TEST(StatusTest, CarriesReasonAndMetadata) {
  const absl::Status status = MakeError(absl::StatusCode::kInvalidArgument, "ROW_TOO_LONG",
                                        "row 3 has 5 fields", {{"row", "3"}, {"found", "5"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status, HasReason("ROW_TOO_LONG"));
  EXPECT_THAT(status, HasMetadata("row", "3"));
  EXPECT_THAT(status, HasMetadata("found", "5"));
  EXPECT_EQ(GetErrorMetadata(status).size(), 2u);
}

TEST(StatusTest, AForeignStatusHasNoReason) {
  EXPECT_EQ(ErrorReason(absl::InternalError("x")), "");
  EXPECT_TRUE(GetErrorMetadata(absl::InternalError("x")).empty());
}

TEST(StatusTest, AddedMetadataDoesNotReplaceWhatIsThere) {
  const absl::Status status =
      WithMetadata(MakeError(absl::StatusCode::kInvalidArgument, "R", "m", {{"row", "3"}}),
                   {{"row", "9"}, {"file", "a.csv"}});
  EXPECT_THAT(status, HasMetadata("row", "3"));
  EXPECT_THAT(status, HasMetadata("file", "a.csv"));
}

absl::StatusOr<int> Twice(absl::StatusOr<int> value) {
  ASSAY_ASSIGN_OR_RETURN(const int known, value);
  return 2 * known;
}

TEST(StatusTest, AssignOrReturnPassesValuesAndErrors) {
  EXPECT_EQ(*Twice(21), 42);
  EXPECT_EQ(Twice(absl::AbortedError("x")).status().code(), absl::StatusCode::kAborted);
}

}  // namespace
}  // namespace assay
