#ifndef ASSAY_ANNOTATOR_FORMATS_FOREIGN_FORMAT_H_
#define ASSAY_ANNOTATOR_FORMATS_FOREIGN_FORMAT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/formats/foreign_label.h"

namespace assay::formats {

// How a file is read.
struct ReadOptions {
  std::string file_name{};  // for messages
  // The column, key or control with the label, where the format leaves it open; empty: guessed.
  std::string label_column{};
  // The column or key with the item's id, where the format leaves it open; empty: guessed.
  std::string item_column{};
};

// Items of a file, one after the other; memory does not grow with their number unless the format
// says so.  Not thread-safe.
//
// Every fault is INVALID_ARGUMENT with metadata file, row, line and, as they apply, column, found
// and expected:
//   EMPTY_FILE, BAD_JSON, NOT_A_JSON_OBJECT, ROW_TOO_LARGE, INVALID_UTF8 and what TableReader says.
//   BAD_FOREIGN_FILE  it is no such file: something is missing or has another form.
class ForeignReader {
 public:
  virtual ~ForeignReader() = default;
  // False at the end.  An item may come more than once, with other labels.
  virtual absl::StatusOr<bool> Next(ForeignItem& item) = 0;
  const Losses& losses() const { return losses_; }

 protected:
  Losses losses_;
};

// An item as it is given to a writer.
struct ItemToWrite {
  std::string id;
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<ForeignLabel> labels;
  v1::LabelValue consensus;  // without value: there is none
};

// What a writer knows before the first item.
struct WriteOptions {
  std::string question;
  v1::LabelSchema schema;
  std::vector<std::string> annotators;  // all that may come, in order
};

// Takes the next bytes of the file.
using Sink = std::function<absl::Status(std::string_view bytes)>;

class ForeignWriter {
 public:
  virtual ~ForeignWriter() = default;
  virtual absl::Status Begin() { return absl::OkStatus(); }
  virtual absl::Status Write(const ItemToWrite& item) = 0;
  virtual absl::Status End() { return absl::OkStatus(); }
  const Losses& losses() const { return losses_; }

 protected:
  Losses losses_;
};

// A format of another tool.  To add one: a file <name>.cc with its reader, its writer, or both, and
// a line in format_list.cc.
struct ForeignFormat {
  std::string_view name;         // as --format takes it
  std::string_view description;  // what it is and what of it is read and written
  std::string_view source;       // where it is documented
  std::string_view kinds;        // of labels, as `assay campaign create --kind` names them
  std::string_view file_ending;  // of what is written
  // Null where it is not read.
  absl::StatusOr<std::unique_ptr<ForeignReader>> (*make_reader)(const ReadOptions& options,
                                                                exchange::ByteSource& source);
  // Null where it is not written.
  std::unique_ptr<ForeignWriter> (*make_writer)(const WriteOptions& options, const Sink& sink);
};

// All of them, in the order in which they are listed to users.
std::span<const ForeignFormat> ForeignFormats();

// Null where no format has this name.
const ForeignFormat* FindForeignFormat(std::string_view name);

// The value in the form that the schema asks for, where it says the same: one class of several as
// several, a class that is a number as a number, and the other way round.  Else as it was.
v1::LabelValue ConformValue(v1::LabelValue value, v1::LabelSchema::Kind kind);

// A name that annotators may have: characters that they may not have become '_', and more than 63
// are cut.
std::string AnnotatorIdOf(std::string_view name);

}  // namespace assay::formats

#endif  // ASSAY_ANNOTATOR_FORMATS_FOREIGN_FORMAT_H_
