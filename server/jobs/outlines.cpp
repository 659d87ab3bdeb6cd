#include "server/jobs/outlines.hpp"

#include "data/seal/sealer.hpp"
#include "data/store/division_shapes.hpp"
#include "data/store/divisions.hpp"
#include "data/store/segments.hpp"
#include "spatial/geometry/outline.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tuban::jobs {
namespace {

constexpr std::size_t shapes_a_step = 100;

/// Coarser the higher the division: 5 m for a village, 80 m for a province.
double tolerance_m(model::Level level) {
    constexpr double village_m = 5;
    return village_m * std::exp2(static_cast<int>(model::Level::village) - static_cast<int>(level));
}

/// Where the patches of one village stand: its part of each segment.
struct VillagePart {
    const segment::ScopedSegment* source;
    std::size_t village;
};

class OutlinesRun {
  public:
    OutlinesRun(store::Store& store, map::Scopes& scopes, JobRun& run) : m_run(run) {
        store.read([&](store::Reader& reader) {
            m_tree = store::tree_version(reader);
            m_segments = store::segments_epoch(reader);
            const auto root = store::find_division(reader, run.job().start.division_id);
            if (!root) {
                return;
            }
            const auto area = store::area_of(*root);
            m_divisions = store::divisions_in(reader, area); // each after its parent
            m_view = scopes.view(reader, area);
            m_known = store::division_shape_origins(reader);
            for (const auto& shape : store::division_shapes_in(reader, area)) {
                m_shapes[shape.division_id] = m_maker.from_wkb(shape.shape);
            }
        });
    }

    std::string operator()() {
        gather_villages();
        for (auto division = m_divisions.rbegin(); division != m_divisions.rend(); ++division) {
            make(*division);
            if (m_waiting.size() + m_gone.size() >= shapes_a_step) {
                write();
            }
        }
        write();
        return nlohmann::json{{"divisions", m_divisions.size()},
                              {"made", m_made},
                              {"removed", m_removed},
                              {"tree", m_tree},
                              {"segments", m_segments}}
            .dump();
    }

  private:
    void gather_villages() {
        if (!m_view) {
            return;
        }
        for (std::size_t i = 0; i < m_view->scope.size(); ++i) {
            const auto& ids = m_view->division_ids[i];
            for (std::size_t village = 0; village < ids.size(); ++village) {
                if (ids[village] != 0) {
                    m_parts[ids[village]].push_back({&m_view->scope[i], village});
                }
            }
        }
    }

    /// Corners of the boxes of the division's own patches, in the order of segments.
    std::vector<geometry::GridPoint> corners_of(std::int64_t division) const {
        std::vector<geometry::GridPoint> corners;
        const auto parts = m_parts.find(division);
        if (parts == m_parts.end()) {
            return corners;
        }
        for (const auto& [source, village] : parts->second) {
            for (const auto position : source->segment->patches_of_village(village)) {
                if (source->allows(position)) {
                    const auto box = source->segment->box(position);
                    corners.insert(
                        corners.end(),
                        {box.min, box.max, {box.min.x, box.max.y}, {box.max.x, box.min.y}});
                }
            }
        }
        return corners;
    }

    void make(const model::Division& division) {
        ++m_done;
        const auto known = m_known.find(division.id);
        if (known != m_known.end() && store::is_border_origin(known->second)) {
            note(division, known->second);
            return;
        }
        auto corners = corners_of(division.id);
        const auto& children = m_children[division.id];
        std::string identity(reinterpret_cast<const char*>(corners.data()),
                             corners.size() * sizeof(geometry::GridPoint));
        for (const auto& [child, origin] : children) {
            identity += std::to_string(child) + origin;
        }
        const bool is_empty = identity.empty();
        identity = seal::content_hash(std::string_view(identity));
        if (is_empty) {
            if (known != m_known.end()) {
                m_gone.push_back(division.id);
            }
            return;
        }
        note(division, identity);
        if (known != m_known.end() && known->second == identity) {
            return;
        }
        std::vector<geometry::MultiPolygon> places;
        if (!corners.empty()) {
            places.push_back(m_maker.around(std::move(corners)));
        }
        for (const auto& [child, origin] : children) {
            places.push_back(m_shapes[child]);
        }
        auto shape = children.empty() ? std::move(places.front())
                                      : m_maker.around(places, tolerance_m(division.level));
        if (shape.empty()) {
            return;
        }
        const auto label = m_maker.point_inside(shape);
        m_waiting.push_back({division.id, identity, m_maker.to_wkb(shape), label.lon, label.lat});
        m_shapes[division.id] = std::move(shape);
    }

    /// Those above are made of it.
    void note(const model::Division& division, const std::string& identity) {
        if (division.parent_id) {
            m_children[*division.parent_id].emplace(division.id, identity);
        }
    }

    void write() {
        m_run.step({"", m_done, static_cast<std::int64_t>(m_divisions.size()), "正在绘出区划轮廓"},
                   [&](store::Transaction& transaction) {
                       for (const auto& shape : m_waiting) {
                           store::put_division_shape(transaction, shape);
                       }
                       for (const auto division : m_gone) {
                           store::delete_division_shape(transaction, division);
                       }
                   });
        m_made += m_waiting.size();
        m_removed += m_gone.size();
        m_waiting.clear();
        m_gone.clear();
    }

    JobRun& m_run;
    geometry::OutlineMaker m_maker;
    std::int64_t m_tree = 0;
    std::int64_t m_segments = 0;
    std::vector<model::Division> m_divisions;
    std::shared_ptr<const map::AreaView> m_view;
    std::map<std::int64_t, std::vector<VillagePart>> m_parts; ///< by division
    std::map<std::int64_t, std::string> m_known;              ///< origins, by division
    std::map<std::int64_t, geometry::MultiPolygon> m_shapes;
    /// Of each division those with a shape, with what it is made of.
    std::map<std::int64_t, std::map<std::int64_t, std::string>> m_children;
    std::vector<store::DivisionShape> m_waiting;
    std::vector<std::int64_t> m_gone;
    std::int64_t m_done = 0;
    std::size_t m_made = 0;
    std::size_t m_removed = 0;
};

} // namespace

JobKinds outlines_kinds(store::Store& store, map::Scopes& scopes) {
    return {{outlines_kind,
             [&store, &scopes](JobRun& run) { return OutlinesRun(store, scopes, run)(); }}};
}

void OutlinesWatch::operator()() {
    const auto now_us = store::now_us();
    const auto due = m_store.read_value([&](store::Reader& reader) {
        std::vector<std::int64_t> roots;
        const auto tree = store::tree_version(reader);
        const auto segments = store::segments_epoch(reader);
        if (tree == m_seen_tree && segments == m_seen_segments && !m_is_waiting) {
            return roots;
        }
        m_seen_tree = tree;
        m_seen_segments = segments;
        m_is_waiting = false;
        for (const auto& root : store::root_divisions(reader)) {
            const auto latest = store::latest_job(reader, outlines_kind, root.id);
            if (latest) {
                const auto report = nlohmann::json::parse(latest->job.report);
                if (report.value("tree", std::int64_t{0}) == tree &&
                    report.value("segments", std::int64_t{0}) == segments) {
                    continue;
                }
            }
            if (!latest || latest->job.changed_at_us + m_pause_us <= now_us) {
                roots.push_back(root.id);
            } else {
                m_is_waiting = true;
            }
        }
        return roots;
    });
    if (due.empty()) {
        return;
    }
    m_store.write([&](store::Transaction& transaction) {
        for (const auto root : due) {
            store::enqueue_job(transaction, {store::new_id(), outlines_kind, root, {}, "{}"},
                               now_us);
        }
    });
}

} // namespace tuban::jobs
