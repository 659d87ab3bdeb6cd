#pragma once

#include "spatial/address/folded_text.hpp"

#include <cstddef>
#include <optional>

namespace tuban::address::detail {

struct Numeral {
    std::size_t end = 0;
    bool is_arabic = false;
    std::optional<int> value; ///< absent for 0 and for what is too large for an address
};

/// The numeral that begins at `at`, before `end`: 23, 二十三, 一百零五, 一百二 (120), 二千三百,
/// 廿三, 二三 (digit by digit).
Numeral read_numeral(const FoldedText& text, std::size_t at, std::size_t end);

} // namespace tuban::address::detail
