// Every fault below has to be reported by the check named on its line; lint_test.py compares.
// This file is part of no target.
#include <string>
#include <utility>
#include <vector>

namespace assay {

constexpr int kWellNamed = 3;
constexpr int BADLY_NAMED = 4;  // expect: readability-identifier-naming

class badly_named {  // expect: readability-identifier-naming
 public:
  badly_named(int Count) : count(Count) {}  // expect: google-explicit-constructor readability-identifier-naming
  virtual ~badly_named() = default;
  virtual int Get() const { return count; }

 private:
  int count;  // expect: readability-identifier-naming
};

class Derived : public badly_named {
 public:
  using badly_named::badly_named;
  virtual int Get() const { return 2; }  // expect: modernize-use-override
};

int *Nothing() { return 0; }  // expect: modernize-use-nullptr

std::size_t LengthAfterMove(std::string text) {
  const std::string taken = std::move(text);
  return taken.size() + text.size();  // expect: bugprone-use-after-move clang-analyzer-cplusplus.Move
}

int LengthOfCopies(const std::vector<std::string>& names) {
  int total = 0;
  for (const std::string name : names) {  // expect: performance-for-range-copy
    total += static_cast<int>(name.size());
  }
  return total;
}

int DivideByZero(int value) {
  const int zero = 0;
  return value / zero;  // expect: clang-analyzer-core.DivideZero
}

}  // namespace assay
