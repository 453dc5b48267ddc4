#ifndef ASSAY_ENGINE_CONSENSUS_NAME_HASH_H_
#define ASSAY_ENGINE_CONSENSUS_NAME_HASH_H_

#include <cstdint>
#include <string_view>

namespace assay {

// A number made of a name alone, so that what is drawn for it does not depend on where it stands
// (FNV-1a; good enough to seed a generator, not to index a table).
inline uint64_t HashOfName(std::string_view name) {
  uint64_t hash = 14'695'981'039'346'656'037ull;
  for (const char byte : name) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211ull;
  }
  return hash;
}

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_NAME_HASH_H_
