#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"
#include "server/map/patch_states.hpp"
#include "server/map/scopes.hpp"
#include "tiles/density.hpp"
#include "tiles/tile.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tuban::map {

/// Names of the counts beside `count` on both layers of a density tile: link states and grades of
/// PatchState, each without its default.
inline constexpr std::array<std::string_view, tiles::density_category_count> density_categories{
    "proposed", "linked", "several", "grade_a", "grade_b", "grade_c", "grade_d"};

/// Live counts for the zooms below the footprints. Caught up with the log of changes before each
/// answer. Thread-safe.
class Density {
  public:
    explicit Density(PatchStates& states) : m_states(states) {}

    /// Brings the counts of the view's segments up to date; returns the epoch of the last change
    /// seen.
    std::int64_t catch_up(store::Reader& reader, const AreaView& view);

    /// The plain vector tile of `view`, which is that of the division `top`: a patch stands for the
    /// division above it of the zoom's level, of the next coarser one where there is none, never
    /// above `top`. Precondition: catch_up() was called for this view; the zoom is one of density.
    std::string encode(store::Reader& reader, const AreaView& view, const model::Division& top,
                       tiles::TileId tile);

  private:
    /// A segment with what hand edits hide of it.
    using Key = std::pair<const segment::Segment*, const std::vector<bool>*>;
    struct Source {
        std::shared_ptr<const segment::Segment> segment;
        tiles::SegmentDensity::Hidden hidden;
        tiles::SegmentDensity density;
        std::unordered_map<segment::Position, tiles::Categories> categories;
    };

    static Key key_of(const segment::ScopedSegment& scoped) {
        return {scoped.segment.get(), scoped.hidden.get()};
    }
    Source& add_source(const segment::ScopedSegment& scoped);
    static void apply(Source& source, const PatchStates::Changes& changes);

    PatchStates& m_states;
    std::shared_mutex m_mutex;
    std::optional<std::int64_t> m_epoch;
    std::map<Key, Source> m_sources;
};

} // namespace tuban::map
