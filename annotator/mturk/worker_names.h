#ifndef ASSAY_ANNOTATOR_MTURK_WORKER_NAMES_H_
#define ASSAY_ANNOTATOR_MTURK_WORKER_NAMES_H_

#include <string>
#include <string_view>

namespace assay::mturk {

// "w-" and 24 hexadecimal digits of HMAC-SHA256 of the worker id: the same for the same worker
// under the same secret, and without the secret nobody can tell who it is.
std::string PseudonymOf(std::string_view worker_id, std::string_view secret);

// The worker id where it can be the name of an annotator (1-63 characters of a-z, A-Z, 0-9, '-',
// '_',
// '.'), else a hash of it.
std::string AnnotatorIdOf(std::string_view worker_id);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_WORKER_NAMES_H_
