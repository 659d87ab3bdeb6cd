#include "spatial/matching/detail/prepare.hpp"

#include "base/parallel.hpp"
#include "spatial/matching/detail/neighbourhood.hpp"
#include "spatial/matching/detail/prepared_household.hpp"
#include "spatial/matching/detail/village_facts.hpp"
#include "spatial/matching/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <numeric>
#include <optional>
#include <utility>

namespace tuban::matching::detail {

namespace {

constexpr float grid_cell_m = 60;
constexpr float refiling_reach_m = 200;

double unit_m_at(geometry::GridPoint point) {
    constexpr double earth_girth_m = 40075016.686;
    constexpr double units = 4294967296.0;
    const double latitude = geometry::to_lonlat(point).lat * std::numbers::pi / 180;
    return earth_girth_m / units * std::cos(latitude);
}

geometry::GridPoint median_corner(std::span<const RawPatch> raw) {
    if (raw.empty()) {
        return geometry::to_grid({0, 0});
    }
    const auto median = [&raw](auto member) {
        std::vector<std::uint32_t> values;
        values.reserve(raw.size());
        for (const RawPatch& patch : raw) {
            values.push_back(patch.box.min.*member);
        }
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::ranges::nth_element(values, middle);
        return *middle;
    };
    return {median(&geometry::GridPoint::x), median(&geometry::GridPoint::y)};
}

class Preparation {
  public:
    Preparation(PreparedCounty& county, std::span<const RawPatch> raw, std::string_view texts,
                unsigned threads, const HouseholdEvidence* asking)
        : m_county(county), m_raw(raw), m_texts(texts), m_threads(threads), m_asking(asking),
          m_read(raw.size()), m_boxes(raw.size()), m_village(raw.size()) {}

    void run() {
        locate();
        read_texts();
        find_usual_village();
        PointGrid raw_grid; // empty where no patch may move
        in_parallel(
            [&] {
                if (may_any_move()) {
                    raw_grid = PointGrid(centres_of(m_boxes), grid_cell_m);
                }
            },
            [this] { collect_names(); }, [this] { collect_ids(); });
        refile(raw_grid);
        arrange();
        constexpr std::uint8_t unknown_use = 1;
        m_county.has_uses =
            std::ranges::any_of(m_raw, [](const RawPatch& raw) { return raw.use != unknown_use; });
        for (VillageIndex v = 0; v < m_county.villages.size(); ++v) {
            m_county.has_villages =
                m_county.has_villages ||
                (m_county.villages[v].size() > 0 && !m_county.table.village(v).code.empty());
        }
        fill_villages();
        in_parallel([this] { count_second_buildings(); }, [this] { index_owners(); },
                    [this] { index_places(); });
    }

  private:
    static constexpr std::size_t chunk = 1024;

    static Metres centre_of(const BoxMetres& box) { return box.centre(); }
    static Metres centre_of(const PreparedPatch& patch) { return patch.box.centre(); }
    template <typename Boxes>
    static std::vector<Metres> centres_of(const Boxes& boxes) {
        std::vector<Metres> centres;
        centres.reserve(boxes.size());
        for (const auto& box : boxes) {
            centres.push_back(centre_of(box));
        }
        return centres;
    }

    /// Steps that write to different members.
    template <typename... Step>
    void in_parallel(Step... step) const {
        const std::array<std::function<void()>, sizeof...(Step)> steps{step...};
        for_each_parallel(steps.size(), m_threads, [&steps](std::size_t s) { steps[s](); });
    }

    template <typename Work>
    void for_each_patch(Work work) const {
        for_each_parallel((m_raw.size() + chunk - 1) / chunk, m_threads, [&](std::size_t c) {
            for (std::size_t i = c * chunk; i < std::min(m_raw.size(), (c + 1) * chunk); ++i) {
                work(i);
            }
        });
    }

    std::string_view address_of(const RawPatch& raw) const {
        return m_texts.substr(raw.text, raw.address_length);
    }
    std::string_view owner(const RawPatch& raw) const {
        return m_texts.substr(raw.text + raw.address_length, raw.owner_length);
    }
    std::string_view owner_id(const RawPatch& raw) const {
        return m_texts.substr(raw.text + raw.address_length + raw.owner_length,
                              raw.owner_id_length);
    }

    void locate() {
        m_county.plane.origin = median_corner(m_raw);
        m_county.plane.unit_m = unit_m_at(m_county.plane.origin);
        for (std::size_t i = 0; i < m_raw.size(); ++i) {
            const Metres north_west = m_county.plane.of(m_raw[i].box.min);
            const Metres south_east = m_county.plane.of(m_raw[i].box.max);
            m_boxes[i] = {north_west.x, south_east.y, south_east.x, north_west.y};
        }
    }

    void read_texts() {
        for_each_patch([this](std::size_t i) {
            const RawPatch& raw = m_raw[i];
            thread_local address::FoldedText folded;
            folded.assign(address_of(raw));
            const VillageName& village = m_county.table.village(raw.coded_village);
            ReadPatch& read = m_read[i];
            read.place = read_place(folded, village.names);
            if (!read.place.names_village && folded.size() > 0) {
                read.named_village = m_county.table.find_named(folded, village.town_code);
            }
            read.owners = split_owners(owner(raw));
            read.is_owner_deceased = names_deceased(owner(raw));
        });
    }

    void find_usual_village() {
        std::vector<std::uint32_t> counts(m_county.table.size());
        for (const RawPatch& raw : m_raw) {
            ++counts[raw.coded_village];
        }
        m_usual_village =
            static_cast<VillageIndex>(std::ranges::max_element(counts) - counts.begin());
        for (std::size_t i = 0; i < m_raw.size(); ++i) {
            if (m_raw[i].coded_village != m_usual_village) {
                m_unusual.add(m_boxes[i].centre(), refiling_reach_m + 1);
            }
        }
    }

    /// False where refile() can't but leave the patch where it is coded.
    bool may_move(std::size_t i) const {
        const ReadPatch& read = m_read[i];
        return !read.place.names_village &&
               (read.named_village != no_village || m_raw[i].coded_village != m_usual_village ||
                m_unusual.contains(m_boxes[i].centre()));
    }

    bool may_any_move() const {
        for (std::size_t i = 0; i < m_raw.size(); ++i) {
            if (may_move(i)) {
                return true;
            }
        }
        return false;
    }

    /// A census code that neither the address nor the neighbours bear out gives way to the village
    /// that both name, or that one names where the other is silent.
    void refile(const PointGrid& grid) {
        constexpr std::size_t neighbours = 8;
        constexpr std::size_t majority = 6;
        for_each_patch([&, this](std::size_t i) {
            const VillageIndex named = m_read[i].named_village;
            m_village[i] = m_raw[i].coded_village;
            if (!may_move(i)) {
                return;
            }
            thread_local std::vector<PointGrid::Near> near;
            grid.nearest(m_boxes[i].centre(), neighbours + 1, refiling_reach_m, near);
            std::map<VillageIndex, std::size_t> votes;
            for (const PointGrid::Near& other : near) {
                if (other.index != i) {
                    ++votes[m_raw[other.index].coded_village];
                }
            }
            const auto most =
                std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
            const VillageIndex around =
                most != votes.end() && most->second >= majority ? most->first : no_village;
            if (named != no_village && (around == named || around == no_village)) {
                m_village[i] = named;
            } else if (named == no_village && around != no_village) {
                m_village[i] = around;
            }
        });
        for_each_patch([this](std::size_t i) {
            if (m_village[i] != m_raw[i].coded_village) {
                address::FoldedText folded;
                folded.assign(address_of(m_raw[i]));
                m_read[i].place = read_place(folded, m_county.table.village(m_village[i]).names);
            }
        });
    }

    void collect_names() {
        m_owner_sets.resize(m_raw.size());
        for (std::size_t i = 0; i < m_raw.size(); ++i) {
            OwnerSet& set = m_owner_sets[i];
            for (std::size_t k = 0; k < std::min(set.size(), m_read[i].owners.size()); ++k) {
                set[k] = m_county.names.add(m_read[i].owners[k]);
            }
            m_read[i].owners = {};
        }
        m_county.names.finish();
    }

    void collect_ids() {
        m_owner_ids.resize(m_raw.size());
        m_county.owner_ids.resize(1);
        std::unordered_map<std::string_view, std::uint32_t> ids;
        for (std::size_t i = 0; i < m_raw.size(); ++i) {
            if (const std::string_view id = owner_id(m_raw[i]); !id.empty()) {
                const auto [found, is_new] =
                    ids.try_emplace(id, static_cast<std::uint32_t>(m_county.owner_ids.size()));
                if (is_new) {
                    m_county.owner_ids.push_back(normalize_id(id));
                }
                m_owner_ids[i] = found->second;
            }
        }
    }

    /// Patches village by village, in the order in which they came.
    void arrange() {
        m_county.villages.resize(m_county.table.size());
        for (const VillageIndex village : m_village) {
            ++m_county.villages[village].end;
        }
        std::uint32_t begin = 0;
        for (PreparedVillage& village : m_county.villages) {
            village.begin = begin;
            begin += village.end;
            village.end = village.begin;
        }
        m_county.patches.resize(m_raw.size());
        m_county.village_of.resize(m_raw.size());
        for (std::size_t i = 0; i < m_raw.size(); ++i) {
            PreparedVillage& village = m_county.villages[m_village[i]];
            PreparedPatch& patch = m_county.patches[village.end];
            m_county.village_of[village.end] = m_village[i];
            patch.box = m_boxes[i];
            patch.source = static_cast<std::uint32_t>(i);
            patch.owner_id = m_owner_ids[i];
            patch.floor_area_m2 = m_raw[i].floor_area_m2;
            patch.floors = m_raw[i].floors;
            patch.period = m_raw[i].period;
            patch.is_owner_deceased = m_read[i].is_owner_deceased;
            ++village.end;
        }
    }

    void fill_villages() {
        std::optional<PreparedHousehold> asking;
        if (m_asking != nullptr) {
            asking = prepare_household(*m_asking, m_county);
        }
        for_each_parallel(m_county.villages.size(), m_threads, [&, this](std::size_t v) {
            PreparedVillage& village = m_county.villages[v];
            const std::span patches =
                std::span(m_county.patches).subspan(village.begin, village.size());
            fill_village(village, patches,
                         {m_raw, m_read, m_owner_sets, m_county.names, m_county.has_uses});
            std::optional<Asked> asked;
            if (asking) {
                const auto index = static_cast<VillageIndex>(v);
                const auto own =
                    std::ranges::find(asking->villages, index, &CandidateVillage::village);
                if (own != asking->villages.end()) {
                    asked = asked_of(*asking, own->place, village, m_county.table.village(index));
                }
            }
            spread_labels(village, patches, asked ? &*asked : nullptr);
        });
    }

    /// Owners with several buildings show what stands beside a dwelling, whether or not the
    /// dwelling itself is in the census.
    void count_second_buildings() {
        constexpr double pseudo_count = 1;
        std::uint64_t owners = 0;
        double second = 0;
        std::array<double, one_standing>& levels = m_county.second_levels;
        levels.fill(pseudo_count);
        for (const PreparedVillage& village : m_county.villages) {
            owners += village.owner_sets.empty() ? 0 : village.owner_sets.size() - 1;
        }
        for (const PreparedPatch& patch : m_county.patches) {
            if (standing_of(patch.building) != Standing::best) {
                ++levels[patch.building % one_standing];
                ++second;
            }
        }
        const double all = std::accumulate(levels.begin(), levels.end(), 0.0);
        for (double& level : levels) {
            level /= all;
        }
        constexpr double usual = 0.15;
        constexpr double usual_weight = 100;
        m_county.second_buildings =
            (second + usual * usual_weight) / (static_cast<double>(owners) + usual_weight);
    }

    void index_owners() {
        m_county.by_name.resize(m_county.names.size());
        for (std::uint32_t p = 0; p < m_county.patches.size(); ++p) {
            const PreparedPatch& patch = m_county.patches[p];
            if (patch.owner_id != 0) {
                m_county.by_owner_id[m_county.owner_ids[patch.owner_id]].push_back(p);
            }
            for (const NameId name : m_owner_sets[patch.source]) {
                if (name != 0 && m_county.names.count(name) <= rare_name) {
                    m_county.by_name[name].push_back(p);
                }
            }
        }
    }

    void index_places() { m_county.grid = PointGrid(centres_of(m_county.patches), grid_cell_m); }

    PreparedCounty& m_county;
    std::span<const RawPatch> m_raw;
    std::string_view m_texts;
    unsigned m_threads;
    const HouseholdEvidence* m_asking;
    std::vector<ReadPatch> m_read;
    std::vector<BoxMetres> m_boxes;
    std::vector<VillageIndex> m_village;
    VillageIndex m_usual_village = 0;           ///< that most patches are coded
    BoxMetres m_unusual = BoxMetres::nowhere(); ///< where others, or neighbours of others, stand
    std::vector<OwnerSet> m_owner_sets;
    std::vector<std::uint32_t> m_owner_ids;
};

} // namespace

Metres Plane::of(geometry::GridPoint point) const noexcept {
    return {static_cast<float>((static_cast<double>(point.x) - origin.x) * unit_m),
            static_cast<float>((static_cast<double>(origin.y) - point.y) * unit_m)};
}

Metres Plane::of(geometry::LonLat position) const noexcept {
    return of(geometry::to_grid(position));
}

LabelId PreparedVillage::find_label(const Label& label) const noexcept {
    if (labels.size() < 2) {
        return 0;
    }
    const auto found = std::lower_bound(labels.begin() + 1, labels.end(), label);
    return found != labels.end() && *found == label ? static_cast<LabelId>(found - labels.begin())
                                                    : LabelId{0};
}

void prepare(PreparedCounty& county, std::span<const RawPatch> raw, std::string_view texts,
             unsigned threads, const HouseholdEvidence* asking) {
    Preparation(county, raw, texts, threads, asking).run();
}

} // namespace tuban::matching::detail
