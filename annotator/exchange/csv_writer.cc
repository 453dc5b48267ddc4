#include "annotator/exchange/csv_writer.h"

namespace assay::exchange {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

bool NeedsQuotes(std::string_view cell) {
  return !cell.empty() && (IsBlank(cell.front()) || IsBlank(cell.back()) ||
                           cell.find_first_of(",\"\r\n") != std::string_view::npos);
}

template <typename Cell>
void AppendRow(std::string& out, std::span<const Cell> cells) {
  if (cells.size() == 1 && cells[0].empty()) {
    out += "\"\"\n";
    return;
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) {
      out += ',';
    }
    AppendCsvCell(out, cells[i]);
  }
  out += '\n';
}

}  // namespace

void AppendCsvCell(std::string& out, std::string_view cell) {
  if (!NeedsQuotes(cell)) {
    out += cell;
    return;
  }
  out += '"';
  for (size_t begin = 0; begin < cell.size();) {
    const size_t quote = cell.find('"', begin);
    if (quote == std::string_view::npos) {
      out += cell.substr(begin);
      break;
    }
    out += cell.substr(begin, quote + 1 - begin);
    out += '"';
    begin = quote + 1;
  }
  out += '"';
}

void AppendCsvRow(std::string& out, std::span<const std::string_view> cells) {
  AppendRow(out, cells);
}

void AppendCsvRow(std::string& out, std::span<const std::string> cells) { AppendRow(out, cells); }

}  // namespace assay::exchange
