#ifndef ASSAY_ANNOTATOR_RPC_CALLBACK_QUEUE_H_
#define ASSAY_ANNOTATOR_RPC_CALLBACK_QUEUE_H_

namespace assay::rpc {

// Keeps gRPC's queue of callbacks until the process ends.  All servers and channels of a process
// share one; the last of them ends it and joins its threads, and in gRPC 1.51 one of these may free
// the queue a second time ("assertion failed: prior > 0", or a double free).  A process whose
// servers come and go, be it one command with the embedded store, would meet that now and then: one
// call before the first server, and the queue never ends.  Any number of calls, from any thread.
void KeepCallbackQueue();

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_CALLBACK_QUEUE_H_
