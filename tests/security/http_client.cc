#include "tests/security/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "gtest/gtest.h"

namespace assay::rpc {
namespace {

constexpr int kPatienceSeconds = 20;

}  // namespace

std::string HttpAnswer::Header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (strcasecmp(key.c_str(), name.c_str()) == 0) {
      return value;
    }
  }
  return "";
}

nlohmann::json HttpAnswer::Json() const {
  return nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
}

std::string HttpAnswer::Reason() const {
  const nlohmann::json json = Json();
  return json.is_object() && json.contains("reason") ? json["reason"].get<std::string>() : "";
}

HttpClient::HttpClient(const std::string& address) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  const timeval patience{kPatienceSeconds, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  where.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof(where)), 0);
}

HttpClient::~HttpClient() { close(socket_); }

bool HttpClient::Send(const std::string& bytes) const {
  size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t size = send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) {
      return false;
    }
    sent += static_cast<size_t>(size);
  }
  return true;
}

bool HttpClient::Fill() {
  char buffer[65536];
  const ssize_t size = recv(socket_, buffer, sizeof(buffer), 0);
  if (size <= 0) {
    return false;
  }
  received_.append(buffer, static_cast<size_t>(size));
  return true;
}

std::string HttpClient::Line() {
  size_t end = 0;
  while ((end = received_.find("\r\n")) == std::string::npos) {
    if (!Fill()) {
      return "";
    }
  }
  std::string line = received_.substr(0, end);
  received_.erase(0, end + 2);
  return line;
}

void HttpClient::ReceiveChunks(HttpAnswer& answer) {
  while (true) {
    const std::string line = Line();
    if (line.empty()) {
      return;
    }
    const size_t size = std::stoul(line, nullptr, 16);
    while (received_.size() < size + 2) {
      if (!Fill()) {
        return;
      }
    }
    answer.body += received_.substr(0, size);
    received_.erase(0, size + 2);
    if (size == 0) {
      answer.whole = true;
      return;
    }
  }
}

HttpAnswer HttpClient::Receive(bool head_only) {
  HttpAnswer answer;
  const std::string first = Line();
  if (first.rfind("HTTP/1.1 ", 0) != 0) {
    return answer;
  }
  answer.status = std::stoi(first.substr(9, 3));
  for (std::string line = Line(); !line.empty(); line = Line()) {
    const size_t colon = line.find(": ");
    answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  if (answer.status == 100) {
    return Receive(head_only);
  }
  if (answer.Header("Transfer-Encoding") == "chunked") {
    ReceiveChunks(answer);
    return answer;
  }
  const std::string length = answer.Header("Content-Length");
  const size_t size = head_only || length.empty() ? 0 : std::stoul(length);
  while (received_.size() < size) {
    if (!Fill()) {
      return answer;
    }
  }
  answer.body = received_.substr(0, size);
  received_.erase(0, size);
  answer.whole = true;
  return answer;
}

HttpAnswer HttpClient::Ask(const std::string& method, const std::string& target,
                           const HttpHeaders& headers, const std::string& body) {
  std::string text = method + " " + target + " HTTP/1.1\r\n";
  bool has_host = false;
  for (const auto& [name, value] : headers) {
    text += name + ": " + value + "\r\n";
    has_host = has_host || name == "Host";
  }
  text += has_host ? "" : "Host: localhost\r\n";
  if (!body.empty() || method == "POST") {
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  Send(text + "\r\n" + body);
  return Receive(method == "HEAD");
}

bool HttpClient::IsClosed() { return received_.empty() && !Fill(); }

void HttpClient::CloseWriting() const { shutdown(socket_, SHUT_WR); }

}  // namespace assay::rpc
