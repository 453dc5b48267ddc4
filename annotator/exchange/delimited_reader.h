#ifndef ASSAY_ANNOTATOR_EXCHANGE_DELIMITED_READER_H_
#define ASSAY_ANNOTATOR_EXCHANGE_DELIMITED_READER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "annotator/exchange/input_buffer.h"
#include "annotator/exchange/table_reader.h"

namespace assay::exchange {

// Reads comma-separated values.  A header line without a comma (outside quotes) but with tabs or
// semicolons is taken at its word: then the more frequent of the two separates.
//
// Fails as TableReader says for what is wrong with the header.
//
// Source: RFC 4180; also LF and CR line ends, blank lines (skipped), a byte order mark.
absl::StatusOr<std::unique_ptr<TableReader>> MakeCsvReader(std::unique_ptr<InputBuffer> input,
                                                           const TableOptions& options);

// The same with tabs.
absl::StatusOr<std::unique_ptr<TableReader>> MakeTsvReader(std::unique_ptr<InputBuffer> input,
                                                           const TableOptions& options);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_DELIMITED_READER_H_
