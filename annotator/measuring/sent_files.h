#ifndef ASSAY_ANNOTATOR_MEASURING_SENT_FILES_H_
#define ASSAY_ANNOTATOR_MEASURING_SENT_FILES_H_

#include "annotator/exchange/byte_source.h"

namespace assay {

// The files that a client sends, one after the other.  Not thread-safe.
class SentFiles {
 public:
  virtual ~SentFiles() = default;

  // Goes on to the next file; what is left of the one before is passed over when its bytes are
  // asked for.  The source is valid until the next call.
  virtual exchange::ByteSource& Next() = 0;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_SENT_FILES_H_
