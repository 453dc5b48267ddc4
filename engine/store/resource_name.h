#ifndef ASSAY_ENGINE_STORE_RESOURCE_NAME_H_
#define ASSAY_ENGINE_STORE_RESOURCE_NAME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

inline constexpr std::string_view kDatasetCollection = "datasets";
inline constexpr std::string_view kMatrixCollection = "matrices";
inline constexpr std::string_view kAuditCollection = "audits";
inline constexpr std::string_view kOperationCollection = "operations";
inline constexpr std::string_view kCampaignCollection = "campaigns";
inline constexpr std::string_view kAnnotatorCollection = "annotators";
inline constexpr std::string_view kKeyCollection = "keys";

// ("audits", 7) -> "audits/7".
std::string NumberedName(std::string_view collection, uint64_t number);

// ("audits", "audits/7") -> 7; nullopt for everything that NumberedName does not make of a number
// above 0, such as "audits/07".
std::optional<uint64_t> ParseNumberedName(std::string_view collection, std::string_view name);

// ("datasets", "news") -> "datasets/news".
std::string ResourceName(std::string_view collection, std::string_view id);

// ("datasets", "datasets/news") -> "news"; nullopt where the collection is another one or the rest
// is empty or has a further slash.
std::optional<std::string> ParseResourceName(std::string_view collection, std::string_view name);

// ("news", 7) -> "datasets/news/matrices/7".
std::string MatrixName(std::string_view dataset_id, uint64_t matrix_number);

// "datasets/news/matrices/7" -> {"news", 7}; nullopt for everything that MatrixName does not make.
struct MatrixNameParts {
  std::string dataset_id;
  uint64_t matrix_number = 0;
};
std::optional<MatrixNameParts> ParseMatrixName(std::string_view name);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_RESOURCE_NAME_H_
