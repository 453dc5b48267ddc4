#ifndef ASSAY_ANNOTATOR_FORMATS_FOREIGN_ITEMS_H_
#define ASSAY_ANNOTATOR_FORMATS_FOREIGN_ITEMS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/table_reader.h"

namespace assay::formats {

// As exchange::OpenTable, and for the formats of other tools (foreign_format.h) a table of their
// items: the column "item_id" and those of the first item's fields; each item once, without labels.
// What later items have in other fields is left out of the table.  Remembers the ids: 32 bytes and
// the id for each item.  `source` must outlive the reader.
absl::StatusOr<std::unique_ptr<exchange::TableReader>> OpenItems(
    const exchange::TableOptions& options, exchange::ByteSource& source);

}  // namespace assay::formats

#endif  // ASSAY_ANNOTATOR_FORMATS_FOREIGN_ITEMS_H_
