#include "annotator/http/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/status_matchers.h"

namespace assay::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kPatienceSeconds = 20;

// A client that sends what it likes.
class Peer {
 public:
  explicit Peer(const HttpServer& server) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{kPatienceSeconds, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::string& text = server.address();
    address.sin_port = htons(static_cast<uint16_t>(std::stoi(text.substr(text.rfind(':') + 1))));
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  ~Peer() { close(socket_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Whether all of it was taken.
  bool Send(const std::string& bytes) const {
    return send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }

  // All that comes until the server closes, or until `end` has come.
  std::string Receive(const std::string& end = "") const {
    std::string received;
    char buffer[4096];
    while (end.empty() || received.find(end) == std::string::npos) {
      const ssize_t size = recv(socket_, buffer, sizeof(buffer), 0);
      if (size <= 0) {
        break;
      }
      received.append(buffer, static_cast<size_t>(size));
    }
    return received;
  }

 private:
  const int socket_;
};

std::unique_ptr<HttpServer> StartServer(HttpServer::Options options = {}) {
  Router router;
  router.Add("GET", "/hello", [](const Router::Call&) { return TextResponse(200, "hello"); });
  router.Add("POST", "/size", [](const Router::Call& call) {
    return TextResponse(200, std::to_string(call.request.body.size()));
  });
  router.Add("GET", "/long",
             [](const Router::Call&) { return TextResponse(200, std::string(50 << 20, 'x')); });
  options.host = "127.0.0.1";
  auto server = HttpServer::Start(options, std::move(router));
  EXPECT_THAT(server, IsOk());
  return *std::move(server);
}

std::string Ask(const HttpServer& server, const std::string& bytes) {
  const Peer peer(server);
  EXPECT_TRUE(peer.Send(bytes));
  return peer.Receive();
}

std::string AskForHello(const HttpServer& server) {
  return Ask(server, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
}

TEST(HttpServerTest, AnswersWithLengthTypeAndHeadersAgainstGuessing) {
  const auto server = StartServer();
  const std::string answer = AskForHello(*server);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 6\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nhello\n"));
}

TEST(HttpServerTest, AConnectionServesOneRequestAfterTheOther) {
  const auto server = StartServer();
  const Peer peer(*server);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(peer.Send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_THAT(peer.Receive("hello\n"), EndsWith("hello\n"));
  }
}

TEST(HttpServerTest, HeadHasTheLengthAndNoBody) {
  const auto server = StartServer();
  const std::string answer =
      Ask(*server, "HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 6\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(HttpServerTest, AnotherMethodIsRefused) {
  const auto server = StartServer();
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"}) {
    const std::string answer = Ask(*server, std::string(method) +
                                                " /hello HTTP/1.1\r\nHost: a\r\nContent-Length: "
                                                "0\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 405 ")) << method;
    EXPECT_THAT(answer, HasSubstr("Allow: GET\r\n")) << method;
  }
}

TEST(HttpServerTest, PathsThatClimbAreRefused) {
  const auto server = StartServer();
  for (const char* path : {"/../etc/passwd", "/%2e%2e/etc/passwd", "/hello/../../x", "/%00"}) {
    EXPECT_THAT(Ask(*server, std::string("GET ") + path +
                                 " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 400 "))
        << path;
  }
}

TEST(HttpServerTest, WhatIsNotHttpIsRefusedAndDisconnected) {
  const auto server = StartServer();
  for (const char* bytes :
       {"hello\r\n\r\n", "GET\r\n\r\n", "GET /hello HTTP/9.9\r\n\r\n",
        "\x16\x03\x01\x02\x01\x01 a TLS greeting \r\n\r\n",
        "GET /hello HTTP/1.1\r\nNo colon here\r\n\r\n",
        "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    EXPECT_THAT(Ask(*server, bytes), StartsWith("HTTP/1.1 400 ")) << bytes;
  }
  EXPECT_THAT(AskForHello(*server), EndsWith("hello\n"));
}

TEST(HttpServerTest, TooLongHeadersAreRefused) {
  const auto server = StartServer();
  EXPECT_THAT(Ask(*server, "GET /hello HTTP/1.1\r\nX-Long: " + std::string(20'000, 'x')),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(Ask(*server, "GET /" + std::string(20'000, 'x')), StartsWith("HTTP/1.1 431 "));
}

TEST(HttpServerTest, ABodyIsTakenUpToItsLimit) {
  const auto server = StartServer({.max_body_bytes = 1000});
  const auto post = [&](size_t size) {
    return Ask(*server, "POST /size HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                            std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
  };
  EXPECT_THAT(post(1000), EndsWith("\r\n\r\n1000\n"));
  EXPECT_THAT(post(1001), StartsWith("HTTP/1.1 413 "));
  std::string chunks = "POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 20; ++i) {
    chunks += "64\r\n" + std::string(100, 'x') + "\r\n";
  }
  EXPECT_THAT(Ask(*server, chunks), StartsWith("HTTP/1.1 413 "));
}

TEST(HttpServerTest, ASlowClientIsDisconnectedHoweverItDribbles) {
  const auto server = StartServer({.timeout = milliseconds(300)});
  const auto begin = steady_clock::now();
  const Peer silent(*server);
  const Peer dribbling(*server);
  bool open = dribbling.Send("GET /hello HTTP/1.1\r\n");
  for (int i = 0; open && i < 200; ++i) {
    std::this_thread::sleep_for(milliseconds(50));
    open = dribbling.Send("X: y\r\n");
  }
  EXPECT_FALSE(open);
  EXPECT_EQ(silent.Receive(), "");
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(9));
}

TEST(HttpServerTest, AClientThatDoesNotTakeItsAnswerIsDisconnected) {
  const auto server = StartServer({.timeout = milliseconds(300), .max_connections = 1});
  const Peer stuck(*server);
  ASSERT_TRUE(stuck.Send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n"));
  // Its place is given to another.
  std::string answer;
  for (int i = 0; answer.empty() && i < 200; ++i) {
    std::this_thread::sleep_for(milliseconds(50));
    answer = AskForHello(*server);
  }
  EXPECT_THAT(answer, EndsWith("hello\n"));
}

TEST(HttpServerTest, MoreConnectionsThanAllowedAreDisconnectedAndTheRestServed) {
  const auto server = StartServer({.max_connections = 8});
  std::vector<std::unique_ptr<Peer>> peers;
  for (int i = 0; i < 8; ++i) {
    peers.push_back(std::make_unique<Peer>(*server));
    ASSERT_TRUE(peers.back()->Send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"));
    ASSERT_THAT(peers.back()->Receive("hello\n"), EndsWith("hello\n"));
  }
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(Peer(*server).Receive(), "");
  }
  ASSERT_TRUE(peers[3]->Send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_THAT(peers[3]->Receive("hello\n"), EndsWith("hello\n"));
  peers.clear();
  std::string answer;
  for (int i = 0; answer.empty() && i < 200; ++i) {
    std::this_thread::sleep_for(milliseconds(20));
    answer = AskForHello(*server);
  }
  EXPECT_THAT(answer, EndsWith("hello\n"));
}

TEST(HttpServerTest, ManyClientsAtOnceGetTheirAnswers) {
  const auto server = StartServer();
  std::vector<std::thread> clients;
  std::atomic<int> answered{0};
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      for (int k = 0; k < 50; ++k) {
        answered += AskForHello(*server).ends_with("hello\n") ? 1 : 0;
      }
    });
  }
  for (std::thread& client : clients) {
    client.join();
  }
  EXPECT_EQ(answered, 400);
}

TEST(HttpServerTest, EndsWhileClientsAreConnected) {
  auto server = StartServer();
  const Peer peer(*server);
  ASSERT_TRUE(peer.Send("GET /hel"));
  server.reset();
  EXPECT_EQ(peer.Receive(), "");
}

TEST(HttpServerTest, AnAddressThatIsTakenOrNotOursIsNamed) {
  const auto server = StartServer();
  HttpServer::Options options;
  options.host = "127.0.0.1";
  options.port =
      static_cast<uint16_t>(std::stoi(server->address().substr(server->address().rfind(':') + 1)));
  EXPECT_THAT(HttpServer::Start(options, Router()), HasReason("ADDRESS_NOT_AVAILABLE"));
  options.host = "192.0.2.1";
  EXPECT_THAT(HttpServer::Start(options, Router()), HasReason("ADDRESS_NOT_AVAILABLE"));
}

}  // namespace
}  // namespace assay::http
