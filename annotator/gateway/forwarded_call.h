#ifndef ASSAY_ANNOTATOR_GATEWAY_FORWARDED_CALL_H_
#define ASSAY_ANNOTATOR_GATEWAY_FORWARDED_CALL_H_

namespace assay::gateway {

// Metadata of a call that this process's HTTP front forwards over the in-process channel:
// "SECRET PEER", with a secret that the server made when it started and told nobody else.  Of a
// call from a socket it counts for nothing.
inline constexpr char kForwardedForKey[] = "assay-forwarded-for";

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_FORWARDED_CALL_H_
