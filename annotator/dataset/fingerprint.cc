#include "annotator/dataset/fingerprint.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <new>

#include "absl/strings/escaping.h"

namespace assay {

class Fingerprint::State {
 public:
  State() : context_(EVP_MD_CTX_new()) {
    // Looking it up takes longer than a short text.
    static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (context_ == nullptr || EVP_DigestInit_ex(context_, kSha256, nullptr) != 1) {
      throw std::bad_alloc();
    }
  }
  ~State() { EVP_MD_CTX_free(context_); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void Update(const void* bytes, size_t size) { EVP_DigestUpdate(context_, bytes, size); }

  std::string Digest() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    EVP_DigestFinal_ex(context_, digest.data(), nullptr);
    return absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), 16});
  }

 private:
  EVP_MD_CTX* context_;
};

Fingerprint::Fingerprint() : state_(std::make_unique<State>()) {}
Fingerprint::~Fingerprint() = default;

void Fingerprint::Add(std::string_view text) {
  const uint64_t size = text.size();
  state_->Update(&size, sizeof(size));
  state_->Update(text.data(), text.size());
}

std::string Fingerprint::Finish() { return state_->Digest(); }

}  // namespace assay
