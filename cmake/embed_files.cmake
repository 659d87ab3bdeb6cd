# Writes SOURCE and HEADER, in which every file of FILES is a std::string_view found by its base name.
set(table "")
set(bodies "")
set(index 0)
foreach(path IN LISTS FILES)
    get_filename_component(name "${path}" NAME)
    file(READ "${path}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND bodies "constexpr unsigned char file_${index}[] = {${bytes}0};\n")
    string(APPEND table "    {\"${name}\", {reinterpret_cast<const char*>(file_${index}), sizeof(file_${index}) - 1}},\n")
    math(EXPR index "${index} + 1")
endforeach()
get_filename_component(header_name "${HEADER}" NAME)
file(WRITE "${HEADER}"
"#pragma once

#include <span>
#include <string_view>

namespace ${NAMESPACE} {

struct EmbeddedFile {
    std::string_view name;
    std::string_view content;
};

/// All files built into the program, in the order of the build description.
std::span<const EmbeddedFile> embedded_files();

/// Content of one; an unknown name is a programming error and throws std::out_of_range.
std::string_view embedded_file(std::string_view name);

} // namespace ${NAMESPACE}
")
file(WRITE "${SOURCE}"
"#include \"${header_name}\"

#include <stdexcept>
#include <string>

namespace ${NAMESPACE} {
namespace {
${bodies}
const EmbeddedFile files[] = {
${table}};
} // namespace

std::span<const EmbeddedFile> embedded_files() { return files; }

std::string_view embedded_file(std::string_view name) {
    for (const auto& file : files) {
        if (file.name == name) {
            return file.content;
        }
    }
    throw std::out_of_range(\"no embedded file \" + std::string(name));
}

} // namespace ${NAMESPACE}
")
