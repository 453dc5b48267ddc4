#include "engine/store/resource_name.h"

#include <charconv>
#include <system_error>

namespace assay {

std::string NumberedName(std::string_view collection, uint64_t number) {
  return ResourceName(collection, std::to_string(number));
}

std::optional<uint64_t> ParseNumberedName(std::string_view collection, std::string_view name) {
  const std::optional<std::string> digits = ParseResourceName(collection, name);
  if (!digits.has_value() || digits->front() < '1' || digits->front() > '9') {
    return std::nullopt;
  }
  uint64_t number = 0;
  const char* const end = digits->data() + digits->size();
  const auto [stop, error] = std::from_chars(digits->data(), end, number);
  if (error != std::errc() || stop != end) {
    return std::nullopt;
  }
  return number;
}

std::string ResourceName(std::string_view collection, std::string_view id) {
  return std::string(collection) + "/" + std::string(id);
}

std::optional<std::string> ParseResourceName(std::string_view collection, std::string_view name) {
  if (!name.starts_with(collection)) {
    return std::nullopt;
  }
  name.remove_prefix(collection.size());
  if (name.size() < 2 || name.front() != '/' || name.find('/', 1) != std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(name.substr(1));
}

std::string MatrixName(std::string_view dataset_id, uint64_t matrix_number) {
  return ResourceName(kDatasetCollection, dataset_id) + "/" +
         NumberedName(kMatrixCollection, matrix_number);
}

std::optional<MatrixNameParts> ParseMatrixName(std::string_view name) {
  const size_t cut = name.find('/', kDatasetCollection.size() + 1);
  if (cut == std::string_view::npos) {
    return std::nullopt;
  }
  const auto dataset_id = ParseResourceName(kDatasetCollection, name.substr(0, cut));
  const auto number = ParseNumberedName(kMatrixCollection, name.substr(cut + 1));
  if (!dataset_id.has_value() || !number.has_value()) {
    return std::nullopt;
  }
  return MatrixNameParts{*dataset_id, *number};
}

}  // namespace assay
