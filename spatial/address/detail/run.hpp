#pragma once

#include <cstddef>

namespace tuban::address::detail {

/// Characters [begin, end) of the folded text.
struct Run {
    std::size_t begin = 0;
    std::size_t end = 0;

    bool is_empty() const noexcept { return begin == end; }
    std::size_t size() const noexcept { return end - begin; }
};

} // namespace tuban::address::detail
