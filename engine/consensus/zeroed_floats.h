#ifndef ASSAY_ENGINE_CONSENSUS_ZEROED_FLOATS_H_
#define ASSAY_ENGINE_CONSENSUS_ZEROED_FLOATS_H_

#include <cstddef>
#include <vector>

namespace assay {

// `size` zeros.  A large block asks the kernel for huge pages: one fault for 2 MB, not for 4 KB.
std::vector<float> ZeroedFloats(size_t size);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_ZEROED_FLOATS_H_
