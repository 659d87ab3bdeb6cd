#include "spatial/io/detail/text_decoder.hpp"

#include "base/utf8.hpp"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <utility>
#include <vector>

namespace tuban::io {
namespace {

struct ConverterDeleter {
    void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};

std::unique_ptr<UConverter, ConverterDeleter> open_converter(const std::string& name) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<UConverter, ConverterDeleter> converter(ucnv_open(name.c_str(), &status));
    return U_SUCCESS(status) ? std::move(converter) : nullptr;
}

std::string convert(std::string_view bytes, const std::string& name) {
    const auto converter = open_converter(name);
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                  converter.get(), status);
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

std::string only_letters_and_digits(std::string_view text) {
    std::string kept;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            kept += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        }
    }
    return kept;
}

} // namespace

TextDecoder::TextDecoder(std::string declared) : m_declared(std::move(declared)) {}

void TextDecoder::examine(std::string_view bytes) noexcept {
    m_is_utf8 = m_is_utf8 && is_utf8(bytes);
}

std::string TextDecoder::decode(std::string_view bytes) const {
    if (is_utf8(bytes) &&
        (m_is_utf8 || std::ranges::all_of(bytes, [](unsigned char c) { return c < 0x80; }))) {
        return std::string(bytes);
    }
    return convert(bytes, encoding());
}

std::string TextDecoder::encoding() const {
    if (m_is_utf8) {
        return "UTF-8";
    }
    return m_declared.empty() ? "GB18030" : m_declared;
}

std::string encoding_of_cpg(std::string_view content) {
    std::string name = only_letters_and_digits(content.substr(0, 40));
    for (const char* prefix : {"OEM", "ANSI", "CP", "WINDOWS"}) {
        const std::string_view start(prefix);
        if (name.starts_with(start) && name.size() > start.size()) {
            name.erase(0, start.size());
        }
    }
    if (name.empty() || name == "UTF8" || name == "65001") {
        return {};
    }
    for (const char* chinese : {"936", "GBK", "GB2312", "GB18030", "54936"}) {
        if (name == chinese) {
            return "GB18030";
        }
    }
    if (name == "950" || name == "BIG5") {
        return "Big5";
    }
    if (std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; })) {
        name.insert(0, name.starts_with("8859") ? "ISO-" : "cp");
    }
    return open_converter(name) ? name : std::string();
}

std::string encoding_of_language_byte(unsigned char byte) {
    switch (byte) {
    case 0x4d:
    case 0x7a:
        return "GB18030";
    case 0x4f:
    case 0x78:
        return "Big5";
    default:
        return {};
    }
}

} // namespace tuban::io
