# One library target per box of docs/architecture.md; flags travel on the interface target tuban_flags.

set(TUBAN_SANITIZE "" CACHE STRING "Sanitizers for every target, as -fsanitize= takes them")
option(TUBAN_FUZZ "Build the fuzz targets (needs clang)" OFF)

add_library(tuban_flags INTERFACE)
target_compile_features(tuban_flags INTERFACE cxx_std_20)
target_include_directories(tuban_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(tuban_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(TUBAN_SANITIZE)
    target_compile_options(tuban_flags INTERFACE
        -fsanitize=${TUBAN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(tuban_flags INTERFACE -fsanitize=${TUBAN_SANITIZE})
    # GCC's instrumentation makes it suspect what is initialised (its manual, -fsanitize).
    target_compile_options(tuban_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
else()
    # In place of malloc (decision 36); sanitizers bring their own.
    target_link_libraries(tuban_flags INTERFACE PkgConfig::jemalloc)
endif()
if(TUBAN_FUZZ)
    # Tests of a box against another have no branches on purpose.
    target_compile_options(tuban_flags INTERFACE
        -fsanitize=fuzzer-no-link -Wno-bitwise-instead-of-logical)
endif()

# tuban_library(NAME SOURCES a.cpp … HEADERS a.hpp … DEPENDS targets …)
# Every header compiles alone: target all_verify_interface_header_sets.
function(tuban_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
    if(ARG_SOURCES)
        add_library(${name} STATIC ${ARG_SOURCES})
        set(scope PUBLIC)
        target_link_libraries(${name} PUBLIC tuban_flags ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS})
    else()
        add_library(${name} INTERFACE)
        set(scope INTERFACE)
        target_link_libraries(${name} INTERFACE tuban_flags ${ARG_DEPENDS})
    endif()
    target_sources(${name} ${scope} FILE_SET HEADERS
        BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
    set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# tuban_embed(TARGET NAMESPACE namespace FILES …): makes <target>'s files readable as
# std::string_view through `embedded_file(name)` of the generated header "<target>_embedded.hpp".
function(tuban_embed target)
    cmake_parse_arguments(ARG "" "NAMESPACE" "FILES" ${ARGN})
    set(header ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.hpp)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cpp)
    list(TRANSFORM ARG_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE paths)
    add_custom_command(OUTPUT ${header} ${source}
        COMMAND ${CMAKE_COMMAND} -DHEADER=${header} -DSOURCE=${source}
            -DNAMESPACE=${ARG_NAMESPACE} "-DFILES=${paths}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
        DEPENDS ${paths} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake VERBATIM)
    add_library(${target} STATIC ${source} ${header})
    target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_BINARY_DIR})
    target_link_libraries(${target} PUBLIC tuban_flags)
endfunction()

# What preset tsan tests.
add_custom_target(concurrent_tests)

# tuban_test(NAME SOURCES … DEPENDS … LABELS …): one GoogleTest program per box.
function(tuban_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE tuban_flags ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name} PRIVATE
        TUBAN_FIXTURES="${PROJECT_SOURCE_DIR}/tests/fixtures" TUBAN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    if("concurrent" IN_LIST ARG_LABELS)
        add_dependencies(concurrent_tests ${name})
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
        PROPERTIES TIMEOUT ${ARG_TIMEOUT})
    # Several labels are a list, which PROPERTIES of the discovery would take apart.
    set(labels_file ${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake)
    file(WRITE ${labels_file}
        "if(${name}_TESTS)\n"
        "    set_tests_properties(\${${name}_TESTS} PROPERTIES LABELS \"${ARG_LABELS}\")\n"
        "endif()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels_file})
endfunction()
