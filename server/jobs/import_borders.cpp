#include "server/jobs/import_borders.hpp"

#include "data/model/division.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/audit.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/division_shapes.hpp"
#include "data/store/divisions.hpp"
#include "data/store/jobs.hpp"
#include "server/jobs/outlines.hpp"
#include "spatial/geometry/outline.hpp"
#include "spatial/geometry/overlay.hpp"
#include "spatial/io/border_reader.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace tuban::jobs {
namespace {

constexpr std::size_t shapes_a_write = 100;
/// Less is how two surveys draw one line.
constexpr double least_told_overlap_m2 = 100;

struct Box {
    geometry::LonLat min{180, 90};
    geometry::LonLat max{-180, -90};

    bool meets(const Box& other) const {
        return min.lon <= other.max.lon && other.min.lon <= max.lon && min.lat <= other.max.lat &&
               other.min.lat <= max.lat;
    }
};

Box box_of(const geometry::MultiPolygon& shape) {
    Box box;
    for (const auto& polygon : shape) {
        for (const auto& point : polygon.front()) {
            box.min = {std::min(box.min.lon, point.lon), std::min(box.min.lat, point.lat)};
            box.max = {std::max(box.max.lon, point.lon), std::max(box.max.lat, point.lat)};
        }
    }
    return box;
}

/// What the file says of one division.
struct Claim {
    model::Division division;
    std::vector<geometry::MultiPolygon> parts;
    std::uint64_t features = 0;
    std::uint64_t repaired = 0;
    geometry::MultiPolygon shape{}; ///< the parts together, less what others have
    Box box{};
};

/// Claims that have their shape, to find the neighbours of one on its level.
class Settled {
  public:
    void add(const Claim& claim) {
        visit_cells(claim, [&](const Cell& cell) { m_cells[cell].push_back(&claim); });
    }

    /// By code.
    std::map<std::string, const Claim*> neighbours(const Claim& claim) const {
        std::map<std::string, const Claim*> found;
        visit_cells(claim, [&](const Cell& cell) {
            const auto own = m_cells.find(cell);
            for (const auto* const other :
                 own == m_cells.end() ? std::vector<const Claim*>() : own->second) {
                if (other->box.meets(claim.box)) {
                    found.emplace(other->division.code, other);
                }
            }
        });
        return found;
    }

  private:
    using Cell = std::tuple<model::Level, int, int>; ///< of half a degree

    template <typename Visit>
    static void visit_cells(const Claim& claim, Visit visit) {
        const auto cell = [](double degrees) { return static_cast<int>(std::floor(degrees * 2)); };
        for (int x = cell(claim.box.min.lon); x <= cell(claim.box.max.lon); ++x) {
            for (int y = cell(claim.box.min.lat); y <= cell(claim.box.max.lat); ++y) {
                visit({claim.division.level, x, y});
            }
        }
    }

    std::map<Cell, std::vector<const Claim*>> m_cells;
};

/// The tree, to find whose border a feature is.
class Places {
  public:
    explicit Places(store::Reader& reader) {
        for (auto& division : store::divisions_in(reader, store::whole_area())) {
            m_by_code.emplace(division.code, division.id);
            m_by_name[division.name].push_back(division.id);
            if (division.full_name != division.name) {
                m_by_name[division.full_name].push_back(division.id);
            }
            m_by_id.emplace(division.id, std::move(division));
        }
        for (const auto& entry : store::list_crosswalk(reader)) {
            m_by_code[entry.census_code] = entry.division_id;
        }
    }

    const model::Division* find(const io::Border& border, ImportReport& report) const {
        if (!border.code.empty()) {
            const auto found = m_by_code.find(border.code);
            if (found == m_by_code.end()) {
                report.refuse(
                    {"division_unknown", border.subject, "code",
                     fmt::format("区划表中没有代码 {}（{}），请先导入区划或在区划对照中补上",
                                 border.code, border.name)});
                return nullptr;
            }
            return &m_by_id.at(found->second);
        }
        const auto named = m_by_name.find(border.name);
        if (border.name.empty() || named == m_by_name.end()) {
            report.refuse(
                {"division_unknown", border.subject, "name",
                 border.name.empty()
                     ? std::string("没有区划代码，也没有名称；字段名不常见时请用 --mapping 指明")
                     : fmt::format("区划表中没有名为“{}”的区划", border.name)});
            return nullptr;
        }
        if (named->second.size() > 1) {
            report.refuse({"division_ambiguous", border.subject, "name",
                           fmt::format("有 {} 个区划名为“{}”，请在数据中补上代码",
                                       named->second.size(), border.name)});
            return nullptr;
        }
        return &m_by_id.at(named->second.front());
    }

    /// The division's uppermost ancestor.
    std::int64_t root_of(const model::Division& division) const {
        const model::Division* at = &division;
        while (at->parent_id) {
            at = &m_by_id.at(*at->parent_id);
        }
        return at->id;
    }

  private:
    std::map<std::int64_t, model::Division> m_by_id;
    std::map<std::string, std::int64_t, std::less<>> m_by_code;
    std::map<std::string, std::vector<std::int64_t>, std::less<>> m_by_name;
};

using Claims = std::map<std::string, Claim>; ///< by the division's code

Claims read_claims(const Places& places, const BorderImportRequest& request, ImportReport& report) {
    Claims claims;
    io::read_borders(
        request.file, {request.crs, request.mapping}, report, [&](io::Border&& border) {
            if (const auto* const division = places.find(border, report)) {
                auto& claim =
                    claims.try_emplace(division->code, Claim{*division, {}}).first->second;
                claim.parts.push_back(std::move(border.shape));
                ++claim.features;
                claim.repaired += border.was_repaired ? 1U : 0U;
            }
        });
    return claims;
}

void refuse(const Claim& claim, const Issue& why, ImportReport& report) {
    for (std::uint64_t i = 0; i < claim.features; ++i) {
        report.refuse(why);
    }
}

/// Gives the claim its shape, without what the claims before it on its level have.
bool settle(Claim& claim, const Settled& before, const geometry::ShapeOverlay& overlay,
            ImportReport& report) {
    auto united = claim.parts.size() == 1 ? std::optional(std::move(claim.parts.front()))
                                          : overlay.unite(claim.parts);
    claim.parts.clear();
    if (!united) {
        refuse(claim, {"geometry_unrepairable", claim.division.code, "", "图形无法合并"}, report);
        return false;
    }
    claim.shape = std::move(*united);
    claim.box = box_of(claim.shape);
    for (const auto& [code, other] : before.neighbours(claim)) {
        const auto common = overlay.intersect(claim.shape, other->shape);
        if (!common || common->empty()) {
            continue;
        }
        auto rest = overlay.subtract(claim.shape, other->shape);
        if (rest && rest->empty()) {
            refuse(claim,
                   {"border_covered", claim.division.code, "",
                    fmt::format("“{}”的边界整个落在“{}”（{}）的边界之内，请核对代码",
                                claim.division.name, other->division.name, other->division.code)},
                   report);
            return false;
        }
        if (const double area = geometry::area_m2(*common); area >= least_told_overlap_m2) {
            report.warn({"border_overlap", claim.division.code, "",
                         fmt::format("“{}”与“{}”（{}）的边界重叠 {:.0f} 平方米，重叠处归后者",
                                     claim.division.name, other->division.name,
                                     other->division.code, area)});
        }
        if (rest) {
            claim.shape = std::move(*rest);
        }
    }
    return true;
}

/// A run that has begun has read what was there before: another one follows it.
void draw_again(store::Transaction& transaction, std::int64_t root) {
    const auto latest = store::latest_job(transaction, outlines_kind, root);
    if (latest && latest->job.state == store::JobState::queued) {
        return;
    }
    const auto id = store::new_id();
    store::enqueue_job(transaction,
                       {id, outlines_kind, root, {}, nlohmann::json{{"after", id}}.dump()},
                       store::now_us());
}

class Writing {
  public:
    Writing(store::Store& store, const Places& places, std::string file, const model::Actor& actor,
            ImportReport& report)
        : m_store(store), m_places(places), m_file(std::move(file)), m_actor(actor),
          m_report(report), m_known(store.read_value([](store::Reader& reader) {
              return store::division_shape_origins(reader);
          })) {}

    void add(const Claim& claim) {
        auto bytes = m_maker.to_wkb(claim.shape);
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        auto origin = store::border_origin(seal::content_hash(text));
        const auto known = m_known.find(claim.division.id);
        if (known != m_known.end() && known->second == origin) {
            m_report.unchanged += claim.features;
            return;
        }
        m_report.taken += claim.features;
        m_report.repaired += claim.repaired;
        const auto label = m_maker.point_inside(claim.shape);
        m_waiting.push_back(
            {claim.division.id, std::move(origin), std::move(bytes), label.lon, label.lat});
        m_roots.insert(m_places.root_of(claim.division));
        if (m_waiting.size() == shapes_a_write) {
            flush();
        }
    }

    /// What is told of the shapes, and asked for because of them, stands or falls with them.
    void flush() {
        if (m_waiting.empty()) {
            return;
        }
        m_store.write([&](store::Transaction& transaction) {
            for (const auto& shape : m_waiting) {
                store::put_division_shape(transaction, shape);
            }
            store::append_audit(transaction, m_actor, "import", "borders", m_file,
                                nlohmann::json{{"borders", m_waiting.size()}}.dump());
            for (const auto root : m_roots) {
                draw_again(transaction, root);
            }
        });
        m_waiting.clear();
        m_roots.clear();
    }

  private:
    store::Store& m_store;
    const Places& m_places;
    std::string m_file;
    const model::Actor& m_actor;
    ImportReport& m_report;
    std::map<std::int64_t, std::string> m_known;
    geometry::OutlineMaker m_maker;
    std::vector<store::DivisionShape> m_waiting;
    std::set<std::int64_t> m_roots; ///< of what waits
};

} // namespace

ImportReport import_borders(store::Store& store, const BorderImportRequest& request,
                            const model::Actor& actor) {
    ImportReport report;
    const auto places = store.read_value([](store::Reader& reader) { return Places(reader); });
    Claims claims = read_claims(places, request, report);
    const geometry::ShapeOverlay overlay;
    Settled settled;
    Writing writing(store, places, request.file.filename().string(), actor, report);
    for (auto& [code, claim] : claims) {
        if (settle(claim, settled, overlay, report)) {
            settled.add(claim);
            writing.add(claim);
        }
    }
    writing.flush();
    return report;
}

bool remove_border(store::Transaction& transaction, const model::Division& division,
                   const model::Actor& actor) {
    const auto origin = store::find_division_shape_origin(transaction, division.id);
    if (!origin || !store::is_border_origin(*origin)) {
        return false;
    }
    store::delete_division_shape(transaction, division.id);
    store::append_audit(transaction, actor, "remove", "border", division.code, "{}");
    auto root = division;
    while (root.parent_id) {
        root = store::find_division(transaction, *root.parent_id).value();
    }
    draw_again(transaction, root.id);
    return true;
}

} // namespace tuban::jobs
