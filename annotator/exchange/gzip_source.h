#ifndef ASSAY_ANNOTATOR_EXCHANGE_GZIP_SOURCE_H_
#define ASSAY_ANNOTATOR_EXCHANGE_GZIP_SOURCE_H_

#include <memory>

#include "annotator/exchange/byte_source.h"

namespace assay::exchange {

// Inflates `source` where it begins with the gzip magic number, and passes it through unchanged
// where it does not.  Concatenated gzip members give the concatenated contents; zero bytes after
// the last member (tape padding) are ignored.
//
// `source` must outlive the result.  Memory: 64 KiB for compressed bytes and zlib's window.
//
// Errors of Read, besides those of `source`:
//   INVALID_ARGUMENT TRUNCATED_GZIP  the bytes end inside a member.
//   INVALID_ARGUMENT CORRUPT_GZIP    a header, a block or a checksum is wrong, or something that is
//                                    not a member follows one.
//
// Source: RFC 1952 (members: section 2.2).
std::unique_ptr<ByteSource> MakeDecompressingSource(ByteSource& source);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_GZIP_SOURCE_H_
