#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::segment::detail {

/// Distinct strings, numbered from 0 as they come and ranked by their bytes at the end, so that
/// what is written does not depend on the order of coming.
class ValueTable {
  public:
    ValueTable() = default;
    /// `what` names the values where there are more than `limit`.
    ValueTable(std::size_t limit, const char* what) : m_limit(limit), m_what(what) {}

    /// Throws Error `segment_too_large`.
    std::uint32_t index_of(std::string_view value);
    std::size_t size() const noexcept { return m_indexes.size(); }

    std::vector<std::string_view> sorted() const;
    /// By index of coming, the place in sorted().
    std::vector<std::uint32_t> ranks() const;

  private:
    std::size_t m_limit = 0;
    const char* m_what = "";
    std::map<std::string, std::uint32_t, std::less<>> m_indexes;
};

} // namespace tuban::segment::detail
