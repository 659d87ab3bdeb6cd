#include "server/http/uri.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tuban::http {
namespace {

constexpr std::size_t max_query_pairs = 100;

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return static_cast<unsigned>(c - 'a' + 10);
    }
    if (c >= 'A' && c <= 'F') {
        return static_cast<unsigned>(c - 'A' + 10);
    }
    return std::nullopt;
}

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Decoded, valid UTF-8, no control characters (NUL among them); null otherwise.
std::optional<std::string> decode_text(std::string_view text, bool plus_is_space) {
    auto decoded = percent_decode(text, plus_is_space);
    if (!decoded || !is_utf8(*decoded) || has_control_character(*decoded)) {
        return std::nullopt;
    }
    return decoded;
}

Issue refusal(std::string code, std::string field, std::string detail) {
    return Issue{std::move(code), "", std::move(field), std::move(detail)};
}

std::optional<Issue> read_path(std::string_view raw, std::string& path) {
    if (raw == "/") {
        path.assign(1, '/');
        return std::nullopt;
    }
    if (raw.back() == '/') {
        raw.remove_suffix(1);
    }
    while (!raw.empty()) {
        raw.remove_prefix(1);
        const auto end = std::min(raw.find('/'), raw.size());
        const auto segment = decode_text(raw.substr(0, end), false);
        raw.remove_prefix(end);
        if (!segment) {
            return refusal("target_encoding", "path",
                           "路径的百分号编码有误，或不是 UTF-8 文字。请检查网址后重试。");
        }
        if (segment->empty() || *segment == "." || *segment == ".." ||
            segment->find('/') != std::string::npos) {
            return refusal("path_segment", "path",
                           "路径中不能有空段、“.”、“..”或编码的斜杠。请检查网址后重试。");
        }
        path += '/';
        path += *segment;
    }
    return std::nullopt;
}

std::optional<Issue> read_query(std::string_view raw, Fields& query) {
    while (!raw.empty()) {
        const auto end = std::min(raw.find('&'), raw.size());
        const auto pair = raw.substr(0, end);
        raw.remove_prefix(std::min(end + 1, raw.size()));
        if (pair.empty()) {
            continue;
        }
        const auto equals = std::min(pair.find('='), pair.size());
        auto key = decode_text(pair.substr(0, equals), true);
        auto value = decode_text(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!key || !value) {
            return refusal("target_encoding", "query",
                           "查询参数的百分号编码有误，或不是 UTF-8 文字。请检查网址后重试。");
        }
        if (key->empty() || query.size() == max_query_pairs) {
            return refusal("query_invalid", "query",
                           "查询参数缺少名称，或多于 100 个。请检查网址后重试。");
        }
        query.emplace_back(std::move(*key), std::move(*value));
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            decoded += ' ';
        } else if (text[i] != '%') {
            decoded += text[i];
        } else {
            if (text.size() - i < 3) {
                return std::nullopt;
            }
            const auto high = hex_digit(text[i + 1]);
            const auto low = hex_digit(text[i + 2]);
            if (!high || !low) {
                return std::nullopt;
            }
            decoded += static_cast<char>(*high * 16 + *low);
            i += 2;
        }
    }
    return decoded;
}

Result<Target, Issue> parse_target(std::string_view raw) {
    using Parsed = Result<Target, Issue>;
    const bool is_printable = std::all_of(raw.begin(), raw.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
    if (raw.empty() || raw.front() != '/' || !is_printable ||
        raw.find('#') != std::string_view::npos) {
        return Parsed::refuse(
            refusal("target_invalid", "path",
                    "网址必须以“/”开头，且只含可打印的 ASCII 字符（其余须编码）。"));
    }
    const auto question = std::min(raw.find('?'), raw.size());
    Target target;
    if (auto issue = read_path(raw.substr(0, question), target.path)) {
        return Parsed::refuse(std::move(*issue));
    }
    if (auto issue = read_query(raw.substr(std::min(question + 1, raw.size())), target.query)) {
        return Parsed::refuse(std::move(*issue));
    }
    return target;
}

} // namespace tuban::http
