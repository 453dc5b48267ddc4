#ifndef ASSAY_TESTS_LOAD_RELAY_H_
#define ASSAY_TESTS_LOAD_RELAY_H_

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::load {

// Passes bytes on between clients and a server, and can lose the connections: what a client had
// sent may have arrived, what the server answered may not.
class Relay {
 public:
  // `target`: "127.0.0.1:PORT".
  static absl::StatusOr<std::unique_ptr<Relay>> Start(const std::string& target);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // Where clients connect.
  const std::string& address() const { return address_; }
  // Ends all connections at once, in both directions, without a farewell.
  void Cut() { cut_ = true; }
  // From now on nothing that the server sends is passed on, until the next cut.
  void Mute() { mute_ = true; }
  size_t connection_count() const { return connection_count_; }

 private:
  struct Connection {
    int client = -1;
    int server = -1;
  };

  Relay(int listener, int target_port, std::string address);
  void Run();
  void Accept();
  // False where the connection has ended.
  bool Pass(int from, int to, bool drop);
  void CloseAll();

  const int listener_;
  const int target_port_;
  const std::string address_;
  std::atomic<bool> cut_{false};
  std::atomic<bool> mute_{false};
  std::atomic<bool> stop_{false};
  std::atomic<size_t> connection_count_{0};
  std::vector<Connection> connections_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace assay::load

#endif  // ASSAY_TESTS_LOAD_RELAY_H_
