#ifndef ASSAY_ANNOTATOR_DATASET_FINGERPRINT_H_
#define ASSAY_ANNOTATOR_DATASET_FINGERPRINT_H_

#include <memory>
#include <string>
#include <string_view>

namespace assay {

// A hash of a sequence of texts: SHA-256, cut to 128 bits.  Sequences that differ in a text or in
// where one ends and the next begins have different fingerprints.  Not thread-safe.
class Fingerprint {
 public:
  Fingerprint();
  ~Fingerprint();
  Fingerprint(const Fingerprint&) = delete;
  Fingerprint& operator=(const Fingerprint&) = delete;

  void Add(std::string_view text);
  // 32 hexadecimal digits.  Ends the sequence.
  std::string Finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_FINGERPRINT_H_
