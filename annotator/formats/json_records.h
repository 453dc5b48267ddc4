#ifndef ASSAY_ANNOTATOR_FORMATS_JSON_RECORDS_H_
#define ASSAY_ANNOTATOR_FORMATS_JSON_RECORDS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/input_buffer.h"
#include "annotator/exchange/table_error.h"
#include "annotator/formats/foreign_label.h"
#include "nlohmann/json.hpp"

namespace assay::formats {

using Json = nlohmann::ordered_json;

// The objects of a JSON array, or of JSON Lines, one after the other; plain or gzip.  Holds one of
// them at a time, at most kMaxBytes.  Not thread-safe.
class JsonRecords {
 public:
  static constexpr size_t kMaxBytes = size_t{64} << 20;
  static constexpr int kMaxDepth = 128;

  JsonRecords(std::string file_name, exchange::ByteSource& source)
      : input_(std::move(file_name), source) {}

  // False at the end.
  //
  // Errors, INVALID_ARGUMENT with metadata file, row, line and found: EMPTY_FILE, BAD_JSON,
  // NOT_A_JSON_OBJECT, ROW_TOO_LARGE, INVALID_UTF8.
  absl::StatusOr<bool> Next(Json& record);

  // Of the last record.
  exchange::TablePosition at() const { return at_; }

  // INVALID_ARGUMENT BAD_FOREIGN_FILE about `key` of the last record.
  absl::Status ForeignFault(std::string_view key, std::string_view found,
                            std::string_view expected) const;

 private:
  absl::StatusOr<char> Peek();  // the next character that is no space; '\0' at the end
  absl::StatusOr<size_t> FindEnd();
  void Take(size_t count);
  absl::Status BadRecord(std::string_view reason, std::string_view what,
                         std::string_view found) const;

  exchange::InputBuffer input_;
  exchange::TablePosition at_;
  int64_t line_ = 1;
  bool begun_ = false;
  bool is_array_ = false;
  bool ended_ = false;
};

// The text of a JSON value: of a string its characters, of anything else its JSON.
std::string TextOf(const Json& value);

// The member, or null where it is not there.
const Json& Member(const Json& object, std::string_view key);

// A time as tools write it (ISO 8601, or seconds since 1970); nullopt: none.
std::optional<int64_t> TimeOf(const Json& value);

// Seconds as microseconds; 0 where it is no number of seconds in 0 to 30 days.
int64_t MicrosOf(const Json& seconds);

}  // namespace assay::formats

#endif  // ASSAY_ANNOTATOR_FORMATS_JSON_RECORDS_H_
