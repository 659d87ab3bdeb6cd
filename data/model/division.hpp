#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace tuban::model {

/// Levels of an administrative division (行政区划).
enum class Level { province = 1, city = 2, county = 3, town = 4, village = 5 };

/// An interval of labels of the published tree: everything at and below one division. Only
/// Divisions (data/store/divisions.hpp) makes one, from an account or from a division that the
/// account may read, so that no query can run without an area that was checked.
class Area {
  public:
    std::int64_t first_label() const noexcept { return m_first; }
    std::int64_t last_label() const noexcept { return m_last; }
    bool contains(std::int64_t label) const noexcept { return m_first <= label && label <= m_last; }
    bool contains(const Area& other) const noexcept {
        return m_first <= other.m_first && other.m_last <= m_last;
    }
    auto operator<=>(const Area&) const = default; // NOLINT(modernize-use-nullptr)

  private:
    friend class AreaMaker;
    Area(std::int64_t first, std::int64_t last) noexcept : m_first(first), m_last(last) {}

    std::int64_t m_first;
    std::int64_t m_last;
};

/// The key to Area's constructor; held by the store's divisions alone (the arrow test checks it).
class AreaMaker {
  public:
    static Area make(std::int64_t first_label, std::int64_t last_label) noexcept {
        return {first_label, last_label};
    }
};

struct Division {
    std::int64_t id = 0;
    std::string code; ///< 12 digits
    std::string name;
    Level level = Level::village;
    std::optional<std::int64_t> parent_id;
    std::string full_name; ///< from the province down, no separators
    std::int64_t first_label = 0;
    std::int64_t last_label = 0;
};

} // namespace tuban::model
