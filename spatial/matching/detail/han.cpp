#include "spatial/matching/detail/han.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <array>
#include <atomic>
#include <bitset>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tuban::matching::detail {

namespace {

constexpr char32_t first_han = 0x3400;
constexpr char32_t last_han = 0x9FFF;

/// Filled a character at a time: a county's names use about a thousand.
class Sounds {
  public:
    Sounds() {
        UErrorCode status = U_ZERO_ERROR;
        m_transliterator.reset(icu::Transliterator::createInstance(u"Han-Latin; Latin-ASCII; Lower",
                                                                   UTRANS_FORWARD, status));
    }

    std::uint16_t of(char32_t character) {
        std::atomic<std::uint16_t>& known = m_known[character - first_han];
        std::uint16_t number = known.load(std::memory_order_relaxed);
        if (number == unread) {
            number = read(character);
            known.store(number, std::memory_order_relaxed);
        }
        return number == none ? std::uint16_t{0} : number;
    }

  private:
    static constexpr std::uint16_t unread = 0;
    static constexpr std::uint16_t none = 0xFFFF;

    std::uint16_t read(char32_t character) {
        const std::lock_guard lock(m_mutex);
        if (m_transliterator == nullptr) {
            return none;
        }
        icu::UnicodeString text(static_cast<UChar32>(character));
        m_transliterator->transliterate(text);
        std::string sound;
        text.toUTF8String(sound);
        if (sound.empty() || static_cast<unsigned char>(sound.front()) >= 0x80) {
            return none;
        }
        const auto number = static_cast<std::uint16_t>(m_numbers.size() + 1);
        return m_numbers.try_emplace(sound, number).first->second;
    }

    std::mutex m_mutex;
    std::unique_ptr<icu::Transliterator> m_transliterator;
    std::map<std::string, std::uint16_t> m_numbers;
    std::array<std::atomic<std::uint16_t>, last_han - first_han + 1> m_known{};
};

/// Characters of names and places that are mistaken for each other, group by group.
constexpr auto look_alikes = std::to_array<std::u32string_view>({
    U"末未", U"土士",   U"己已巳", U"大太犬天夫", U"才寸", U"林森",     U"明朋",   U"玉王",
    U"木本", U"千干于", U"日曰",   U"贵责",       U"兰三", U"芬芳",     U"莲连",   U"淑椒",
    U"艳绝", U"根恨银", U"财材",   U"福幅",       U"洪供", U"波坡",     U"清请情", U"俊浚",
    U"刘列", U"陈阵",   U"杨扬",   U"坝贝",       U"湾弯", U"坪平",     U"垭亚",   U"塘唐糖",
    U"岭领", U"桥侨",   U"河何",   U"泉全",       U"石右", U"风凤",     U"会云",   U"广厂",
    U"历厉", U"宋宗",   U"张弦",   U"徐除",       U"许计", U"孙孔",     U"侯候",   U"傅博",
    U"侍待", U"晴睛",   U"芝艺",   U"梅海",       U"建健", U"华毕",     U"军车",   U"英央",
    U"珍诊", U"秀季",   U"荣劳",   U"义文",       U"生主", U"永水",     U"光先",   U"元无",
    U"冬东", U"庆床",   U"成戌",   U"春香",       U"桂佳", U"霞露",     U"萍苹",   U"娟捐",
    U"琴琵", U"云去",   U"立丘",   U"万方",       U"山出", U"田由甲申", U"中申",   U"仁任",
    U"伟纬", U"强疆",   U"辉挥",   U"勇男",       U"刚钢", U"杰术",     U"涛寿",   U"鹏朋",
    U"斌赋", U"胡湖",   U"宁丁",   U"郑邓",       U"赵起", U"吴昊",     U"黄寅",   U"沈沉",
    U"汪注", U"江红",   U"冯马",
});

} // namespace

std::uint16_t sound_of(char32_t character) {
    static Sounds sounds;
    return character < first_han || character > last_han ? std::uint16_t{0} : sounds.of(character);
}

bool look_alike(char32_t a, char32_t b) noexcept {
    static_assert(look_alikes.size() <= 128);
    using Groups = std::bitset<128>;
    static const auto groups_of = [] {
        std::unordered_map<char32_t, Groups> groups;
        for (std::size_t g = 0; g < look_alikes.size(); ++g) {
            for (const char32_t character : look_alikes[g]) {
                groups[character].set(g);
            }
        }
        return groups;
    }();
    const auto first = groups_of.find(a);
    const auto second = groups_of.find(b);
    return first != groups_of.end() && second != groups_of.end() &&
           (first->second & second->second).any();
}

} // namespace tuban::matching::detail
