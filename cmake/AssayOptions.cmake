# Options and the flags every own target gets (INTERFACE target assay_options).
option(ASSAY_BUILD_TESTS "Build the tests" ON)
option(ASSAY_LIBFUZZER "Link the fuzz targets with libFuzzer instead of the plain corpus runner" OFF)
set(ASSAY_SANITIZE "" CACHE STRING "Value for -fsanitize=, for example address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")

find_program(ASSAY_CCACHE ccache)
if(ASSAY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${ASSAY_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${ASSAY_CCACHE}")
endif()

add_library(assay_options INTERFACE)
target_include_directories(assay_options INTERFACE "${CMAKE_SOURCE_DIR}")
# Boost 1.74's Asio uses std::exchange without including <utility>.
target_compile_options(assay_options INTERFACE -include utility)
add_library(assay_warnings INTERFACE)
target_compile_options(assay_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)

if(ASSAY_SANITIZE)
  add_compile_options("-fsanitize=${ASSAY_SANITIZE}" -fno-sanitize-recover=all)
  add_link_options("-fsanitize=${ASSAY_SANITIZE}")
  # Function multiversioning resolves before the sanitizer's runtime is up.
  add_compile_definitions(ASSAY_NO_MULTIVERSIONING)
endif()
if(ASSAY_SANITIZE STREQUAL "thread")
  # protobuf's map fields have another layout where this is defined, one that the distribution's
  # library does not have.
  add_compile_options(-U__SANITIZE_THREAD__)
endif()
if(ASSAY_LIBFUZZER)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
