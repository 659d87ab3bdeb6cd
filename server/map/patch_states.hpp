#pragma once

#include "data/store/store.hpp"
#include "server/map/scopes.hpp"
#include "spatial/segment/catalog.hpp"
#include "tiles/tile.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tuban::map {

/// What the programme knows of a patch. The numbers are those of StateTile in schemas.json.
struct PatchState {
    std::uint8_t link = 0;   ///< 0 unlinked, 1 proposed, 2 linked, 3 several households
    std::uint8_t grade = 0;  ///< 0 none, 1 A … 4 D: the worst among approved records
    std::uint8_t status = 0; ///< 0 not_started … 4 returned: the least advanced of its households
    auto operator<=>(const PatchState&) const = default;
};

struct FeatureState {
    segment::FeatureId feature;
    PatchState state;
};

/// States of all patches that differ from the default, by patch number, caught up with the log of
/// changes before each answer: what was acknowledged is seen, whichever process wrote it.
/// Thread-safe.
class PatchStates {
  public:
    struct TileStates {
        std::int64_t epoch = 0; ///< of the last change seen
        std::vector<FeatureState> states;
    };
    /// Of the patches of `view` whose boxes meet the tile with its buffer, ascending feature id.
    /// Precondition: tile.zoom <= tiles::max_patch_zoom.
    TileStates in_tile(store::Reader& reader, const AreaView& view, tiles::TileId tile);

    struct Changes {
        std::int64_t epoch = 0; ///< of the last change that the reader has
        std::vector<std::pair<std::string, PatchState>> states; ///< by patch number
    };
    /// Of the patches that changed after `epoch`, as they are now; without one, of all that differ
    /// from the default.
    Changes changes_since(store::Reader& reader, std::optional<std::int64_t> epoch);

    PatchState of(store::Reader& reader, const std::string& patch_number);

  private:
    void catch_up(store::Reader& reader); ///< m_mutex held

    std::mutex m_mutex;
    bool m_is_loaded = false;
    std::int64_t m_epoch = 0;
    std::unordered_map<std::string, PatchState> m_states;
};

} // namespace tuban::map
