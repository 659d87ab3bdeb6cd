#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::matching {

/// What places a house within its village.
struct AddressKey {
    std::optional<int> group; ///< 三组, 第四村民小组, 2社, 5队
    std::optional<int> number; ///< 12号, 门牌7, No.6, a bare number at the end; without 附 and 之
    std::size_t begin = 0;     ///< where the first of them begins in the folded text, 第 included

    bool is_empty() const noexcept { return !group && !number; }
};

/// The last group and number that the address states. Numbers of floors, rooms and buildings are
/// neither.
AddressKey parse_address_key(std::string_view address);
/// The same of a folded address.
AddressKey parse_address_key(std::u32string_view folded);

/// 3 → 三, 12 → 十二; from 100 on in digits.
std::string chinese_number(int value);

} // namespace tuban::matching
