// Texts that a server is given by callers and operators: lease ids, API keys, addresses to listen
// on.  What is read is written as the same text.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "annotator/auth/api_key.h"
#include "annotator/campaign/lease_id.h"
#include "annotator/rpc/listen_address.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace {

void ReadLeaseId(std::string_view text) {
  static assay::LeaseIds& ids = *new assay::LeaseIds("a secret that no input knows of", "fuzz");
  const auto name = ids.Read(text);
  ASSAY_CHECK(!name.has_value() || ids.Make(*name) == text);
  ASSAY_CHECK(
      name.has_value() ==
      (text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos));
}

void ReadKey(std::string_view text) {
  const auto secret = assay::auth::BearerSecret(text);
  if (secret.has_value()) {
    ASSAY_CHECK(secret->size() == 49 && secret->substr(0, 6) == "assay_");
    ASSAY_CHECK(text.ends_with(*secret));
    ASSAY_CHECK(assay::auth::BearerSecret(absl::StrCat("Bearer ", std::string(*secret))) == secret);
  }
}

void ReadAddress(const std::string& text) {
  const auto address = assay::rpc::ParseListenAddress(text, "listen");
  if (!address.ok()) {
    ASSAY_CHECK(assay::ErrorReason(address.status()) == "BAD_LISTEN_ADDRESS");
    return;
  }
  const bool in_brackets = address->host.find(':') != std::string::npos;
  const auto again = assay::rpc::ParseListenAddress(
      absl::StrCat(in_brackets ? "[" : "", address->host, in_brackets ? "]:" : ":", address->port),
      "listen");
  ASSAY_CHECK(again.ok());
  ASSAY_CHECK(again->host == address->host && again->port == address->port);
  ASSAY_CHECK(again->loopback == address->loopback);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  ReadLeaseId(text);
  ReadKey(text);
  ReadAddress(text);
  return 0;
}
