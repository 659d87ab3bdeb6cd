#include "spatial/address/detail/house_tail.hpp"

#include "spatial/address/detail/character_set.hpp"
#include "spatial/address/detail/numeral.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tuban::address::detail {

namespace {

using Words = std::u32string_view;

constexpr auto road_ends =
    std::to_array<Words>({U"大道", U"胡同", U"路", U"街", U"巷", U"弄", U"道", U"段", U"衖"});

constexpr auto landmark_ends = std::to_array<Words>(
    {U"旁",     U"旁边", U"边上", U"对面", U"附近", U"门口", U"后面",   U"前面", U"路口",
     U"交叉口", U"隔壁", U"委会", U"公司", U"小学", U"中学", U"学校",   U"医院", U"卫生室",
     U"卫生所", U"政府", U"宿舍", U"超市", U"商店", U"厂",   U"停车场", U"广场", U"市场"});

/// Written before a number or a group, and no part of a name.
constexpr auto lead_ins = std::to_array<Words>({U"门牌号", U"门牌", U"编号", U"第", U"no", U"附",
                                                U"号", U"#", U"-", U"村民", U"居民", U"生产"});

/// Words for what a name without number is; the name is what stands before.
constexpr auto kinds_of_village = std::to_array<Words>(
    {U"自然村", U"自然屯", U"村民小组", U"村民组", U"居民小组", U"小组", U"组"});

constexpr CharacterSet ends_of_roads = CharacterSet::last_of(road_ends);
constexpr CharacterSet ends_of_landmarks = CharacterSet::last_of(landmark_ends);
constexpr CharacterSet ends_of_lead_ins = CharacterSet::last_of(lead_ins);
constexpr CharacterSet ends_of_kinds = CharacterSet::last_of(kinds_of_village);

/// Words of which one may begin at a place.
template <std::size_t count>
class Terms {
  public:
    constexpr explicit Terms(const std::array<Words, count>& words)
        : m_words(words), m_set(CharacterSet::first_of(words)) {
        std::ranges::transform(words, m_firsts.begin(), [](Words word) { return word.front(); });
    }

    /// Characters of the longest one at `at` that ends by `end`; 0 for none.
    std::size_t longest_at(const FoldedText& text, std::size_t at, std::size_t end) const {
        if (at >= end || !m_set.has(text[at])) {
            return 0;
        }
        std::size_t longest = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const Words word = m_words[i];
            if (m_firsts[i] == text[at] && word.size() > longest && word.size() <= end - at &&
                text.has_at(at, word)) {
                longest = word.size();
            }
        }
        return longest;
    }

  private:
    std::array<Words, count> m_words;
    std::array<char32_t, count> m_firsts{};
    CharacterSet m_set;
};

constexpr Terms group_terms(std::to_array<Words>({U"村民小组", U"村民组", U"居民小组", U"居民组",
                                                  U"村小组", U"小组", U"组", U"生产小队", U"生产队",
                                                  U"小队", U"队", U"社", U"邻"}));
/// Of a group only where a number or the end follows.
constexpr Terms weak_group_terms(std::to_array<Words>({U"屯", U"甲", U"片", U"台", U"牌"}));
constexpr Terms building_terms(std::to_array<Words>({U"号楼", U"#楼", U"号栋", U"号幢", U"栋",
                                                     U"幢", U"座", U"撞", U"单元", U"号库"}));
constexpr Terms room_terms(std::to_array<Words>({U"室", U"楼", U"层", U"号房", U"号室", U"号铺",
                                                 U"号商铺", U"f"}));
constexpr Terms road_terms(std::to_array<Words>({U"大道", U"国道", U"省道", U"县道", U"路", U"街",
                                                 U"巷", U"弄", U"衖", U"段", U"胡同"}));
constexpr Terms number_terms(std::to_array<Words>({U"号院", U"号", U"户", U"#"}));

class TailReader {
  public:
    TailReader(const FoldedText& text, std::size_t begin, std::size_t end)
        : m_text(text), m_at(begin), m_end(end), m_unread(begin) {}

    Tail read() {
        while (m_at < m_end) {
            if (m_text.is_numeral(m_at)) {
                read_numbers();
            } else {
                ++m_at;
            }
        }
        take_unread(m_end);
        return m_tail;
    }

  private:
    static constexpr std::size_t most_parts = 4;

    bool has(std::size_t at, Words term) const {
        return at + term.size() <= m_end && m_text.has_at(at, term);
    }
    bool stops(std::size_t at) const { return at >= m_end || m_text.is_parted(at); }
    bool is_numeral(std::size_t at) const { return at < m_end && m_text.is_numeral(at); }

    /// 组, 村民小组, 社, 生产队, 鄰 …
    std::size_t group_term(std::size_t at) const {
        if (const std::size_t weak = weak_group_terms.longest_at(m_text, at, m_end); weak > 0) {
            return !m_tail.group && (stops(at + weak) || is_numeral(at + weak)) ? weak : 0;
        }
        const std::size_t term = group_terms.longest_at(m_text, at, m_end);
        return term > 0 && !has(at, U"社区") && !has(at, U"社会") && !has(at, U"组团") &&
                       !has(at, U"小区")
                   ? term
                   : 0;
    }
    /// Up to the end of a building's name that begins with a number: 号楼, 栋, 幢 …
    std::size_t building_term(std::size_t at) const {
        return building_terms.longest_at(m_text, at, m_end);
    }
    std::size_t room_term(std::size_t at) const { return room_terms.longest_at(m_text, at, m_end); }
    std::size_t road_term(std::size_t at) const { return road_terms.longest_at(m_text, at, m_end); }
    std::size_t number_term(std::size_t at) const {
        return has(at, U"户主") ? 0 : number_terms.longest_at(m_text, at, m_end);
    }

    /// The letter of 59A, 59-a, with what calls it a number or the end behind it.
    std::size_t letter_suffix(std::size_t at) const {
        const std::size_t size = has(at, U"-") ? 2 : 1;
        const std::size_t letter = at + size - 1;
        return letter < m_end && m_text[letter] >= U'a' && m_text[letter] <= U'z' &&
                       (stops(letter + 1) || number_term(letter + 1) > 0)
                   ? size
                   : 0;
    }

    bool is_led_in(std::size_t at, Words word) const {
        return m_text.ends_with(m_unread, at, word);
    }

    /// The numeral at m_at with what belongs to it; left unread when it is a part of a name.
    void read_numbers() {
        const std::size_t begin = m_at;
        std::array<Numeral, most_parts> parts;
        std::size_t count = 0;
        std::size_t end = begin;
        for (std::size_t at = begin; is_numeral(at) && count < most_parts;) {
            parts[count] = read_numeral(m_text, at, m_end);
            end = parts[count].end;
            // 229一1 writes 一 for a hyphen.
            const bool is_joined = has(end, U"-") || has(end, U"之") ||
                                   (parts[count].is_arabic && has(end, U"一") && end + 1 < m_end &&
                                    m_text.is_digit(end + 1));
            ++count;
            if (!is_joined) {
                break;
            }
            at = end + 1;
        }
        if (count == 1 && !parts[0].is_arabic && is_numeral(end) && !is_led_in(begin, U"第")) {
            // 一2号: the Chinese numeral belongs to a name or to nothing.
            m_at = end;
            return;
        }
        if (const std::size_t term = group_term(end); term > 0) {
            return take_group(begin, parts[count - 1], end, term, count);
        }
        if (const std::size_t term = building_term(end); term > 0) {
            take_unread(begin);
            extend(m_tail.building, begin, end + term);
            return resume(end + term);
        }
        if (const std::size_t term = road_term(end); term > 0) {
            m_at = end + term;
            return;
        }
        if (const std::size_t term = room_term(end); term > 0) {
            take_unread(begin);
            if (count > 1 && m_tail.building.is_empty()) {
                extend(m_tail.building, begin, parts[0].end);
                begin_room(parts[0].end + 1, end + term);
            } else {
                begin_room(begin, end + term);
            }
            return resume(end + term);
        }
        if (const std::size_t term = number_term(end); term > 0) {
            return take_number(begin, parts[0], count > 1 ? &parts[1] : nullptr, end + term, false);
        }
        if (count > 2 && parts[0].is_arabic) {
            take_unread(begin);
            extend(m_tail.building, begin, parts[0].end);
            begin_room(parts[0].end + 1, end);
            return resume(end);
        }
        if (const std::size_t suffix = letter_suffix(end); suffix > 0) {
            const std::size_t term = number_term(end + suffix);
            return take_number(begin, parts[0], count > 1 ? &parts[1] : nullptr,
                               term > 0 ? end + suffix + term : end, term == 0);
        }
        const bool is_announced = is_led_in(begin, U"no") || is_led_in(begin, U"#") ||
                                  is_led_in(begin, U"门牌") || is_led_in(begin, U"门牌号");
        const bool has_sub = has(end, U"附");
        // 三组二十: right behind a group, a numeral that closes the text is the house's.
        const bool may_be_bare = parts[0].is_arabic || (m_tail.group && m_unread == begin);
        if (is_announced || (may_be_bare && (stops(end) || has_sub))) {
            return take_number(begin, parts[0], count > 1 ? &parts[1] : nullptr, end,
                               !is_announced && !has_sub);
        }
        m_at = end;
    }

    void take_group(std::size_t begin, const Numeral& numeral, std::size_t end, std::size_t term,
                    std::size_t count) {
        if (count > 1 && m_tail.group) {
            m_at = end + term;
            return;
        }
        const bool is_former =
            m_tail.group && has(m_unread, U"原") &&
            (begin == m_unread + 1 || (begin == m_unread + 2 && is_led_in(begin, U"第")));
        if (is_former) { // 3组（原5组）
            m_tail.earlier_group = numeral.value;
            return resume(end + term);
        }
        take_unread(begin);
        if (!numeral.value) {
            leave_over({begin, end});
            return resume(end + term);
        }
        if (!m_tail.group && m_tail.number && m_tail.road.is_empty()) {
            // 12号3组: the house's, if none comes behind the group.
            m_tail.is_bare = true;
        } else {
            m_tail.earlier_group = m_tail.group;
            m_tail.earlier_number = m_tail.number;
            m_tail.number.reset();
            m_tail.sub_number.reset();
            m_tail.is_bare = false;
        }
        m_tail.group = numeral.value;
        return resume(end + term);
    }

    void take_number(std::size_t begin, const Numeral& numeral, const Numeral* sub, std::size_t end,
                     bool is_bare) {
        const bool is_sub = is_led_in(begin, U"附");
        take_unread(begin);
        if (!numeral.value) {
            leave_over({begin, numeral.end});
            return resume(end);
        }
        if (is_sub) {
            m_tail.sub_number = numeral.value;
            return resume(end);
        }
        // A bare number after one that is called so is a room's or nobody's.
        if (is_bare && m_tail.number && !m_tail.is_bare) {
            begin_room(begin, end);
            return resume(end);
        }
        m_tail.number = numeral.value;
        m_tail.sub_number.reset();
        if (sub != nullptr) {
            read_sub(*sub, numeral.end + 1);
        }
        m_tail.is_bare = is_bare;
        return resume(read_sub_number(end));
    }

    /// 附2号, 之2, -2 after a number.
    std::size_t read_sub_number(std::size_t at) {
        if (at >= m_end || (m_text[at] != U'附' && m_text[at] != U'之' && m_text[at] != U'-') ||
            !is_numeral(at + 1)) {
            return at;
        }
        const Numeral numeral = read_numeral(m_text, at + 1, m_end);
        if (group_term(numeral.end) > 0 || building_term(numeral.end) > 0 ||
            room_term(numeral.end) > 0) {
            return at;
        }
        read_sub(numeral, at + 1);
        return numeral.end + (has(numeral.end, U"号") ? 1 : 0);
    }

    void read_sub(const Numeral& numeral, std::size_t begin) {
        m_tail.sub_number = numeral.value;
        if (!numeral.value) {
            leave_over({begin, numeral.end});
        }
    }

    void begin_room(std::size_t begin, std::size_t end) { extend(m_tail.room, begin, end); }

    static void extend(Run& run, std::size_t begin, std::size_t end) {
        if (run.is_empty()) {
            run.begin = begin;
        }
        run.end = end;
    }

    void resume(std::size_t at) {
        m_at = at;
        m_unread = at;
    }

    /// Finds out what the characters before `end` are that no number belongs to.
    void take_unread(std::size_t end) {
        Run run{m_unread, end};
        m_unread = end;
        trim(run);
        if (run.is_empty()) {
            return;
        }
        const bool comes_after_number = m_tail.number.has_value() || !m_tail.room.is_empty();
        if (!comes_after_number && m_tail.road.is_empty() &&
            ends_with_any(run, ends_of_roads, road_ends)) {
            m_tail.road = run;
        } else if (!comes_after_number && m_tail.natural_village.is_empty() &&
                   is_name_of_place(run)) {
            m_tail.natural_village = run;
        } else {
            leave_over(run);
        }
    }

    void leave_over(const Run& run) {
        m_tail.rest_size += run.size();
        if (run.size() > m_tail.rest.size()) {
            m_tail.rest = run;
        }
    }

    void trim(Run& run) const {
        for (bool is_trimmed = true; is_trimmed && closes_with(run, ends_of_lead_ins);) {
            is_trimmed = false;
            for (const Words word : lead_ins) {
                if (!run.is_empty() && m_text.ends_with(run.begin, run.end, word)) {
                    run.end -= word.size();
                    is_trimmed = true;
                }
            }
        }
        while (!run.is_empty() && m_text[run.begin] == U'-') {
            ++run.begin;
        }
        if (!closes_with(run, ends_of_kinds)) {
            return;
        }
        for (const Words word : kinds_of_village) {
            if (m_text.ends_with(run.begin, run.end, word)) {
                run.end -= word.size();
                break;
            }
        }
    }

    bool closes_with(const Run& run, const CharacterSet& ends) const {
        return !run.is_empty() && ends.has(m_text[run.end - 1]);
    }

    template <typename Terms>
    bool ends_with_any(const Run& run, const CharacterSet& ends, const Terms& terms) const {
        return closes_with(run, ends) && std::ranges::any_of(terms, [&](Words term) {
                   return run.size() > term.size() && m_text.ends_with(run.begin, run.end, term);
               });
    }

    bool is_name_of_place(const Run& run) const {
        constexpr std::size_t longest = 8;
        if (run.size() < 2 || run.size() > longest ||
            ends_with_any(run, ends_of_landmarks, landmark_ends)) {
            return false;
        }
        for (std::size_t i = run.begin; i < run.end; ++i) {
            if (m_text[i] < 0x3400) {
                return false;
            }
        }
        return true;
    }

    const FoldedText& m_text;
    std::size_t m_at;
    std::size_t m_end;
    std::size_t m_unread; ///< where the characters begin that nothing has taken yet
    Tail m_tail;
};

} // namespace

Tail read_tail(const FoldedText& text, std::size_t begin, std::size_t end) {
    return TailReader(text, begin, end).read();
}

} // namespace tuban::address::detail
