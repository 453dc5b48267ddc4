#include "annotator/report/html_text.h"

namespace assay::report {
namespace {

bool StartsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

bool IsForbiddenControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string html;
  html.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        if (IsForbiddenControl(c)) {
          html += "\xEF\xBF\xBD";
        } else {
          html += c;
        }
    }
  }
  return html;
}

std::string EscapeJsonForScript(std::string_view json) {
  // All of these can stand only inside JSON strings, where \u escapes mean the same.
  std::string escaped;
  escaped.reserve(json.size() + json.size() / 16);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string_view rest = json.substr(i);
    if (rest.front() == '<') {
      escaped += "\\u003c";
    } else if (rest.front() == '>') {
      escaped += "\\u003e";
    } else if (rest.front() == '&') {
      escaped += "\\u0026";
    } else if (rest.starts_with("\xE2\x80\xA8")) {
      escaped += "\\u2028";
      i += 2;
    } else if (rest.starts_with("\xE2\x80\xA9")) {
      escaped += "\\u2029";
      i += 2;
    } else {
      escaped += rest.front();
    }
  }
  return escaped;
}

std::string CutText(std::string_view text, std::size_t byte_limit) {
  if (text.size() <= byte_limit) return std::string(text);
  std::size_t end = byte_limit;
  while (end > 0 && !StartsCodePoint(text[end])) --end;
  // Half of the last word is worse than none, unless the "word" is most of the text.
  const std::size_t space = text.substr(0, end).find_last_of(" \t\n");
  if (space != std::string_view::npos && space > byte_limit - byte_limit / 4) end = space;
  return std::string(text.substr(0, end)) + "\xE2\x80\xA6";
}

std::string IsolatedHtml(std::string_view text) {
  if (text.empty()) return "<span class=\"none\">(empty)</span>";
  std::string html = "<bdi>";
  while (!text.empty()) {
    const std::size_t joint = text.find_first_of("_/:");
    const std::size_t end = joint == std::string_view::npos ? text.size() : joint + 1;
    html += EscapeHtml(text.substr(0, end));
    text.remove_prefix(end);
    if (!text.empty()) html += "<wbr>";
  }
  return html + "</bdi>";
}

}  // namespace assay::report
