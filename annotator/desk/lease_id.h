#ifndef ASSAY_ANNOTATOR_DESK_LEASE_ID_H_
#define ASSAY_ANNOTATOR_DESK_LEASE_ID_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// What a lease id stands for.
struct LeaseName {
  uint64_t item_number = 0;
  uint64_t lease_number = 0;       // below 2^40
  uint64_t annotator_ordinal = 0;  // of who holds it, in the campaign; below 2^24
};

// Lease ids: item, lease number and annotator, encrypted as one AES-256 block, in 32 hexadecimal
// digits.  They say nothing to who has no key.  A made-up id decodes to numbers that no lease has.
//
// Not thread-safe.  About 0.2 microseconds either way.
class LeaseIds {
 public:
  // `secret`: random bytes; their SHA-256 together with `purpose` is the key.
  LeaseIds(std::string_view secret, std::string_view purpose);
  ~LeaseIds();
  LeaseIds(const LeaseIds&) = delete;
  LeaseIds& operator=(const LeaseIds&) = delete;

  std::string Make(const LeaseName& name);
  // nullopt for anything but 32 digits 0-9, a-f.
  std::optional<LeaseName> Read(std::string_view lease_id);

 private:
  class Cipher;
  std::unique_ptr<Cipher> cipher_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_LEASE_ID_H_
