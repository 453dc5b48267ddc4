#include "engine/agreement/methods/methods.h"
#include "engine/agreement/methods/two_annotators.h"

namespace assay {
namespace {

ChanceShares SharesOfEach(const PairTable& table) { return {table.rows, table.columns}; }

}  // namespace

absl::StatusOr<AgreementValue> CohenKappa(const AgreementSample& sample) {
  return TwoAnnotatorKappa(sample, &SharesOfEach);
}

}  // namespace assay
