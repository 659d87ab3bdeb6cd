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
    ValueTable(ValueTable&&) = default;
    ValueTable& operator=(ValueTable&&) = default;

    /// Nothing for one value more than the limit.
    std::optional<std::uint32_t> index_of(std::string_view value);
    std::size_t size() const noexcept { return m_indexes.size(); }

    std::vector<std::string_view> sorted() const;
    /// By index of coming, the place in sorted().
    std::vector<std::uint32_t> ranks() const;

  private:
    using Indexes = std::map<std::string, std::uint32_t, std::less<>>;

    std::size_t m_limit = 0;
    Indexes m_indexes;
    const Indexes::value_type* m_last = nullptr; ///< asked for; neighbours often have the same
};

} // namespace tuban::segment::detail
