#ifndef ASSAY_CLIENTS_CLI_ANSWER_INPUT_H_
#define ASSAY_CLIENTS_CLI_ANSWER_INPUT_H_

#include <termios.h>

#include <chrono>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

namespace assay::cli {

// What somebody types: keys on a terminal, lines where standard input is a file or a pipe.  Puts
// the terminal back as it was.  Not thread-safe.
class AnswerInput {
 public:
  // `idle` is called when nothing was typed for `idle_time` (on a terminal only).
  AnswerInput(std::ostream& screen, std::chrono::milliseconds idle_time,
              std::function<void()> idle);
  ~AnswerInput();
  AnswerInput(const AnswerInput&) = delete;
  AnswerInput& operator=(const AnswerInput&) = delete;

  bool is_terminal() const { return is_terminal_; }

  // One key without Enter on a terminal, else a line; nullopt at the end of the input and for
  // Ctrl-C or Ctrl-D.
  std::optional<std::string> ReadKey();
  // A line; `prompt` is shown on a terminal.
  std::optional<std::string> ReadLine(const std::string& prompt);
  // Waits for a key at most so long; false where none came.  At once true where it is no terminal.
  bool WaitForKey(std::chrono::milliseconds time);

 private:
  void DropEscape();
  void SetKeys(bool keys);
  bool WaitWithIdle();

  std::ostream& screen_;
  const std::chrono::milliseconds idle_time_;
  const std::function<void()> idle_;
  const bool is_terminal_;
  termios original_{};
};

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_ANSWER_INPUT_H_
