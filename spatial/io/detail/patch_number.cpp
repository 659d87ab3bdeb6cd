#include "spatial/io/detail/patch_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace tuban::io {
namespace {

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::string_view first_characters(std::string_view utf8, std::size_t count) {
    std::size_t end = 0;
    while (end < utf8.size() && (count > 0 || continues_character(utf8[end]))) {
        count -= continues_character(utf8[end]) ? 0U : 1U;
        ++end;
    }
    return utf8.substr(0, end);
}

/// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return hash;
}

} // namespace

std::size_t length_in_characters(std::string_view utf8) noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return !continues_character(c); }));
}

std::string make_number(std::string_view batch_name, std::string_view source_id) {
    std::string whole = fmt::format("{}-{}", batch_name, source_id);
    if (length_in_characters(whole) <= max_number_length) {
        return whole;
    }
    constexpr std::size_t kept_characters = 15;
    return fmt::format("{}-{:016x}", first_characters(batch_name, kept_characters), hash_of(whole));
}

} // namespace tuban::io
