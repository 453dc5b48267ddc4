#ifndef ASSAY_ANNOTATOR_RPC_TICKER_H_
#define ASSAY_ANNOTATOR_RPC_TICKER_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace assay::rpc {

// Calls `tick` again and again, on a thread of its own, until it is destroyed.
class Ticker {
 public:
  Ticker(std::chrono::milliseconds interval, std::function<void()> tick);
  // Returns when the last tick has ended.
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void Run();

  const std::chrono::milliseconds interval_;
  const std::function<void()> tick_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_TICKER_H_
