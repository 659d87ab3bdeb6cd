#include "spatial/matching/county.hpp"

#include "base/parallel.hpp"
#include "spatial/matching/detail/calibration.hpp"
#include "spatial/matching/detail/decisions.hpp"
#include "spatial/matching/detail/evaluator.hpp"
#include "spatial/matching/detail/odd_rows.hpp"
#include "spatial/matching/detail/reasons.hpp"
#include "spatial/matching/detail/resolution.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace tuban::matching {

namespace {

using namespace detail; // NOLINT(google-build-using-namespace): the parts this file puts together

constexpr std::size_t chunk = 64;
/// Households that weights are estimated on; more would not change them.
constexpr std::size_t most_learnt_from = 3000;
constexpr int learning_rounds = 4;
constexpr double pseudo_counts = 200;

class Run {
  public:
    Run(std::span<const CountyHousehold> households, const CountyPatches& patches,
        const Settings& settings, const std::function<void(const Progress&)>& progress,
        const std::stop_token& cancel)
        : m_households(households), m_county(patches.prepared()), m_patches(patches),
          m_settings(settings), m_progress(progress), m_cancel(cancel), m_prior(prior_model()) {
        m_prior.none_prior = std::clamp(settings.none_prior, 0.001, 0.5);
        m_model = m_prior;
        m_total = households.size();
    }

    std::optional<CountyMatch> run() {
        m_prepared.resize(m_households.size());
        m_claims.resize(m_households.size());
        for_each_chunk(m_households.size(), [this](std::size_t h, std::size_t) {
            m_prepared[h] = prepare_household(m_households[h].evidence, m_county);
        });
        find_decided();
        number_devices();
        mark_shared_positions();
        find_datums();
        for (int round = 0; round < learning_rounds && !m_cancel.stop_requested(); ++round) {
            learn();
        }
        score();
        if (m_cancel.stop_requested()) {
            return std::nullopt;
        }
        resolve(m_claims, m_settings.threads);
        return result();
    }

  private:
    /// work(index, chunk number), in parallel; stops early when asked to.
    template <typename Work>
    void for_each_chunk(std::size_t count, Work work) {
        for_each_parallel((count + chunk - 1) / chunk, m_settings.threads, [&](std::size_t c) {
            for (std::size_t i = c * chunk; i < std::min(count, (c + 1) * chunk); ++i) {
                if (m_cancel.stop_requested()) {
                    return;
                }
                work(i, c);
            }
        });
    }

    void report(std::size_t done) {
        if (m_progress) {
            const std::lock_guard lock(m_progress_mutex);
            m_done += done;
            m_progress({m_done, m_total});
        }
    }

    /// What people decided, and the prior of none by it.
    void find_decided() {
        const auto by_number = find_patches_named();
        std::size_t linked = 0;
        std::size_t none = 0;
        for (std::size_t h = 0; h < m_households.size(); ++h) {
            const CountyHousehold& household = m_households[h];
            PreparedHousehold& prepared = m_prepared[h];
            if (household.link == Link::patch) {
                if (const auto found = by_number.find(household.linked_patch);
                    found != by_number.end()) {
                    prepared.link = Link::patch;
                    prepared.linked_patch = found->second;
                    ++linked;
                }
            } else if (household.link == Link::not_found) {
                prepared.link = Link::not_found;
                ++none;
            }
            for (const std::string& number : household.rejected_patches) {
                if (const auto found = by_number.find(number); found != by_number.end()) {
                    prepared.rejected.push_back(found->second);
                }
            }
        }
        const double prior = m_prior.none_prior;
        m_prior.none_prior = std::clamp((pseudo_counts * prior + static_cast<double>(none)) /
                                            (pseudo_counts + static_cast<double>(linked + none)),
                                        prior / 3, std::min(prior * 3, 0.5));
        m_model = m_prior;
    }

    /// By number, those that a household is linked to or that were rejected for it.
    std::unordered_map<std::string_view, std::uint32_t> find_patches_named() const {
        std::unordered_set<std::string_view> named;
        for (const CountyHousehold& household : m_households) {
            if (household.link == Link::patch) {
                named.insert(household.linked_patch);
            }
            named.insert(household.rejected_patches.begin(), household.rejected_patches.end());
        }
        std::unordered_map<std::string_view, std::uint32_t> found;
        for (std::uint32_t p = 0; p < m_county.patches.size() && !named.empty(); ++p) {
            const std::string_view number = m_patches.number(m_county.patches[p].source);
            if (named.contains(number)) {
                found.emplace(number, p);
            }
        }
        return found;
    }

    void number_devices() {
        std::map<std::string_view, std::uint32_t> numbers;
        for (std::size_t h = 0; h < m_households.size(); ++h) {
            const std::string& device = m_households[h].evidence.device;
            if (!device.empty() && m_prepared[h].has_position) {
                const auto next = static_cast<std::uint32_t>(numbers.size() + 1);
                m_prepared[h].device = numbers.try_emplace(device, next).first->second;
            }
        }
        m_device_count = numbers.size() + 1;
    }

    /// Several households at one place, or more around it than live in what stands there: an
    /// office, not a house.
    void mark_shared_positions() {
        constexpr float together_m = 3;
        constexpr std::size_t several = 3;
        constexpr float crowd_m = 15;
        constexpr std::size_t least_crowd = 6;
        std::vector<Metres> places;
        std::vector<std::size_t> households;
        for (std::size_t h = 0; h < m_prepared.size(); ++h) {
            if (m_prepared[h].has_position) {
                places.push_back(m_prepared[h].places[0]);
                households.push_back(h);
            }
        }
        const PointGrid grid(places, together_m * 2);
        for_each_chunk(places.size(), [&](std::size_t i, std::size_t) {
            thread_local std::vector<PointGrid::Near> near;
            const auto has_around = [&](std::size_t count, float radius_m) {
                grid.nearest(places[i], count, radius_m, near);
                return near.size() >= count;
            };
            PreparedHousehold& household = m_prepared[households[i]];
            household.is_shared_position =
                has_around(several, together_m) ||
                (has_around(least_crowd, crowd_m) &&
                 has_around(2 * buildings_around(household, crowd_m) + 1, crowd_m));
        });
    }

    /// Whatever the datum.
    std::size_t buildings_around(const PreparedHousehold& household, float radius_m) const {
        std::size_t most = 0;
        std::vector<PointGrid::Near> near;
        for (const Metres place : household.places) {
            m_county.grid.within(place, radius_m, near);
            most = std::max(most, near.size());
        }
        return most;
    }

    /// Each device's datum by where the other evidence puts the houses of all its households but
    /// the one at hand.
    void find_datums() {
        std::vector<DatumWeights> logs(m_prepared.size());
        const std::size_t chunks = (m_prepared.size() + chunk - 1) / chunk;
        for_each_parallel(chunks, m_settings.threads, [&](std::size_t c) {
            Evaluator evaluator(m_county, m_model);
            Scores scores;
            for (std::size_t h = c * chunk; h < std::min(m_prepared.size(), (c + 1) * chunk); ++h) {
                if (m_prepared[h].device == 0 || m_cancel.stop_requested()) {
                    continue;
                }
                evaluator.evaluate(m_prepared[h], scores, Evaluator::Use::all_but_place);
                const DatumWeights found = evaluator.datum_likelihoods(m_prepared[h]);
                for (std::size_t d = 0; d < datum_count; ++d) {
                    constexpr double least = 1e-12; // of a household whose villages have no patch
                    logs[h][d] = std::log(std::max(found[d], least));
                }
            }
        });
        std::vector<DatumWeights> of_device(m_device_count);
        for (std::size_t h = 0; h < m_prepared.size(); ++h) {
            for (std::size_t d = 0; d < datum_count; ++d) {
                of_device[m_prepared[h].device][d] += logs[h][d];
            }
        }
        for (std::size_t h = 0; h < m_prepared.size(); ++h) {
            if (m_prepared[h].device == 0) {
                continue;
            }
            DatumWeights weights{};
            double highest = -1e300;
            for (std::size_t d = 0; d < datum_count; ++d) {
                weights[d] =
                    std::log(datum_prior[d]) + of_device[m_prepared[h].device][d] - logs[h][d];
                highest = std::max(highest, weights[d]);
            }
            double sum = 0;
            for (double& weight : weights) {
                weight = std::exp(weight - highest);
                sum += weight;
            }
            for (std::size_t d = 0; d < datum_count; ++d) {
                m_prepared[h].datum[d] = weights[d] / sum;
            }
        }
    }

    /// One round of expectation maximisation; the prior of none stays.
    void learn() {
        const std::size_t step =
            std::max<std::size_t>(1, (m_prepared.size() + most_learnt_from - 1) / most_learnt_from);
        const std::size_t count = (m_prepared.size() + step - 1) / step;
        std::vector<LevelCounts> counts((count + chunk - 1) / chunk);
        for_each_parallel(counts.size(), m_settings.threads, [&](std::size_t c) {
            Evaluator evaluator(m_county, m_model);
            Scores scores;
            for (std::size_t i = c * chunk; i < std::min(count, (c + 1) * chunk); ++i) {
                if (m_cancel.stop_requested()) {
                    return;
                }
                evaluator.evaluate(m_prepared[i * step], scores, Evaluator::Use::learning);
                evaluator.count_levels(m_prepared[i * step], counts[c]);
            }
        });
        LevelCounts all;
        for (const LevelCounts& some : counts) {
            all.add(some);
        }
        m_model = posterior_model(m_prior, all, pseudo_counts);
    }

    void score() {
        const std::size_t chunks = (m_prepared.size() + chunk - 1) / chunk;
        for_each_parallel(chunks, m_settings.threads, [&](std::size_t c) {
            Evaluator evaluator(m_county, m_model);
            const std::size_t end = std::min(m_prepared.size(), (c + 1) * chunk);
            for (std::size_t h = c * chunk; h < end; ++h) {
                if (m_cancel.stop_requested()) {
                    return;
                }
                m_claims[h].household = &m_prepared[h];
                evaluator.evaluate(m_prepared[h], m_claims[h].scores);
                add_linked(m_prepared[h], m_claims[h].scores);
            }
            report(end - c * chunk);
        });
    }

    /// A person may have chosen what the engine didn't think of.
    static void add_linked(const PreparedHousehold& household, Scores& scores) {
        if (household.link == Link::patch &&
            std::ranges::find(scores.best, household.linked_patch, &Scored::patch) ==
                scores.best.end()) {
            Scored& chosen = scores.best.emplace_back();
            chosen.patch = household.linked_patch;
            chosen.levels.fill(no_level);
        }
    }

    std::optional<CountyMatch> result() {
        CountyMatch match;
        match.households.resize(m_households.size());
        calibrate(match.report);
        for (std::size_t h = 0; h < m_households.size(); ++h) {
            match.report.pairs += m_claims[h].scores.pairs;
        }
        match.report.large_villages = large_villages();
        find_odd_rows(m_households, m_prepared, m_county, match.report);
        for_each_chunk(m_households.size(), [&](std::size_t h, std::size_t) {
            describe_household(h, match.report.threshold, match.households[h]);
            m_claims[h] = {}; // the descriptions take as much memory again
        });
        for (std::size_t h = 0; h < m_households.size(); ++h) {
            count(match.households[h], match.report);
        }
        return match;
    }

    std::vector<LargeVillage> large_villages() const {
        std::map<std::string_view, LargeVillage> large;
        for (const PreparedHousehold& household : m_prepared) {
            for (const CandidateVillage& candidate : household.villages) {
                const PreparedVillage& village = m_county.villages[candidate.village];
                if (village.is_large()) {
                    const std::string& code = m_county.table.village(candidate.village).code;
                    LargeVillage& found =
                        large.try_emplace(code, LargeVillage{code, village.size(), 0})
                            .first->second;
                    ++found.households;
                }
            }
        }
        std::vector<LargeVillage> villages;
        villages.reserve(large.size());
        for (auto& [code, village] : large) {
            villages.push_back(std::move(village));
        }
        return villages;
    }

    struct Place {
        std::size_t at;
        double probability;
    };

    /// Of one household, likeliest first.
    std::vector<Place> ranked(const Claims& claims) const {
        std::vector<Place> places;
        for (std::size_t k = 0; k < claims.probabilities.size(); ++k) {
            places.push_back({k, claims.probabilities[k]});
        }
        std::ranges::stable_sort(places, std::ranges::greater{}, &Place::probability);
        return places;
    }

    /// Puts the probabilities right by what people decided, and finds what may be proposed.
    void calibrate(CountyReport& report) {
        report.calibration = fit_calibration(decided_cases(m_claims, m_households));
        const Calibrator calibrator(report.calibration);
        std::vector<Calibrator::Points> of_first(m_claims.size());
        for_each_chunk(m_claims.size(), [&](std::size_t h, std::size_t) {
            if (m_claims[h].household->link != Link::patch) {
                of_first[h] = calibrator.apply(m_claims[h]);
            }
        });
        std::vector<Calibrator::Points> firsts;
        for (std::size_t h = 0; h < m_claims.size(); ++h) {
            if (m_claims[h].household->link != Link::patch &&
                of_first[h][Calibrator::middle] > m_claims[h].none_probability) {
                firsts.push_back(of_first[h]);
            }
        }
        report.threshold = choose_threshold(std::move(firsts), m_settings.wanted_precision);
    }

    void describe_household(std::size_t h, double threshold, HouseholdMatch& match) const {
        const Claims& claims = m_claims[h];
        match.none_probability = claims.none_probability;
        for (const Place& place : ranked(claims)) {
            if (match.patches.size() == max_ranks) {
                break;
            }
            const Scored& scored = claims.scores.best[place.at];
            const PreparedPatch& patch = m_county.patches[scored.patch];
            RankedPatch& ranked_patch = match.patches.emplace_back();
            ranked_patch.patch = patch.source;
            ranked_patch.probability = place.probability;
            ranked_patch.distance_m = distance_to(m_prepared[h], patch.box);
            ranked_patch.reasons =
                describe(m_prepared[h], scored, m_county, ranked_patch.distance_m);
        }
        match.decision = decide(claims, threshold);
    }

    static void count(const HouseholdMatch& match, CountyReport& report) {
        ++report.households;
        switch (match.decision) {
        case Decision::automatic:
            ++report.automatic;
            report.expected_errors += 1 - match.patches[0].probability;
            break;
        case Decision::review:
            ++report.review;
            break;
        case Decision::none:
            ++report.none;
            break;
        case Decision::linked:
            ++report.linked;
            break;
        }
    }

    std::span<const CountyHousehold> m_households;
    const PreparedCounty& m_county;
    const CountyPatches& m_patches;
    const Settings& m_settings;
    const std::function<void(const Progress&)>& m_progress;
    const std::stop_token& m_cancel;
    Model m_prior;
    Model m_model;
    std::vector<PreparedHousehold> m_prepared;
    std::vector<Claims> m_claims;
    std::size_t m_device_count = 1;
    std::mutex m_progress_mutex;
    std::size_t m_done = 0;
    std::size_t m_total = 0;
};

} // namespace

void OddRows::add(std::size_t household) {
    if (households++ < most_examples) {
        first.push_back(household);
    }
}

std::optional<CountyMatch> match_county(std::span<const CountyHousehold> households,
                                        const CountyPatches& patches, const Settings& settings,
                                        const std::function<void(const Progress&)>& progress,
                                        const std::stop_token& cancel) {
    return Run(households, patches, settings, progress, cancel).run();
}

} // namespace tuban::matching
