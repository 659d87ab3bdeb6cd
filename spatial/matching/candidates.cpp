#include "spatial/matching/candidates.hpp"

#include "spatial/matching/address_key.hpp"
#include "spatial/matching/block.hpp"
#include "spatial/matching/comparison.hpp"
#include "spatial/matching/weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
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

/// What one kind of evidence says of every patch of the block. Texts are made for the patches that
/// are shown only.
struct Evidence {
    std::vector<std::optional<double>> weights; ///< absent where nothing can be compared
    std::function<Reason(std::size_t patch, double weight)> describe;
};

class Ranker {
  public:
    Ranker(const HouseholdEvidence& household, const segment::Scope& scope)
        : m_household(household), m_block(collect_block(household, scope)), m_sums(m_block.size()) {
    }

    Ranking rank(const std::function<std::optional<Taken>(std::string_view)>& taken) {
        if (m_block.empty()) {
            return {};
        }
        weigh_village();
        weigh_owner();
        weigh_id();
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

    void add(Evidence evidence) {
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            m_sums[i] += evidence.weights[i].value_or(0);
        }
        m_evidence.push_back(std::move(evidence));
    }

    void weigh_village() {
        const auto inside =
            static_cast<double>(std::ranges::count_if(m_block, &BlockPatch::is_in_village));
        const auto all = static_cast<double>(m_block.size());
        if (inside == 0) {
            return;
        }
        const double own = std::max(std::log(weights::in_village * all / inside), 0.0);
        const double other = std::log((1 - weights::in_village) * all / (all - inside));
        Evidence evidence;
        for (const BlockPatch& entry : m_block) {
            evidence.weights.emplace_back(entry.is_in_village ? own : other);
        }
        evidence.describe = [this](std::size_t i, double weight) {
            return m_block[i].is_in_village ? Reason{"same_village", "同村", weight}
                                            : Reason{"other_village", "不在本村", weight};
        };
        add(std::move(evidence));
    }

    void weigh_owner() {
        add_comparison(compare_owners(m_household, m_block),
                       std::array{"owner_is_head", "owner_is_member", "owner_similar",
                                  "owner_same_surname", "owner_differs"},
                       std::array{"户主与产权人同名", "家庭成员与产权人同名",
                                  "户主与产权人姓名一字之差", "与产权人同姓",
                                  "户主与产权人不同名"});
    }

    void weigh_id() {
        if (!m_household.is_own_id) {
            return;
        }
        Evidence evidence;
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            const std::string_view sealed =
                segment_of(i).text(segment::TextColumn::owner_id_sealed, m_block[i].patch.position);
            std::optional<double>& weight = evidence.weights.emplace_back();
            if (!sealed.empty()) {
                weight = m_household.is_own_id(sealed) ? weights::id_equal : weights::id_other;
            }
        }
        evidence.describe = [](std::size_t, double weight) {
            return weight > 0 ? Reason{"id_equal", "证件号与产权人一致", weight}
                              : Reason{"id_differs", "证件号与产权人不一致", weight};
        };
        add(std::move(evidence));
    }

    void weigh_address() {
        AddressKey own = parse_address_key(m_household.address);
        if (m_household.group) {
            own.group = m_household.group;
        }
        std::vector<AddressKey> keys;
        keys.reserve(m_block.size());
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            keys.push_back(parse_address_key(
                segment_of(i).text(segment::TextColumn::address, m_block[i].patch.position)));
        }
        Comparison comparison = compare_addresses(own, keys);
        Evidence evidence;
        evidence.weights = weights_of(comparison);
        evidence.describe = [own, keys = std::move(keys),
                             comparison = std::move(comparison)](std::size_t i, double weight) {
            return describe_place(comparison.outcome(i), own, keys[i], weight);
        };
        add(std::move(evidence));
    }

    static Reason describe_place(std::size_t outcome, const AddressKey& own,
                                 const AddressKey& theirs, double weight) {
        namespace found = place_in_village;
        const std::string their_place = place_text(theirs);
        switch (outcome) {
        case found::group_and_number:
            return {"address_equal", fmt::format("地址“{}”一致", place_text(own)), weight};
        case found::group_alone:
            return {"group_equal", fmt::format("地址“{}”一致", place_text({own.group, {}})),
                    weight};
        case found::number_alone:
            return {"number_equal", fmt::format("门牌“{}”一致", place_text({{}, own.number})),
                    weight};
        case found::group_not_number:
            return {"number_differs", fmt::format("同组，门牌不同（图斑为“{}”）", their_place),
                    weight};
        case found::number_not_group:
            return {"group_differs", fmt::format("门牌相同，组别不同（图斑为“{}”）", their_place),
                    weight};
        default:
            return {"address_differs", fmt::format("地址不同（图斑为“{}”）", their_place), weight};
        }
    }

    void weigh_place() {
        if (!m_household.position) {
            return;
        }
        const double village_m2 = block_area_m2(m_block);
        const double accuracy_m =
            std::max(m_household.accuracy_m.value_or(weights::accuracy_m), 1.0);
        Evidence evidence;
        for (const BlockPatch& entry : m_block) {
            const double density = place_density(*entry.distance_m, accuracy_m, village_m2);
            evidence.weights.emplace_back(
                std::clamp(std::log(density * village_m2), -weights::largest, weights::largest));
        }
        evidence.describe = [this](std::size_t i, double weight) {
            return Reason{"distance", fmt::format("距定位点 {:.0f} 米", *m_block[i].distance_m),
                          weight};
        };
        add(std::move(evidence));
    }

    void weigh_building() {
        add_comparison(compare_use(m_block), std::array{"is_dwelling", "no_dwelling"},
                       std::array{"用途为住宅", "不是住宅"});
        add_comparison(compare_size(m_block), std::array{"usual_size", "small"},
                       std::array{"面积与本村住宅相当", "面积明显小于本村住宅"});
        add_comparison(compare_floors(m_household, m_block),
                       std::array{"floors_equal", "floors_differ"},
                       std::array{"层数一致", "层数不一致"});
        add_comparison(compare_area(m_household, m_block),
                       std::array{"area_equal", "area_similar", "area_differs"},
                       std::array{"建筑面积相符", "建筑面积相近", "建筑面积不符"});
        add_comparison(compare_built(m_household, m_block),
                       std::array{"built_equal", "built_similar", "built_differs"},
                       std::array{"建造年代相符", "建造年代相近", "建造年代不符"});
    }

    std::vector<std::optional<double>> weights_of(const Comparison& comparison) const {
        const std::vector<double> by_outcome = comparison.weights();
        std::vector<std::optional<double>> weights(m_block.size());
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            if (const std::size_t found = comparison.outcome(i); found != Comparison::no_outcome) {
                weights[i] = by_outcome[found];
            }
        }
        return weights;
    }

    template <std::size_t size>
    void add_comparison(Comparison comparison, const std::array<const char*, size>& codes,
                        const std::array<const char*, size>& texts) {
        Evidence evidence;
        evidence.weights = weights_of(comparison);
        evidence.describe = [comparison = std::move(comparison), codes, texts](std::size_t i,
                                                                               double weight) {
            const std::size_t found = comparison.outcome(i);
            return Reason{codes[found], texts[found], weight};
        };
        add(std::move(evidence));
    }

    void weigh_taken(const std::function<std::optional<Taken>(std::string_view)>& taken) {
        const std::vector<std::size_t> order = likeliest_first();
        std::map<std::size_t, std::string> by_masked;
        Evidence evidence;
        evidence.weights.resize(m_block.size());
        for (std::size_t k = 0; k < std::min(order.size(), asked_for_taken); ++k) {
            const std::size_t i = order[k];
            if (const auto by = taken(segment_of(i).number(m_block[i].patch.position))) {
                evidence.weights[i] = weights::taken;
                by_masked[i] = by->by_masked;
            }
        }
        evidence.describe = [by_masked = std::move(by_masked)](std::size_t i, double weight) {
            return Reason{"taken", fmt::format("已被{}选中", by_masked.at(i)), weight};
        };
        add(std::move(evidence));
    }

    /// By weight; equal ones by feature id, as the block is ordered.
    std::vector<std::size_t> likeliest_first() const {
        std::vector<std::size_t> order(m_block.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, std::ranges::greater{},
                                 [this](std::size_t i) { return m_sums[i]; });
        return order;
    }

    Ranking result() const {
        const auto count = static_cast<double>(m_block.size());
        const auto likelihood = [&](std::size_t i) {
            return (1 - weights::none) / count * std::exp(m_sums[i]);
        };
        double total = weights::none;
        for (std::size_t i = 0; i < m_block.size(); ++i) {
            total += likelihood(i);
        }
        Ranking ranking;
        ranking.none_probability = weights::none / total;
        const std::vector<std::size_t> order = likeliest_first();
        for (std::size_t k = 0; k < std::min(order.size(), max_candidates); ++k) {
            const std::size_t i = order[k];
            ranking.candidates.push_back(
                {m_block[i].patch, likelihood(i) / total, reasons_of(i), m_block[i].distance_m});
        }
        return ranking;
    }

    std::vector<Reason> reasons_of(std::size_t i) const {
        std::vector<Reason> reasons;
        for (const Evidence& evidence : m_evidence) {
            if (!evidence.weights[i]) {
                continue;
            }
            Reason reason = evidence.describe(i, *evidence.weights[i]);
            if (std::abs(reason.weight) >= least_reason || reason.code == "same_village" ||
                reason.code == "distance") {
                reasons.push_back(std::move(reason));
            }
        }
        std::ranges::stable_sort(reasons, std::ranges::greater{},
                                 [](const Reason& reason) { return std::abs(reason.weight); });
        return reasons;
    }

    const HouseholdEvidence& m_household;
    std::vector<BlockPatch> m_block;
    std::vector<double> m_sums; ///< of the evidence's weights, per patch of the block
    std::vector<Evidence> m_evidence;
};

} // namespace

Ranking rank(const HouseholdEvidence& household, const segment::Scope& scope,
             const std::function<std::optional<Taken>(std::string_view number)>& taken) {
    return Ranker(household, scope).rank(taken);
}

} // namespace tuban::matching
