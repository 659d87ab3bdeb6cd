#pragma once

#include "data/model/data_folder.hpp"
#include "data/model/division.hpp"
#include "data/store/store.hpp"
#include "spatial/segment/catalog.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tuban::map {

/// What one area sees of the footprints: an immutable snapshot that a request keeps to its end.
struct AreaView {
    segment::Scope scope;
    /// The division that each village of the scope's segments means today, by index into `scope`
    /// and into villages(); 0 where it is not allowed or means none.
    std::vector<std::vector<std::int64_t>> division_ids;
    /// Opaque hash of all that a tile of this area may hold; part of tile URLs.
    std::string version;
    /// West, south, east, north in degrees of the area's patches; nothing when there are none.
    std::optional<std::array<double, 4>> bounds;
};

/// The segments in force, mapped once and shared, and the views of areas on them. Catches up with
/// the store (publications, imports of other processes) whenever a view is asked for. Thread-safe.
class Scopes {
  public:
    explicit Scopes(model::DataFolder folder);
    ~Scopes();

    /// Throws segment::SegmentError when a file in force is damaged and no earlier one is loaded.
    std::shared_ptr<const AreaView> view(store::Reader& reader, const model::Area& area);

    /// Every patch in force, also those whose division the tree doesn't know: for the command
    /// line, jobs and states, never on behalf of an account.
    std::shared_ptr<const AreaView> whole(store::Reader& reader);

    /// The division that a patch's census code means today, by village index of its segment.
    std::optional<std::int64_t> division_of(store::Reader& reader, const segment::PatchRef& patch);

    const model::DataFolder& folder() const noexcept { return m_folder; }

    /// The census codes that mean this division, or one below it, today.
    std::vector<std::string> census_codes_of(store::Reader& reader, std::int64_t division_id);

  private:
    struct Loaded;
    struct Snapshot;
    std::shared_ptr<const Snapshot> current(store::Reader& reader);
    std::shared_ptr<const Snapshot> load(store::Reader& reader, std::int64_t tree,
                                         std::int64_t segments);

    model::DataFolder m_folder;
    std::mutex m_mutex;
    std::shared_ptr<const Snapshot> m_current;
    std::map<model::Area, std::shared_ptr<const AreaView>> m_views; ///< of m_current
};

} // namespace tuban::map
