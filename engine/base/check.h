#ifndef ASSAY_ENGINE_BASE_CHECK_H_
#define ASSAY_ENGINE_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>

// Aborts when an invariant of our own code is broken.  User input never reaches an ASSAY_CHECK:
// it is answered with a status.
#define ASSAY_CHECK(condition)                                                               \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "%s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)

#endif  // ASSAY_ENGINE_BASE_CHECK_H_
