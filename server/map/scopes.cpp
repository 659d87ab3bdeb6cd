#include "server/map/scopes.hpp"

#include "base/log.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/divisions.hpp"
#include "data/store/patch_edits.hpp"
#include "data/store/segments.hpp"
#include "server/map/edit_overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace tuban::map {
namespace {

constexpr std::size_t max_views = 512;
constexpr std::size_t version_digits = 16;

} // namespace

/// A segment with the division that each of its villages means today.
struct Scopes::Loaded {
    std::shared_ptr<const segment::Segment> segment;
    std::string hash;
    std::uint32_t slot = 0;
    std::vector<std::optional<model::Division>> divisions; ///< by village index
    std::optional<EditOverlay> edits{};
    std::vector<std::optional<model::Division>> edit_divisions{}; ///< the same of the edits
};

struct Scopes::Snapshot {
    std::int64_t tree = 0;
    std::int64_t segments = 0;
    std::map<std::string, Loaded, std::less<>> counties;

    template <typename Allows>
    AreaView make_view(Allows allows) const;
};

template <typename Allows>
AreaView Scopes::Snapshot::make_view(Allows allows) const {
    AreaView view;
    std::string identity;
    std::optional<geometry::GridBox> box;
    const auto add = [&](segment::ScopedSegment scoped, std::string_view name,
                         const std::vector<std::optional<model::Division>>& divisions) {
        const auto villages = scoped.segment->villages();
        bool has_any = false;
        scoped.is_whole = true;
        std::vector<std::int64_t> ids;
        for (std::size_t i = 0; i < villages.size(); ++i) {
            const bool is_allowed = allows(divisions[i]);
            scoped.allowed_villages.push_back(is_allowed);
            ids.push_back(is_allowed && divisions[i] ? divisions[i]->id : 0);
            scoped.is_whole = scoped.is_whole && is_allowed;
            has_any = has_any || is_allowed;
            if (is_allowed) {
                box = box.value_or(villages[i].box);
                box->extend(villages[i].box.min);
                box->extend(villages[i].box.max);
            }
        }
        if (!has_any) {
            return;
        }
        identity += fmt::format("{} {} ", name, scoped.slot);
        for (const bool is_allowed : scoped.allowed_villages) {
            identity += is_allowed ? '1' : '0';
        }
        identity += '\n';
        view.scope.push_back(std::move(scoped));
        view.division_ids.push_back(std::move(ids));
    };
    for (const auto& [code, county] : counties) {
        // Also where the edits only remove, the tiles of the segment in force are others.
        const std::string edits = county.edits ? county.edits->identity : std::string();
        segment::ScopedSegment scoped{county.segment, county.slot};
        scoped.hidden = county.edits ? county.edits->hidden : nullptr;
        add(std::move(scoped), county.hash + edits, county.divisions);
        if (county.edits) {
            segment::ScopedSegment edited{county.edits->patches, county.slot};
            edited.first_position = segment::first_edit_position;
            add(std::move(edited), edits, county.edit_divisions);
        }
    }
    view.version = seal::content_hash(std::string_view(identity)).substr(0, version_digits);
    if (box) {
        const auto north_west = geometry::to_lonlat(box->min);
        const auto south_east = geometry::to_lonlat(box->max);
        view.bounds = {north_west.lon, south_east.lat, south_east.lon, north_west.lat};
    }
    return view;
}

Scopes::Scopes(model::DataFolder folder) : m_folder(std::move(folder)) {}
Scopes::~Scopes() = default;

std::shared_ptr<const Scopes::Snapshot> Scopes::current(store::Reader& reader) {
    const auto tree = store::tree_version(reader);
    const auto segments = store::segments_epoch(reader);
    {
        const std::lock_guard lock(m_mutex);
        if (m_current && m_current->tree == tree && m_current->segments == segments) {
            return m_current;
        }
    }
    auto loaded = load(reader, tree, segments);
    const std::lock_guard lock(m_mutex);
    m_current = loaded;
    m_views.clear();
    return loaded;
}

std::shared_ptr<const Scopes::Snapshot> Scopes::load(store::Reader& reader, std::int64_t tree,
                                                     std::int64_t segments) {
    std::shared_ptr<const Snapshot> previous;
    {
        const std::lock_guard lock(m_mutex);
        previous = m_current;
    }
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->tree = tree;
    snapshot->segments = segments;
    const auto divisions_of = [&](const segment::Segment& source) {
        std::vector<std::optional<model::Division>> divisions;
        for (const auto& village : source.villages()) {
            const auto division = store::division_of_census_code(reader, village.code);
            divisions.push_back(division ? store::find_division(reader, *division) : std::nullopt);
        }
        return divisions;
    };
    std::map<std::string, std::vector<store::PatchEdit>> edits;
    for (auto& edit : store::pending_patch_edits(reader)) {
        edits[edit.county_code].push_back(std::move(edit));
    }
    for (const auto& in_force : store::segments_in_force(reader)) {
        Loaded county{nullptr, in_force.file_hash, in_force.slot, {}};
        const auto earlier = previous ? previous->counties.find(in_force.county_code)
                                      : decltype(previous->counties.end()){};
        const bool has_earlier = previous && earlier != previous->counties.end();
        if (has_earlier && earlier->second.hash == in_force.file_hash) {
            county.segment = earlier->second.segment;
        } else {
            try {
                county.segment = segment::Segment::open(m_folder.segment(in_force.file_hash));
            } catch (const segment::SegmentError& error) {
                if (!has_earlier) {
                    throw;
                }
                log_error("county {}: {}; the segment before it goes on serving",
                          in_force.county_code, error.what());
                county.segment = earlier->second.segment;
                county.hash = earlier->second.hash;
            }
        }
        county.divisions = divisions_of(*county.segment);
        if (const auto own = edits.find(in_force.county_code); own != edits.end()) {
            const bool is_known = has_earlier && earlier->second.edits &&
                                  earlier->second.segment == county.segment &&
                                  earlier->second.edits->identity == overlay_identity(own->second);
            county.edits = is_known ? earlier->second.edits
                                    : make_overlay(*county.segment, own->second,
                                                   m_folder.segments() / "overlays");
            county.edit_divisions = divisions_of(*county.edits->patches);
        }
        snapshot->counties.emplace(in_force.county_code, std::move(county));
    }
    return snapshot;
}

std::shared_ptr<const AreaView> Scopes::view(store::Reader& reader, const model::Area& area) {
    const auto snapshot = current(reader);
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_views.find(area);
        if (m_current == snapshot && known != m_views.end()) {
            return known->second;
        }
    }
    auto made = std::make_shared<const AreaView>(snapshot->make_view(
        [&](const auto& division) { return division && area.contains(division->first_label); }));
    const std::lock_guard lock(m_mutex);
    if (m_current == snapshot) {
        if (m_views.size() >= max_views) {
            m_views.clear();
        }
        m_views.emplace(area, made);
    }
    return made;
}

std::shared_ptr<const AreaView> Scopes::whole(store::Reader& reader) {
    return std::make_shared<const AreaView>(
        current(reader)->make_view([](const auto&) { return true; }));
}

std::optional<std::int64_t> Scopes::division_of(store::Reader& reader,
                                                const segment::PatchRef& patch) {
    const auto snapshot = current(reader);
    for (const auto& [code, county] : snapshot->counties) {
        if (county.slot == patch.source->slot && county.segment == patch.source->segment) {
            const auto& division = county.divisions[county.segment->village_index(patch.position)];
            return division ? std::optional(division->id) : std::nullopt;
        }
        if (county.edits && county.edits->patches == patch.source->segment) {
            const auto& division =
                county.edit_divisions[county.edits->patches->village_index(patch.position)];
            return division ? std::optional(division->id) : std::nullopt;
        }
    }
    return {};
}

std::vector<std::string> Scopes::census_codes_of(store::Reader& reader, std::int64_t division_id) {
    const auto wanted = store::find_division(reader, division_id);
    if (!wanted) {
        return {};
    }
    const auto area = store::area_of(*wanted);
    std::set<std::string> codes;
    const auto collect = [&](const segment::Segment& source,
                             const std::vector<std::optional<model::Division>>& divisions) {
        const auto villages = source.villages();
        for (std::size_t i = 0; i < villages.size(); ++i) {
            if (divisions[i] && area.contains(divisions[i]->first_label)) {
                codes.emplace(villages[i].code);
            }
        }
    };
    const auto snapshot = current(reader);
    for (const auto& [code, county] : snapshot->counties) {
        collect(*county.segment, county.divisions);
        if (county.edits) {
            collect(*county.edits->patches, county.edit_divisions);
        }
    }
    return {codes.begin(), codes.end()};
}

} // namespace tuban::map
