#include "annotator/mturk/worker_names.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "annotator/campaign/annotator_lookup.h"

namespace assay::mturk {

std::string PseudonymOf(std::string_view worker_id, std::string_view secret) {
  constexpr unsigned kHashBytes = 12;
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned size = 0;
  const std::string key = "mturk worker " + std::string(secret);
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(worker_id.data()), worker_id.size(), hash.data(),
       &size);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string name = "w-";
  for (unsigned i = 0; i < kHashBytes; ++i) {
    name += kDigits[hash[i] >> 4];
    name += kDigits[hash[i] & 15];
  }
  return name;
}

std::string AnnotatorIdOf(std::string_view worker_id) {
  return IsAnnotatorId(worker_id) ? std::string(worker_id) : PseudonymOf(worker_id, "");
}

}  // namespace assay::mturk
