# assay_room(NAME SOURCES a.cc b.cc [PUBLIC lib...] [PRIVATE lib...])
#
# One static library per room, named assay_<room>.  A room sees only what it links: PUBLIC what
# its headers include, PRIVATE what its sources include.  tests/layering_test.py says the same in
# words.
function(assay_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "assay_room(${name}): unknown arguments ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC assay_options ${ARG_PUBLIC} PRIVATE assay_warnings ${ARG_PRIVATE})
endfunction()

# assay_test(NAME SOURCES a_test.cc [LIBRARIES lib...] [LABELS unit])
#
# One GoogleTest binary, one ctest entry, named by its path below tests/.  Tests find the data
# bundled with the repository through tests/support/test_data.h.
function(assay_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "assay_test(${name}): unknown arguments ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE assay_options assay_warnings ${ARG_LIBRARIES} assay_test_support
                                        GTest::gmock_main)
  target_compile_definitions(${name} PRIVATE ASSAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                             ASSAY_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}")
endfunction()

# assay_fuzz_target(NAME SOURCES x_fuzz.cc CORPUS dir [LIBRARIES lib...])
#
# With the fuzz preset: a libFuzzer binary.  In every other build: the same code with a plain main
# (tests/fuzz/corpus_main.cc) that runs each file of the corpus once, as a test, so it never rots.
function(assay_fuzz_target name)
  cmake_parse_arguments(ARG "" "CORPUS" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE assay_options assay_warnings ${ARG_LIBRARIES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
  if(ASSAY_LIBFUZZER)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    # What it finds goes into the first folder, not into the sources.
    set(found "${CMAKE_BINARY_DIR}/fuzz/found/${name}")
    file(MAKE_DIRECTORY "${found}")
    add_test(NAME ${name} COMMAND ${name} -runs=2000 -max_total_time=20 "${found}" "${ARG_CORPUS}")
  else()
    target_sources(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests/fuzz/corpus_main.cc")
    add_test(NAME ${name} COMMAND ${name} "${ARG_CORPUS}")
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "fuzz-smoke")
endfunction()
