#include "spatial/matching/candidates.hpp"

#include "spatial/matching/address_key.hpp"
#include "spatial/matching/block.hpp"
#include "spatial/matching/comparison.hpp"
#include "spatial/matching/weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace tuban::matching {

namespace {

/// Reasons that weigh less would not change anybody's mind.
constexpr double least_reason = 0.2;
/// How many of the likeliest patches are looked up among those taken.
constexpr std::size_t asked_for_taken = 20;

std::string place_text(const AddressKey& key) {
    std::string text;
    if (key.group) {
        text += chinese_number(*key.group) + "组";
    }
    if (key.number) {
        text += fmt::format("{}号", *key.number);
    }
    return text;
}

/// Density per square metre of where a household's point lies, given the distance to its house.
double place_density(double distance_m, double accuracy_m, double village_m2) {
    const auto normal = [distance_m](double sigma_m) {
        const double variance = sigma_m * sigma_m;
        return std::exp(-distance_m * distance_m / (2 * variance)) /
               (2 * std::numbers::pi * variance);
    };
    return weights::place[0] * normal(std::hypot(accuracy_m, weights::place_house_m)) +
           weights::place[1] * normal(std::hypot(accuracy_m, weights::place_neighbour_m)) +
           weights::place[2] / village_m2;
}

class Ranker {
  public:
    Ranker(const HouseholdEvidence& household, const segment::Scope& scope)
        : m_household(household), m_block(collect_block(household, scope)),
          m_reasons(m_block.size()) {}

    Ranking rank(const std::function<std::optional<Taken>(std::string_view)>& taken) {
        if (m_block.empty()) {
            return {};
        }
        weigh_village();
        weigh_owner();
        weigh_address();
        weigh_place();
        weigh_building();
        weigh_taken(taken);
        return result();
    }

  private:
    const segment::Segment& segment_of(std::size_t i) const {
        return *m_block[i].patch.source->segment;
    }
    std::string_view number_of(std::size_t i) const {
        return segment_of(i).number(m_block[i].patch.position);
    }
    void add(std::size_t i, const char* code, std::string text, double weight) {
        m_reasons[i].push_back({code, std::move(text), weight});
    }

    void weigh_village() {
        const auto inside =
            static_cast<double>(std::ranges::count_if(m_block, &BlockPatch::is_in_village));
        const auto all = static_cast<double>(m_block.size());
        for (std::size_t i = 0; inside > 0 && i < m_block.size(); ++i) {
            if (m_block[i].is_in_village) {
                add(i, "same_village", "同村",
                    inside < all ? std::log(weights::in_village * all / inside) : 0);
            } else {
                add(i, "other_village", "不在本村",
                    std::log((1 - weights::in_village) * all / (all - inside)));
            }
        }
    }

    void weigh_owner() {
        static constexpr std::array codes{"owner_is_head", "owner_is_member", "owner_similar",
                                          "owner_same_surname", "owner_differs"};
        static constexpr std::array texts{"户主与产权人同名", "家庭成员与产权人同名",
                                          "户主与产权人姓名一字之差", "与产权人同姓",
                                          "户主与产权人不同名"};
        weigh(compare_owners(m_household, m_block), codes, texts);
        if (!m_household.is_own_id) {
            return;
        }
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            const std::string_view sealed =
                segment_of(i).text(segment::TextColumn::owner_id_sealed, m_block[i].patch.position);
            if (sealed.empty()) {
                continue;
            }
            if (m_household.is_own_id(sealed)) {
                add(i, "id_equal", "证件号与产权人一致", weights::id_equal);
            } else {
                add(i, "id_differs", "证件号与产权人不一致", weights::id_other);
            }
        }
    }

    void weigh_address() {
        namespace outcome = place_in_village;
        AddressKey own = parse_address_key(m_household.address);
        if (m_household.group) {
            own.group = m_household.group;
        }
        std::vector<AddressKey> keys;
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            keys.push_back(parse_address_key(
                segment_of(i).text(segment::TextColumn::address, m_block[i].patch.position)));
        }
        const Comparison comparison = compare_addresses(own, keys);
        const std::vector<double> logs = comparison.weights();
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            const std::size_t found = comparison.outcome(i);
            if (found == Comparison::no_outcome) {
                continue;
            }
            const AddressKey group{own.group, std::nullopt};
            const AddressKey number{std::nullopt, own.number};
            const std::string theirs = place_text(keys[i]);
            const double weight = logs[found];
            switch (found) {
            case outcome::group_and_number:
                add(i, "address_equal", fmt::format("地址“{}”一致", place_text(own)), weight);
                break;
            case outcome::group_alone:
                add(i, "group_equal", fmt::format("地址“{}”一致", place_text(group)), weight);
                break;
            case outcome::number_alone:
                add(i, "number_equal", fmt::format("门牌“{}”一致", place_text(number)), weight);
                break;
            case outcome::group_not_number:
                add(i, "number_differs", fmt::format("同组，门牌不同（图斑为“{}”）", theirs),
                    weight);
                break;
            case outcome::number_not_group:
                add(i, "group_differs", fmt::format("门牌相同，组别不同（图斑为“{}”）", theirs),
                    weight);
                break;
            default:
                add(i, "address_differs", fmt::format("地址不同（图斑为“{}”）", theirs), weight);
            }
        }
    }

    void weigh_place() {
        if (!m_household.position) {
            return;
        }
        const double village_m2 = block_area_m2(m_block);
        const double accuracy_m =
            std::max(m_household.accuracy_m.value_or(weights::accuracy_m), 1.0);
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            const double distance_m = m_block[i].distance_m.value_or(0);
            add(i, "distance", fmt::format("距定位点 {:.0f} 米", distance_m),
                std::clamp(std::log(place_density(distance_m, accuracy_m, village_m2) * village_m2),
                           -weights::largest, weights::largest));
        }
    }

    void weigh_building() {
        weigh(compare_use(m_block), std::array{"is_dwelling", "no_dwelling"},
              std::array{"用途为住宅", "不是住宅"});
        weigh(compare_size(m_block), std::array{"usual_size", "small"},
              std::array{"面积与本村住宅相当", "面积明显小于本村住宅"});
        weigh(compare_floors(m_household, m_block), std::array{"floors_equal", "floors_differ"},
              std::array{"层数一致", "层数不一致"});
        weigh(compare_area(m_household, m_block),
              std::array{"area_equal", "area_similar", "area_differs"},
              std::array{"建筑面积相符", "建筑面积相近", "建筑面积不符"});
        weigh(compare_built(m_household, m_block),
              std::array{"built_equal", "built_similar", "built_differs"},
              std::array{"建造年代相符", "建造年代相近", "建造年代不符"});
    }

    template <std::size_t size>
    void weigh(const Comparison& comparison, const std::array<const char*, size>& codes,
               const std::array<const char*, size>& texts) {
        const std::vector<double> logs = comparison.weights();
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            const std::size_t found = comparison.outcome(i);
            if (found != Comparison::no_outcome) {
                add(i, codes[found], texts[found], logs[found]);
            }
        }
    }

    void weigh_taken(const std::function<std::optional<Taken>(std::string_view)>& taken) {
        const std::vector<std::size_t> order = likeliest_first();
        for (std::size_t k = 0; k < std::min(order.size(), asked_for_taken); ++k) {
            if (const std::optional<Taken> by = taken(number_of(order[k]))) {
                add(order[k], "taken", fmt::format("已被{}选中", by->by_masked), weights::taken);
            }
        }
    }

    double sum(std::size_t i) const {
        return std::accumulate(m_reasons[i].begin(), m_reasons[i].end(), 0.0,
                               [](double total, const Reason& r) { return total + r.weight; });
    }

    /// By weight; equal ones by feature id, as the block is ordered.
    std::vector<std::size_t> likeliest_first() const {
        std::vector<double> sums(m_block.size());
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            sums[i] = sum(i);
        }
        std::vector<std::size_t> order(m_block.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, std::ranges::greater{},
                                 [&sums](std::size_t i) { return sums[i]; });
        return order;
    }

    Ranking result() {
        const auto count = static_cast<double>(m_block.size());
        std::vector<double> likelihoods(m_block.size());
        double total = weights::none;
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            likelihoods[i] = (1 - weights::none) / count * std::exp(weights::temper * sum(i));
            total += likelihoods[i];
        }
        Ranking ranking;
        ranking.none_probability = weights::none / total;
        for (const std::size_t i : likeliest_first()) {
            if (ranking.candidates.size() == max_candidates) {
                break;
            }
            ranking.candidates.push_back({m_block[i].patch, likelihoods[i] / total,
                                          shown_reasons(i), m_block[i].distance_m});
        }
        return ranking;
    }

    std::vector<Reason> shown_reasons(std::size_t i) {
        std::vector<Reason> reasons;
        std::ranges::copy_if(m_reasons[i], std::back_inserter(reasons), [](const Reason& reason) {
            return std::abs(reason.weight) >= least_reason || reason.code == "same_village" ||
                   reason.code == "distance";
        });
        std::ranges::stable_sort(reasons, std::ranges::greater{},
                                 [](const Reason& reason) { return std::abs(reason.weight); });
        return reasons;
    }

    const HouseholdEvidence& m_household;
    std::vector<BlockPatch> m_block;
    std::vector<std::vector<Reason>> m_reasons; ///< per patch of the block
};

} // namespace

Ranking rank(const HouseholdEvidence& household, const segment::Scope& scope,
             const std::function<std::optional<Taken>(std::string_view number)>& taken) {
    return Ranker(household, scope).rank(taken);
}

} // namespace tuban::matching
