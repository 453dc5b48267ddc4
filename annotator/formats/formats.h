#ifndef ASSAY_ANNOTATOR_FORMATS_FORMATS_H_
#define ASSAY_ANNOTATOR_FORMATS_FORMATS_H_

// The makers that format_list.cc lists; each format's own file defines them.

#include <memory>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/formats/foreign_format.h"

namespace assay::formats {

using MadeReader = absl::StatusOr<std::unique_ptr<ForeignReader>>;
using MadeWriter = std::unique_ptr<ForeignWriter>;

MadeReader MakeAppenAggregatedReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeAppenReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeArgillaReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeCleanlabReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeCocoReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeConllReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeCrowdKitReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeDoccanoReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeHuggingFaceReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeLabelStudioMinReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeLabelStudioReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeNltkReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeProdigyReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeSageMakerReader(const ReadOptions& options, exchange::ByteSource& source);
MadeReader MakeTolokaReader(const ReadOptions& options, exchange::ByteSource& source);

MadeWriter MakeArgillaWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeCleanlabWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeCocoWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeConllWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeCrowdKitWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeDoccanoWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeHuggingFaceWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeLabelStudioWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeNltkWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeProdigyWriter(const WriteOptions& options, const Sink& sink);
MadeWriter MakeSageMakerWriter(const WriteOptions& options, const Sink& sink);

}  // namespace assay::formats

#endif  // ASSAY_ANNOTATOR_FORMATS_FORMATS_H_
