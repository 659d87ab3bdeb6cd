#include "spatial/address/folded_text.hpp"

#include "base/utf8.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>

namespace tuban::address {

namespace {

/// CJK radicals that have no compatibility mapping, and what Unicode's EquivalentUnifiedIdeograph
/// says they are, one below the other.
constexpr std::u32string_view radicals =
    U"⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰"
    U"⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞"
    U"⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲";
constexpr std::u32string_view ideographs_of_radicals =
    U"厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵旡日月歺民"
    U"氵"
    U"氺"
    U"灬"
    U"爫"
    U"爫"
    U"丬"
    U"牛"
    U"犭"
    U"王"
    U"𤴔"
    U"目"
    U"示"
    U"礻"
    U"𥫗"
    U"糹"
    U"纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食"
    U"𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀";
static_assert(radicals.size() == ideographs_of_radicals.size());

constexpr std::u32string_view hyphens = U"-‐‑‒–—―−﹣－─~～〜ー";
constexpr std::u32string_view chinese_numerals = U"〇零一二两三四五六七八九十百廿卅";

/// Planes 0 to 2 hold every ideograph that a name is written with.
constexpr char32_t table_end = 0x30000;

bool is_kept(char32_t c) {
    const auto code = static_cast<UChar32>(c);
    return c == U'-' || c == U'#' || u_isalnum(code) != 0 ||
           u_hasBinaryProperty(code, UCHAR_IDEOGRAPHIC) != 0;
}

} // namespace

/// For each code point what it folds to with its flags; 0 where it is left out, and a number from
/// `first_expansion` where it becomes several characters (㎞, ⑴⑵ together never, ㉈ neither).
class FoldTable {
  public:
    static constexpr std::uint32_t first_expansion = 0x80000000;

    static const FoldTable& instance() {
        static const FoldTable table;
        return table;
    }

    std::uint32_t operator[](char32_t c) const {
        if (c >= table_end) {
            return 0;
        }
        return is_ideograph(c) ? ideograph(c) : m_folded[c];
    }
    /// Of the character at `at`, which moves behind it.
    std::uint32_t next(std::string_view text, std::size_t& at) const {
        // U+4000 to U+9FFF, which is nearly all of an address: three bytes, well-formed if their
        // high bits are right.
        if (text.size() - at >= 3) {
            const auto byte = [&](std::size_t i) {
                return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i]));
            };
            const std::uint32_t second = byte(1) ^ 0x80U;
            const std::uint32_t third = byte(2) ^ 0x80U;
            if (byte(0) - 0xE4U < 6 && (second | third) < 0x40) {
                const char32_t c = (byte(0) & 0xFU) << 12U | second << 6U | third;
                at += 3;
                return ideograph(c);
            }
        }
        return (*this)[next_code_point(text, at)];
    }
    const std::vector<std::uint32_t>& expansion(std::uint32_t folded) const {
        return m_expansions[folded - first_expansion];
    }

  private:
    FoldTable() : m_folded(table_end) {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
        m_simplifying.reset(
            icu::Transliterator::createInstance("Hant-Hans", UTRANS_FORWARD, status));
        status = U_ZERO_ERROR;
        icu::UnicodeString normal;
        for (char32_t c = 0; c < table_end; ++c) {
            if ((c >= 0xD800 && c <= 0xDFFF) || is_ideograph(c)) {
                continue;
            }
            if (nfkc->getDecomposition(static_cast<UChar32>(c), normal) == 0) {
                m_folded[c] = fold_one(c);
                continue;
            }
            normal = nfkc->normalize(normal, status);
            std::vector<std::uint32_t> folded;
            for (std::int32_t i = 0; i < normal.length(); i = normal.moveIndex32(i, 1)) {
                if (const std::uint32_t one = fold_one(static_cast<char32_t>(normal.char32At(i)));
                    one != 0) {
                    folded.push_back(one);
                }
            }
            if (folded.size() == 1) {
                m_folded[c] = folded.front();
            } else if (folded.size() > 1) {
                m_folded[c] = first_expansion + static_cast<std::uint32_t>(m_expansions.size());
                m_expansions.push_back(std::move(folded));
            }
        }
    }

    static constexpr char32_t first_ideograph = 0x3400;
    static constexpr char32_t last_ideograph = 0x9FFF;

    static constexpr bool is_ideograph(char32_t c) {
        return c >= first_ideograph && c <= last_ideograph;
    }

    /// Looked up when it is first met: a county's texts hold a few thousand of the 28,000.
    std::uint32_t ideograph(char32_t c) const {
        std::atomic<std::uint32_t>& known = m_ideographs[c - first_ideograph];
        std::uint32_t folded = known.load(std::memory_order_relaxed);
        if (folded == 0) {
            folded = fold_one(c);
            known.store(folded, std::memory_order_relaxed);
        }
        return folded;
    }

    /// What ICU's rules make of the ideograph, standing alone.
    char32_t simplified(char32_t c) const {
        if (!m_simplifying) {
            return c;
        }
        icu::UnicodeString text(static_cast<UChar32>(c));
        const std::lock_guard lock(m_mutex);
        m_simplifying->transliterate(text);
        return text.countChar32() == 1 ? static_cast<char32_t>(text.char32At(0)) : c;
    }

    std::uint32_t fold_one(char32_t c) const {
        if (const auto radical = radicals.find(c); radical != std::u32string_view::npos) {
            c = ideographs_of_radicals[radical];
        }
        if (hyphens.find(c) != std::u32string_view::npos) {
            c = U'-';
        }
        if (is_ideograph(c)) {
            c = simplified(c);
        }
        c = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
        if (!is_kept(c)) {
            return 0;
        }
        std::uint32_t flags = 0;
        if (c >= U'0' && c <= U'9') {
            flags = FoldedText::digit_flag;
        } else if (chinese_numerals.find(c) != std::u32string_view::npos) {
            flags = FoldedText::numeral_flag;
        }
        return static_cast<std::uint32_t>(c) | flags;
    }

    std::vector<std::uint32_t> m_folded; ///< but for the ideographs
    std::vector<std::vector<std::uint32_t>> m_expansions;
    mutable std::array<std::atomic<std::uint32_t>, last_ideograph - first_ideograph + 1>
        m_ideographs{}; ///< 0 where not looked up yet
    mutable std::mutex m_mutex;
    std::unique_ptr<icu::Transliterator> m_simplifying;
};

void FoldedText::assign(std::string_view text) {
    static const FoldTable& table = FoldTable::instance();
    text = text.substr(0, std::numeric_limits<std::uint32_t>::max());
    if (m_characters.size() < text.size()) {
        m_characters.resize(text.size());
        m_places.resize(text.size());
    }
    std::size_t count = 0;
    std::uint32_t parted = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto start = static_cast<std::uint32_t>(at);
        const std::uint32_t folded = table.next(text, at);
        const Span place{start, static_cast<std::uint32_t>(at)};
        if (folded == 0) {
            parted = parted_flag;
        } else if (folded < FoldTable::first_expansion) {
            m_characters[count] = folded | parted;
            m_places[count++] = place;
            parted = 0;
        } else {
            // An expansion may have more characters than the original has bytes.
            const std::vector<std::uint32_t>& parts = table.expansion(folded);
            const std::size_t most = count + parts.size() + text.size() - at;
            if (m_characters.size() < most) {
                m_characters.resize(most);
                m_places.resize(most);
            }
            for (const std::uint32_t part : parts) {
                m_characters[count] = part | parted;
                m_places[count++] = place;
                parted = 0;
            }
        }
    }
    m_size = count;
}

std::u32string FoldedText::str() const {
    std::u32string result(size(), U'\0');
    for (std::size_t i = 0; i < size(); ++i) {
        result[i] = (*this)[i];
    }
    return result;
}

std::u32string fold(std::string_view text) {
    FoldedText folded;
    folded.assign(text);
    return folded.str();
}

} // namespace tuban::address
