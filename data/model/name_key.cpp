#include "data/model/name_key.hpp"

#include "base/error.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace tuban::model {
namespace {

constexpr std::array<std::pair<char32_t, char>, 16> surnames{{
    {U'单', 's'},
    {U'仇', 'q'},
    {U'区', 'o'},
    {U'查', 'z'},
    {U'曾', 'z'},
    {U'朴', 'p'},
    {U'解', 'x'},
    {U'盖', 'g'},
    {U'乐', 'y'},
    {U'缪', 'm'},
    {U'翟', 'z'},
    {U'尉', 'w'},
    {U'覃', 'q'},
    {U'洗', 'x'},
    {U'折', 's'},
    {U'员', 'y'},
}};

/// Initials by character; each is asked of ICU once.
class Initials {
  public:
    char of(char32_t character) {
        const std::lock_guard lock(m_mutex);
        const auto known = m_known.find(character);
        if (known != m_known.end()) {
            return known->second;
        }
        icu::UnicodeString text(static_cast<UChar32>(character));
        m_latin->transliterate(text);
        const auto first = text.isEmpty() ? UChar32{0} : text.toLower().char32At(0);
        const bool is_letter = (first >= 'a' && first <= 'z') || (first >= '0' && first <= '9');
        return m_known.emplace(character, is_letter ? static_cast<char>(first) : '\0')
            .first->second;
    }

    static Initials& instance() {
        static Initials initials;
        return initials;
    }

  private:
    Initials() {
        UErrorCode status = U_ZERO_ERROR;
        m_latin.reset(
            icu::Transliterator::createInstance("Han-Latin; Latin-ASCII", UTRANS_FORWARD, status));
        if (U_FAILURE(status) != 0) {
            throw Error("transliterator_missing", u_errorName(status));
        }
    }

    std::mutex m_mutex;
    std::unique_ptr<icu::Transliterator> m_latin;
    std::unordered_map<char32_t, char> m_known;
};

} // namespace

std::string name_key(std::string_view name) {
    const auto text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    std::string key;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const auto character = static_cast<char32_t>(text.char32At(i));
        char initial = '\0';
        if (i == 0) {
            for (const auto& [surname, letter] : surnames) {
                initial = surname == character ? letter : initial;
            }
        }
        if (initial == '\0') {
            initial = Initials::instance().of(character);
        }
        if (initial != '\0') {
            key += initial;
        }
    }
    return key;
}

} // namespace tuban::model
