#ifndef ASSAY_ANNOTATOR_EXCHANGE_JSONL_READER_H_
#define ASSAY_ANNOTATOR_EXCHANGE_JSONL_READER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "annotator/exchange/input_buffer.h"
#include "annotator/exchange/table_reader.h"

namespace assay::exchange {

// Reads JSON Lines: each line an object, its keys the columns.  A cell is the unescaped text of a
// string, the literal text of a number or boolean, or the JSON text of an array or object; null
// and an absent key are an empty cell.  Blank lines are skipped; lines end in LF or CRLF.
//
// Fails as TableReader says for what is wrong with the first row.
//
// Source: https://jsonlines.org, RFC 8259.
absl::StatusOr<std::unique_ptr<TableReader>> MakeJsonlReader(std::unique_ptr<InputBuffer> input,
                                                             const TableOptions& options);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_JSONL_READER_H_
