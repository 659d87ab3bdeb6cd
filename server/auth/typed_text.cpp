#include "server/auth/typed_text.hpp"

#include <algorithm>

namespace tuban::auth {
namespace {

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// U+FF01 … U+FF5E (UTF-8 EF BC 81 … EF BD 9E) stand in the order of ASCII 21 … 7E; U+3000 is the
/// full-width blank.
std::string narrow(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = [&](std::size_t k) {
            return k < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[k]))
                                   : 0U;
        };
        const bool has_tail = (byte(i + 2) & 0xc0U) == 0x80U;
        if (has_tail && byte(i) == 0xef && (byte(i + 1) == 0xbc || byte(i + 1) == 0xbd)) {
            const unsigned offset = (byte(i + 1) - 0xbc) * 64 + (byte(i + 2) - 0x80);
            if (offset >= 1 && offset <= 0x5e) {
                plain += static_cast<char>(offset + 0x20);
                i += 2;
                continue;
            }
        }
        if (byte(i) == 0xe3 && byte(i + 1) == 0x80 && byte(i + 2) == 0x80) {
            plain += ' ';
            i += 2;
            continue;
        }
        plain += text[i];
    }
    return plain;
}

} // namespace

std::string fold_typed(std::string_view typed) {
    std::string folded = narrow(typed);
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    folded.erase(folded.begin(), std::find_if_not(folded.begin(), folded.end(), is_blank));
    folded.erase(std::find_if_not(folded.rbegin(), folded.rend(), is_blank).base(), folded.end());
    for (char& c : folded) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return folded;
}

bool is_login(std::string_view folded) {
    return folded.size() >= 3 && folded.size() <= 64 && is_letter_or_digit(folded.front()) &&
           std::all_of(folded.begin(), folded.end(), [](char c) {
               return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-' || c == '@';
           });
}

} // namespace tuban::auth
