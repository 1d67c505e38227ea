# entente_module(NAME [USES other modules...] [LIBRARIES third-party targets...])
#
# One static library a module, from every .cpp of its folder and the folders in it but the tests,
# and one test program from its *_test.cpp. The test program links this module alone (and what it
# uses), so a test that reaches into a later module does not link.
function(entente_module NAME)
  cmake_parse_arguments(ARG "" "" "USES;LIBRARIES;TEST_LIBRARIES" ${ARGN})
  file(GLOB SOURCES CONFIGURE_DEPENDS *.cpp */*.cpp)
  file(GLOB TESTS CONFIGURE_DEPENDS *_test.cpp */*_test.cpp)
  if(TESTS)
    list(REMOVE_ITEM SOURCES ${TESTS})
  endif()
  add_library(entente_${NAME} STATIC ${SOURCES})
  target_include_directories(entente_${NAME} PUBLIC "${PROJECT_SOURCE_DIR}/src")
  list(TRANSFORM ARG_USES PREPEND entente_)
  target_link_libraries(entente_${NAME} PUBLIC ${ARG_USES} PRIVATE entente_settings ${ARG_LIBRARIES})
  if(TESTS)
    entente_test(${NAME}_test SOURCES ${TESTS} LIBRARIES entente_${NAME} ${ARG_TEST_LIBRARIES})
  endif()
endfunction()

# entente_test(NAME SOURCES ... LIBRARIES ...)
#
# Labels: suites named *Slow* are "slow", all others "fast"; suites named *Threads* are "fast-threads",
# which `ctest -L fast` and `ctest -L threads` (what the tsan preset runs) both match. (A list of two
# labels does not pass through gtest_discover_tests.)
function(entente_test NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  find_package(GTest REQUIRED)
  include(GoogleTest)
  add_executable(${NAME} ${ARG_SOURCES})
  target_link_libraries(${NAME} PRIVATE entente_settings ${ARG_LIBRARIES} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${NAME} PRIVATE
    ENTENTE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" ENTENTE_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set(SETTINGS WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" DISCOVERY_MODE PRE_TEST)
  gtest_discover_tests(${NAME} ${SETTINGS} TEST_PREFIX "${NAME}." TEST_FILTER "-*Slow*:*Threads*"
    PROPERTIES LABELS fast)
  gtest_discover_tests(${NAME} ${SETTINGS} TEST_PREFIX "${NAME}." TEST_FILTER "*Slow*"
    TEST_LIST ${NAME}_slow PROPERTIES LABELS slow TIMEOUT 3000)
  gtest_discover_tests(${NAME} ${SETTINGS} TEST_PREFIX "${NAME}." TEST_FILTER "*Threads*"
    TEST_LIST ${NAME}_threads PROPERTIES LABELS fast-threads)
endfunction()
