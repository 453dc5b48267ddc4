#include "annotator/desk/lease_id.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cstring>

#include "engine/base/check.h"

namespace assay {
namespace {

constexpr size_t kBlockBytes = 16;
using Block = std::array<unsigned char, kBlockBytes>;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

constexpr int kLeaseBits = 40;

int HexValue(char digit) {
  if (digit >= '0' && digit <= '9') {
    return digit - '0';
  }
  return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

void PutNumber(uint64_t number, unsigned char* bytes) {
  for (int i = 0; i < 8; ++i) {
    bytes[i] = static_cast<unsigned char>(number >> (56 - 8 * i));
  }
}

uint64_t GetNumber(const unsigned char* bytes) {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) {
    number = (number << 8) | bytes[i];
  }
  return number;
}

}  // namespace

class LeaseIds::Cipher {
 public:
  explicit Cipher(const std::string& key_material) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> key{};
    SHA256(reinterpret_cast<const unsigned char*>(key_material.data()), key_material.size(),
           key.data());
    encrypt_ = Make(key.data(), 1);
    decrypt_ = Make(key.data(), 0);
  }

  Block Encrypt(const Block& block) { return Apply(*encrypt_, block); }
  Block Decrypt(const Block& block) { return Apply(*decrypt_, block); }

 private:
  static Context Make(const unsigned char* key, int encrypt) {
    Context context(EVP_CIPHER_CTX_new());
    ASSAY_CHECK(context != nullptr);
    ASSAY_CHECK(
        EVP_CipherInit_ex(context.get(), EVP_aes_256_ecb(), nullptr, key, nullptr, encrypt) == 1);
    ASSAY_CHECK(EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
    return context;
  }

  static Block Apply(EVP_CIPHER_CTX& context, const Block& block) {
    Block result{};
    int size = 0;
    ASSAY_CHECK(EVP_CipherUpdate(&context, result.data(), &size, block.data(), kBlockBytes) == 1);
    ASSAY_CHECK(size == kBlockBytes);
    return result;
  }

  Context encrypt_;
  Context decrypt_;
};

LeaseIds::LeaseIds(std::string_view secret, std::string_view purpose)
    : cipher_(std::make_unique<Cipher>(std::string(purpose) + '\0' + std::string(secret))) {}

LeaseIds::~LeaseIds() = default;

std::string LeaseIds::Make(const LeaseName& name) {
  Block block{};
  PutNumber(name.item_number, block.data());
  PutNumber((name.annotator_ordinal << kLeaseBits) | name.lease_number, block.data() + 8);
  const Block hidden = cipher_->Encrypt(block);
  std::string text;
  text.reserve(2 * kBlockBytes);
  for (const unsigned char byte : hidden) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::optional<LeaseName> LeaseIds::Read(std::string_view lease_id) {
  if (lease_id.size() != 2 * kBlockBytes) {
    return std::nullopt;
  }
  Block hidden{};
  for (size_t i = 0; i < kBlockBytes; ++i) {
    const int high = HexValue(lease_id[2 * i]);
    const int low = HexValue(lease_id[2 * i + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    hidden[i] = static_cast<unsigned char>(high * 16 + low);
  }
  const Block block = cipher_->Decrypt(hidden);
  const uint64_t lease = GetNumber(block.data() + 8);
  return LeaseName{.item_number = GetNumber(block.data()),
                   .lease_number = lease & ((uint64_t{1} << kLeaseBits) - 1),
                   .annotator_ordinal = lease >> kLeaseBits};
}

}  // namespace assay
