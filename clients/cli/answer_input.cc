#include "clients/cli/answer_input.h"

#include <poll.h>
#include <unistd.h>

#include <iostream>
#include <utility>

namespace assay::cli {
namespace {

constexpr char kControlC = 3;
constexpr char kControlD = 4;
constexpr char kEscape = 27;

bool Poll(std::chrono::milliseconds time) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, static_cast<int>(time.count())) > 0;
}

}  // namespace

AnswerInput::AnswerInput(std::ostream& screen, std::chrono::milliseconds idle_time,
                         std::function<void()> idle)
    : screen_(screen),
      idle_time_(idle_time),
      idle_(std::move(idle)),
      is_terminal_(isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &original_) == 0) {}

AnswerInput::~AnswerInput() { SetKeys(false); }

void AnswerInput::SetKeys(bool keys) {
  if (!is_terminal_) {
    return;
  }
  termios mode = original_;
  if (keys) {
    mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
  }
  tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
}

bool AnswerInput::WaitWithIdle() {
  while (!Poll(idle_time_)) {
    idle_();
  }
  return true;
}

std::optional<std::string> AnswerInput::ReadKey() {
  if (!is_terminal_) {
    return ReadLine("");
  }
  SetKeys(true);
  WaitWithIdle();
  char key = 0;
  const ssize_t count = read(STDIN_FILENO, &key, 1);
  if (count == 1 && key == kEscape) {
    DropEscape();
  }
  SetKeys(false);
  if (count != 1 || key == kControlC || key == kControlD) {
    return std::nullopt;
  }
  return key == kEscape ? "" : std::string(1, key);
}

// An arrow or function key is an escape, '[' or 'O', and bytes up to a letter or '~': none of them
// is an answer.
void AnswerInput::DropEscape() {
  const auto next = [](char& byte) {
    return Poll(std::chrono::milliseconds(1)) && read(STDIN_FILENO, &byte, 1) == 1;
  };
  char byte = 0;
  if (!next(byte) || (byte != '[' && byte != 'O')) {
    return;
  }
  while (next(byte) && (byte < '@' || byte > '~')) {
  }
}

std::optional<std::string> AnswerInput::ReadLine(const std::string& prompt) {
  if (is_terminal_) {
    screen_ << prompt << std::flush;
    WaitWithIdle();
  }
  std::string line;
  if (!std::getline(std::cin, line)) {
    return std::nullopt;
  }
  if (!line.empty() && line.back() == '\r') {
    line.pop_back();
  }
  return line;
}

bool AnswerInput::WaitForKey(std::chrono::milliseconds time) { return !is_terminal_ || Poll(time); }

}  // namespace assay::cli
