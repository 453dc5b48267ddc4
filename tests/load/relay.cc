#include "tests/load/relay.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"

namespace assay::load {
namespace {

constexpr int kPollMilliseconds = 5;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void SendAtOnce(int socket) {
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

// The other side gets a reset: no farewell, and what has not been read is lost.
void Reset(int socket) {
  const linger at_once{1, 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close(socket);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Relay>> Relay::Start(const std::string& target) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, plain, size) != 0 || listen(listener, 128) != 0 ||
      getsockname(listener, plain, &size) != 0) {
    close(listener);
    return absl::UnavailableError("cannot listen on the loopback");
  }
  const int target_port = std::stoi(target.substr(target.rfind(':') + 1));
  return std::unique_ptr<Relay>(
      new Relay(listener, target_port, "127.0.0.1:" + std::to_string(ntohs(address.sin_port))));
}

Relay::Relay(int listener, int target_port, std::string address)
    : listener_(listener),
      target_port_(target_port),
      address_(std::move(address)),
      thread_([this] { Run(); }) {}

Relay::~Relay() {
  stop_ = true;
  thread_.join();
  CloseAll();
  close(listener_);
}

void Relay::Run() {
  while (!stop_) {
    if (cut_.exchange(false)) {
      CloseAll();
      mute_ = false;
    }
    std::vector<pollfd> waiting{{listener_, POLLIN, 0}};
    for (const Connection& connection : connections_) {
      waiting.push_back({connection.client, POLLIN, 0});
      waiting.push_back({connection.server, POLLIN, 0});
    }
    if (poll(waiting.data(), waiting.size(), kPollMilliseconds) <= 0) {
      continue;
    }
    std::vector<Connection> alive;
    for (size_t i = 0; i < connections_.size(); ++i) {
      const Connection& connection = connections_[i];
      const bool open =
          (waiting[2 * i + 1].revents == 0 || Pass(connection.client, connection.server, false)) &&
          (waiting[2 * i + 2].revents == 0 || Pass(connection.server, connection.client, mute_));
      if (open) {
        alive.push_back(connection);
      } else {
        Reset(connection.client);
        Reset(connection.server);
      }
    }
    connections_ = std::move(alive);
    if (waiting[0].revents != 0) {
      Accept();
    }
    connection_count_ = connections_.size();
  }
}

void Relay::Accept() {
  Connection connection;
  connection.client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  connection.server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in target = Loopback(target_port_);
  if (connect(connection.server, reinterpret_cast<sockaddr*>(&target), sizeof(target)) != 0) {
    Reset(connection.client);
    close(connection.server);
    return;
  }
  SendAtOnce(connection.client);
  SendAtOnce(connection.server);
  connections_.push_back(connection);
}

bool Relay::Pass(int from, int to, bool drop) {
  char bytes[64 << 10];
  const ssize_t count = recv(from, bytes, sizeof(bytes), 0);
  if (count <= 0) {
    return false;
  }
  for (ssize_t sent = 0; !drop && sent < count;) {
    const ssize_t more = send(to, bytes + sent, static_cast<size_t>(count - sent), MSG_NOSIGNAL);
    if (more <= 0) {
      return false;
    }
    sent += more;
  }
  return true;
}

void Relay::CloseAll() {
  for (const Connection& connection : connections_) {
    Reset(connection.client);
    Reset(connection.server);
  }
  connections_.clear();
  connection_count_ = 0;
}

}  // namespace assay::load
