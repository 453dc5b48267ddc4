// What is no honest HTTP: smuggled, oversized, slow, broken off.
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "tests/security/http_case.h"

namespace assay::rpc {
namespace {

using testing::HasSubstr;

class HttpHostileTest : public BareHttpCase {
 protected:
  // What comes for these bytes.
  HttpAnswer Say(const std::string& bytes) {
    HttpClient client(server_->http_address());
    EXPECT_TRUE(client.Send(bytes));
    return client.Receive();
  }

  // That the bytes are refused, and what follows them on the connection is not read as a request.
  void ExpectRefused(const std::string& bytes) {
    HttpClient client(server_->http_address());
    client.Send(bytes);
    const HttpAnswer answer = client.Receive();
    EXPECT_TRUE(answer.status == 400 || answer.status == 413 || answer.status == 417)
        << answer.status << " for " << bytes;
    EXPECT_EQ(answer.Header("Connection"), "close") << bytes;
    EXPECT_EQ(client.Receive().status, 0) << bytes;
  }

  void ExpectAlive() { EXPECT_EQ(Ask("GET", "/healthz").body, "alive\n"); }
};

constexpr char kSmuggled[] = "GET /session HTTP/1.1\r\nHost: localhost\r\n\r\n";

TEST_F(HttpHostileTest, ABodyWhoseEndCanBeReadInTwoWaysIsRefused) {
  for (const char* framing : {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                              "Content-Length: 5\r\nContent-Length: 5\r\n",
                              "Content-Length: 5\r\nContent-Length: 6\r\n",
                              "Content-Length: 5, 5\r\n",
                              "Content-Length: +5\r\n",
                              "Content-Length: 0x5\r\n",
                              "Content-Length: -5\r\n",
                              "Content-Length:\r\n",
                              "Content-Length: 99999999999999999999\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked, chunked\r\n",
                              "Transfer-Encoding: identity\r\n",
                              "Transfer-Encoding: gzip, chunked\r\n",
                              "Transfer-Encoding: xchunked\r\n",
                              "Transfer-Encoding : chunked\r\n",
                              "Transfer-Encoding:\x0b"
                              "chunked\r\n",
                              "Content-Length: 5\r\n folded: x\r\n",
                              "Content-Length: 5\r\nX: a\r\n\tb\r\n",
                              "X: a\nContent-Length: 5\r\n",
                              "X: a\rContent-Length: 5\r\n",
                              "Expect: something\r\nContent-Length: 5\r\n"}) {
    ExpectRefused("POST /session HTTP/1.1\r\nHost: localhost\r\n" + std::string(framing) +
                  "\r\n0\r\n\r\n" + kSmuggled);
  }
  ExpectAlive();
}

TEST_F(HttpHostileTest, ChunkedIsNotTakenFromHttp10) {
  ExpectRefused(
      "POST /session HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\n\r\n" +
      std::string(kSmuggled));
}

TEST_F(HttpHostileTest, BrokenChunksAreRefused) {
  for (const char* chunks : {"zz\r\n", "-1\r\na\r\n", "5\r\nabc", "ffffffffffffffff\r\n",
                             "3\nabc\r\n", "1 \r\na\r\n", "\r\n"}) {
    HttpClient client(server_->http_address());
    client.Send(
        "POST /session HTTP/1.1\r\nHost: localhost\r\nX-Assay-Request: 1\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
        std::string(chunks));
    client.CloseWriting();
    const int status = client.Receive().status;
    EXPECT_TRUE(status == 400 || status == 413 || status == 0) << chunks << status;
  }
  ExpectAlive();
}

TEST_F(HttpHostileTest, WhatIsNoRequestIsRefused) {
  using std::string_literals::operator""s;
  for (const std::string& bytes : std::vector<std::string>{
           "GET / HTTP/1.1\r\n\r\n",                                // no Host
           "GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n",  // two
           "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
           "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n",
           "GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n",
           " GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
           "GET /\x80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
           std::string("GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"s),
           "GET / HTTP/1.1\r\nHost: local\x01host\r\n\r\n",
           "GET / HTTP/1.1\r\n: x\r\nHost: localhost\r\n\r\n",
           "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
           "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
           "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
           "CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n",
       }) {
    const HttpAnswer answer = Say(bytes);
    EXPECT_EQ(answer.status, 400) << bytes;
  }
  ExpectAlive();
}

TEST_F(HttpHostileTest, HeadersAndBodiesHaveTheirLimits) {
  EXPECT_EQ(Ask("GET", "/", {{"X-Long", std::string(17'000, 'x')}}).status, 431);
  EXPECT_EQ(Ask("GET", "/" + std::string(17'000, 'x')).status, 431);
  HttpHeaders many;
  for (int i = 0; i < 3000; ++i) {
    many.emplace_back("A", "b");
  }
  EXPECT_EQ(Ask("GET", "/", many).status, 431);
  // Announced, and refused before it is sent.
  const HttpAnswer json = Say(
      "POST /assay.v1.KeyService/GetCaller HTTP/1.1\r\nHost: localhost\r\nX-Assay-Request: 1\r\n"
      "Content-Type: application/json\r\nContent-Length: 16777217\r\n\r\n");
  EXPECT_EQ(json.status, 413);
  const HttpAnswer upload =
      Say("POST /upload/assay.v1.DatasetService/ImportDataset?spec=%7B%7D HTTP/1.1\r\n"
          "Host: localhost\r\nX-Assay-Request: 1\r\nContent-Length: 4294967297\r\n\r\n");
  EXPECT_EQ(upload.status, 413);
  EXPECT_EQ(Post("KeyService/GetCaller", std::string(10'000'000, ' ') + "{}").status, 200);
}

TEST_F(HttpHostileTest, PathsStayInside) {
  for (const char* path :
       {"/../../etc/passwd", "/label/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2fetc/passwd", "/assets/%2e%2e%5cwindows", "/%00", "/a%0d%0aSet-Cookie:x",
        "/%", "/%zz", "//etc/passwd", "/etc/passwd", "/download/assay.v1.DatasetService/../x"}) {
    const HttpAnswer answer = Ask("GET", path);
    EXPECT_TRUE(answer.status == 400 || answer.status == 404) << path << answer.status;
    EXPECT_EQ(answer.Header("Set-Cookie"), "");
  }
}

TEST_F(HttpHostileTest, RequestsThatComeAtOnceAreAnsweredInTheirOrder) {
  HttpClient client(server_->http_address());
  std::string requests;
  for (const char* path : {"/healthz", "/session", "/readyz", "/none", "/healthz"}) {
    requests += std::string("GET ") + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }
  ASSERT_TRUE(client.Send(requests));
  EXPECT_EQ(client.Receive().body, "alive\n");
  EXPECT_THAT(client.Receive().body, HasSubstr("ROLE_ADMIN"));
  EXPECT_EQ(client.Receive().body, "serving\n");
  EXPECT_EQ(client.Receive().status, 404);
  EXPECT_EQ(client.Receive().body, "alive\n");
}

TEST_F(HttpHostileTest, ABodyThatWasNotReadIsNotTakenForARequest) {
  // Refused by its headers; the rest of the body is a request.
  HttpClient client(server_->http_address());
  const std::string body = kSmuggled;
  client.Send("POST /session HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  const HttpAnswer answer = client.Receive();
  EXPECT_EQ(answer.Reason(), "NO_CSRF_HEADER");
  EXPECT_EQ(answer.Header("Connection"), "close");
  EXPECT_EQ(client.Receive().status, 0);
}

TEST_F(HttpHostileTest, AClientThatWantsToBeAskedIsAsked) {
  HttpClient client(server_->http_address());
  client.Send(
      "POST /session HTTP/1.1\r\nHost: localhost\r\nX-Assay-Request: 1\r\nExpect: 100-continue\r\n"
      "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n");
  client.Send(R"({"key":"assay_x"})");
  EXPECT_EQ(client.Receive().Reason(), "KEY_INVALID");
}

TEST_F(HttpHostileTest, ManySlowClientsDoNotKeepAQuickOneWaiting) {
  std::vector<std::unique_ptr<HttpClient>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<HttpClient>(server_->http_address()));
    slow.back()->Send("POST /session HTTP/1.1\r\nHost: loc");
  }
  const auto begin = std::chrono::steady_clock::now();
  ExpectAlive();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST_F(HttpHostileTest, ManyClientsThatGoInTheMiddleOfACallLeaveNothingBehind) {
  for (int i = 0; i < 100; ++i) {
    HttpClient client(server_->http_address());
    client.Send(
        "POST /assay.v1.KeyService/GetCaller HTTP/1.1\r\nHost: localhost\r\nX-Assay-Request: 1\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  }
  ExpectAlive();
}

}  // namespace
}  // namespace assay::rpc
