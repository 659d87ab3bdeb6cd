#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::segment::detail {

/// Distinct strings, numbered from 0 as they come and ranked by their bytes at the end, so that
/// what is written does not depend on the order of coming.
class ValueTable {
  public:
    ValueTable() = default;
    explicit ValueTable(std::size_t limit) : m_limit(limit) {}

    /// Nothing for one value more than the limit.
    std::optional<std::uint32_t> index_of(std::string_view value);
    std::size_t size() const noexcept { return m_indexes.size(); }

    std::vector<std::string_view> sorted() const;
    /// By index of coming, the place in sorted().
    std::vector<std::uint32_t> ranks() const;

  private:
    std::size_t m_limit = 0;
    std::map<std::string, std::uint32_t, std::less<>> m_indexes;
};

} // namespace tuban::segment::detail
