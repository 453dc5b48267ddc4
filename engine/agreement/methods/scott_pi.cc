#include "engine/agreement/methods/methods.h"
#include "engine/agreement/methods/two_annotators.h"

namespace assay {
namespace {

ChanceShares SharesOfBoth(const PairTable& table) {
  std::vector<double> shares = table.rows;
  for (size_t k = 0; k < shares.size(); ++k) {
    shares[k] = (shares[k] + table.columns[k]) / 2;
  }
  return {shares, shares};
}

}  // namespace

absl::StatusOr<AgreementValue> ScottPi(const AgreementSample& sample) {
  return TwoAnnotatorKappa(sample, &SharesOfBoth);
}

}  // namespace assay
