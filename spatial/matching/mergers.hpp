#pragma once

#include "spatial/matching/division.hpp"

#include <map>
#include <span>
#include <string_view>

namespace tuban::matching {

/// Which village each merged one became. Of rows with the same code the first counts; rows without
/// a code and those of towns and above are left out. The rows must outlive it.
class Mergers {
  public:
    using Rows = std::map<std::string_view, const DivisionInput*>;
    enum class End {
        standing, ///< at a village that stands
        unknown,  ///< at one that is merged into a code that no village has
        cycle     ///< at the first one seen twice
    };
    struct Followed {
        const DivisionInput* row;
        End end;
    };

    explicit Mergers(std::span<const DivisionInput> divisions);
    Followed follow(const DivisionInput& village) const;
    const Rows& rows() const noexcept { return m_rows; } ///< by code

  private:
    Rows m_rows;
};

} // namespace tuban::matching
