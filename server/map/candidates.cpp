#include "server/map/candidates.hpp"

#include "data/model/identifiers.hpp"
#include "data/store/divisions.hpp"
#include "data/store/jobs.hpp"
#include "data/store/links.hpp"
#include "data/store/match_counties.hpp"
#include "data/store/match_decisions.hpp"
#include "server/map/evidence.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tuban::map {
namespace {

/// What the gazetteer says of the household's villages; other census codes of its own village mean
/// the same one.
std::vector<matching::DivisionInput> divisions_about(store::Reader& reader,
                                                     std::int64_t division_id,
                                                     const std::vector<std::string>& census_codes) {
    std::vector<matching::DivisionInput> rows;
    const auto own = store::find_division(reader, division_id);
    if (!own) {
        return rows;
    }
    for (const auto& entry : store::gazetteer_in(reader, store::area_of(*own))) {
        if (entry.division.level != model::Level::village) {
            continue;
        }
        auto& row = rows.emplace_back();
        row.code = entry.division.code;
        row.name = entry.division.name;
        std::istringstream aliases(entry.aliases);
        for (std::string alias; std::getline(aliases, alias, ';');) {
            row.aliases.push_back(alias);
        }
        if (entry.office_lon && entry.office_lat) {
            row.office = geometry::LonLat{*entry.office_lon, *entry.office_lat};
        }
    }
    if (own->level == model::Level::village) {
        for (const auto& code : census_codes) {
            if (code != own->code) {
                auto& row = rows.emplace_back();
                row.code = code;
                row.merged_into = own->code;
            }
        }
    }
    return rows;
}

/// The county, or what is matched as one, that a division lies in.
std::optional<model::Division> match_unit_of(store::Reader& reader, std::int64_t division_id) {
    auto division = store::find_division(reader, division_id);
    while (division && !store::is_match_unit(reader, *division)) {
        division = division->parent_id ? store::find_division(reader, *division->parent_id)
                                       : std::optional<model::Division>();
    }
    return division;
}

/// As the county's last run that came to an end reports it (docs/jobs.md).
matching::Calibration calibration_of(store::Reader& reader, std::int64_t division_id) {
    matching::Calibration calibration;
    const auto unit = match_unit_of(reader, division_id);
    const auto job = unit ? store::latest_done_job(reader, store::match_job_kind, unit->id)
                          : std::optional<store::JobRow>();
    if (job) {
        const auto report = nlohmann::json::parse(job->job.report);
        const auto found = report.value("calibration", nlohmann::json::object());
        calibration.stretch = found.value("stretch", calibration.stretch);
        calibration.none_offset = found.value("none_offset", calibration.none_offset);
    }
    return calibration;
}

} // namespace

matching::Ranking rank_candidates(store::Reader& reader, Scopes& scopes, const seal::Sealer& sealer,
                                  const AreaView& view, const model::Area& area,
                                  const model::Household& household) {
    const auto taken = [&](std::string_view number) -> std::optional<matching::Taken> {
        for (const auto& other : store::households_of_patch(reader, area, std::string(number))) {
            if (other.household_id != household.id) {
                return matching::Taken{model::mask_name(other.head_name)};
            }
        }
        return {};
    };
    auto codes = scopes.census_codes_of(reader, household.division_id);
    const auto divisions = divisions_about(reader, household.division_id, codes);
    matching::RankContext context;
    context.divisions = divisions;
    context.calibration = calibration_of(reader, household.division_id);
    const auto rejected = store::rejections_of(reader, household.id);
    context.rejected = rejected;
    auto evidence = evidence_of(household, std::move(codes));
    if (household.id_sealed) {
        evidence.id_number = sealer.unseal(*household.id_sealed);
        context.unseal_owner_id = [&](std::string_view box) { return unsealed(sealer, box); };
    }
    return matching::rank(evidence, view.scope, taken, context);
}

} // namespace tuban::map
