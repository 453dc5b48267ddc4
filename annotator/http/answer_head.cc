#include "annotator/http/answer_head.h"

#include <algorithm>

namespace assay::http {
namespace {

const char* ReasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 499:
      return "Client Closed Request";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "";
  }
}

bool IsSafe(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
  });
}

void AddHeader(std::string& head, std::string_view name, std::string_view value) {
  if (IsSafe(name) && IsSafe(value)) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}

bool Has(const Headers& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return SameName(header.first, name); });
}

void AddFraming(std::string& head, const Framing& framing) {
  if (framing.content_length.has_value()) {
    AddHeader(head, "Content-Length", std::to_string(*framing.content_length));
  } else if (framing.chunked) {
    AddHeader(head, "Transfer-Encoding", "chunked");
  }
  if (!framing.keep_alive) {
    AddHeader(head, "Connection", "close");
  }
}

}  // namespace

SecurityHeaders::SecurityHeaders(const std::string& frame_ancestor, bool encrypted) {
  headers_ = {
      {"Server", "assay"},
      {"Cache-Control", "no-store"},
      {"Content-Security-Policy",
       "default-src 'self'; img-src 'self' data: blob: https:; media-src 'self' blob: https:; "
       "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors " +
           (frame_ancestor.empty() ? "'none'" : "'self' " + frame_ancestor)},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy",
       "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"},
  };
  if (frame_ancestor.empty()) {
    headers_.emplace_back("X-Frame-Options", "DENY");
    headers_.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  }
  if (encrypted) {
    headers_.emplace_back("Strict-Transport-Security", "max-age=31536000");
  }
}

std::string WriteAnswerHead(const Response& response, const SecurityHeaders& security,
                            const Framing& framing) {
  std::string head;
  head.reserve(1024);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head.append(ReasonPhrase(response.status)).append("\r\n");
  if (!response.content_type.empty()) {
    AddHeader(head, "Content-Type", response.content_type);
  }
  for (const auto& [name, value] : response.headers) {
    AddHeader(head, name, value);
  }
  for (const auto& [name, value] : security.all()) {
    if (response.headers.empty() || !Has(response.headers, name)) {
      AddHeader(head, name, value);
    }
  }
  AddFraming(head, framing);
  return head.append("\r\n");
}

}  // namespace assay::http
