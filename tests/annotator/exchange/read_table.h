#ifndef ASSAY_TESTS_ANNOTATOR_EXCHANGE_READ_TABLE_H_
#define ASSAY_TESTS_ANNOTATOR_EXCHANGE_READ_TABLE_H_

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/format_registry.h"
#include "engine/base/status.h"

namespace assay::exchange {

struct Table {
  std::vector<std::string> columns;
  std::vector<TableRow> rows;

  std::vector<std::vector<std::string>> Cells() const {
    std::vector<std::vector<std::string>> cells;
    for (const TableRow& row : rows) {
      cells.push_back(row.cells);
    }
    return cells;
  }
};

inline TableOptions OptionsFor(std::string file_name) {
  TableOptions options;
  options.file_name = std::move(file_name);
  return options;
}

// Reads all of `content`; the rows before an error are kept in `before_error` when given.
inline absl::StatusOr<Table> ReadTable(const std::string& content, const TableOptions& options,
                                       size_t bytes_per_read = std::string::npos,
                                       Table* before_error = nullptr) {
  StringSource source(content, bytes_per_read);
  ASSAY_ASSIGN_OR_RETURN(const auto reader, OpenTable(options, source));
  Table local;
  Table& table = before_error != nullptr ? *before_error : local;
  TableRow row;
  for (;;) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, reader->Next(row));
    table.columns = reader->columns();
    if (!more) {
      return table;
    }
    table.rows.push_back(row);
  }
}

inline absl::StatusOr<Table> ReadTable(const std::string& content, std::string file_name) {
  return ReadTable(content, OptionsFor(std::move(file_name)));
}

// One gzip member, made by zlib's deflate.
inline std::string Gzip(const std::string& content) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string compressed(deflateBound(&stream, content.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

}  // namespace assay::exchange

#endif  // ASSAY_TESTS_ANNOTATOR_EXCHANGE_READ_TABLE_H_
