#include "server/jobs/sample_records.hpp"

#include "base/error.hpp"
#include "data/codelists/code_lists.hpp"
#include "data/model/identifiers.hpp"
#include "server/jobs/sample_photos.hpp"
#include "server/workflow/calendar.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace tuban::jobs {
namespace {

using nlohmann::json;
using sample::Plan;
using sample::SampleHousehold;

constexpr int writer_threads = 16; // each waits for its commit; together they share one

/// The year that measures may name is this one or the next.
int this_year() {
    return std::stoi(workflow::date_text(store::now_us()));
}

/// A number that is the same for a household in every run.
std::size_t lot(const SampleHousehold& household, std::size_t below) {
    return std::hash<std::string>()(household.source_id) % below;
}

void fill_attributes(json& body, const SampleHousehold& household, const Patch* patch) {
    const auto& lists = codelists::CodeLists::embedded();
    const auto code = [&](const char* list, const std::string& text, const char* fallback) {
        return lists.normalize(list, text).value_or(fallback);
    };
    body["address"] =
        patch != nullptr && !patch->address.empty() ? patch->address : household.address;
    body["house_type"] = "residential";
    body["floors"] = patch != nullptr ? patch->floors.value_or(1) : 1;
    body["floor_area_m2"] =
        patch != nullptr ? std::max(patch->floor_area_m2.value_or(80), 10.F) : 86.F;
    body["built_period"] =
        code("built_period", patch != nullptr ? patch->built_period : "", "y1991_2000");
    body["structure"] = code("structure", patch != nullptr ? patch->structure : "", "brick_stone");
    body["built_by"] = code("built_by", patch != nullptr ? patch->built_by : "", "self_built");
    body["land_tenure"] = "homestead";
}

void fill_safety(json& body, const SampleHousehold& household) {
    body["appraisal_method"] = lot(household, 3) == 0 ? "appraisal" : "assessment";
    body["appraisal_date"] =
        fmt::format("2025-{:02}-{:02}", 3 + lot(household, 7), 1 + lot(household, 27));
    body["grade"] = std::string(1, household.grade);
    body["seismic_appraisal"] = false;
    if (household.grade != 'C' && household.grade != 'D') {
        return;
    }
    body["risk_parts"] = household.grade == 'D' ? json{"bearing_wall", "roof"} : json{"roof"};
    body["guaranteed"] = household.grade == 'C' && lot(household, 2) == 0;
    const bool is_guaranteed = body["guaranteed"].get<bool>();
    body[is_guaranteed ? "guarantee_measure" : "planned_measure"] =
        household.grade == 'D' ? "renovation" : "self_fix";
    body[is_guaranteed ? "guarantee_year" : "planned_year"] = this_year();
}

/// 0: deceased, 1 and 2: other housing, else a rural house.
std::size_t housing_lot(const SampleHousehold& household) {
    return lot(household, 40);
}
constexpr std::size_t last_other_housing = 2;

json body_of(const SampleHousehold& household, const Patch* patch) {
    json body{{"sex", model::sex_of_citizen(household.id_number)},
              {"ethnicity", "01"},
              {"family_size", household.family_size},
              {"phone", household.phone},
              {"surveyor", "周野"},
              {"survey_date",
               fmt::format("2025-{:02}-{:02}", 9 + lot(household, 2), 1 + lot(household, 28))},
              {"deceased_cancelled", false}};
    const auto kind = housing_lot(household);
    if (kind == 0) {
        return {{"deceased_cancelled", true}};
    }
    for (const auto* question : {"head_changed", "split", "moved"}) {
        body[question] = false;
    }
    if (kind <= last_other_housing) {
        body["housing"] = "other_safe";
        body["other_safe_kind"] = kind == 1 ? "own_urban" : "with_relatives";
        return body;
    }
    body["housing"] = "own_rural";
    fill_attributes(body, household, patch);
    for (const auto* question :
         {"policy_enjoyed", "planning_permit", "title_registration", "geological_hazard",
          "seismic_design", "seismic_measures", "seismic_retrofit", "extended", "business_use"}) {
        body[question] = false;
    }
    body["homestead_approval"] = true;
    body["owner_same_as_head"] = true;
    body["users"] = json::array({{{"kind", "family"}, {"people", household.family_size}}});
    body["heating_energy"] = "electricity";
    body["cooking_energy"] = "lpg";
    fill_safety(body, household);
    return body;
}

/// Some of what waits for review was returned before, as it stood then.
bool was_returned(const SampleHousehold& household, const json& body) {
    return household.plan == Plan::submitted && body.value("housing", "") == "own_rural" &&
           lot(household, 8) == 0;
}

json body_before(json body) {
    body["floors"] = 1;
    body["floor_area_m2"] = 36;
    body["built_period"] = "y1981_1990";
    body["surveyor"] = "王禾";
    return body;
}

std::int64_t version_of(const workflow::Outcome& outcome, const SampleHousehold& household) {
    if (!outcome) {
        std::string why = outcome.refusal().message;
        for (const auto& issue : outcome.refusal().issues) {
            why += fmt::format(" {} {}", issue.field, issue.detail);
        }
        throw Error("sample_refused", fmt::format("{}: {}", household.source_id, why));
    }
    return outcome->version;
}

constexpr std::int64_t hour_us = 3'600'000'000;

/// The hours that pass between the steps of a record's way.
std::int64_t step_us(const SampleHousehold& household) {
    return (1 + static_cast<std::int64_t>(lot(household, 30))) * hour_us;
}

/// When a record was begun: approved ones first, slowly to begin with; what waits now lately.
std::int64_t begun_us(const SampleHousehold& household, const SampleCalendar& calendar) {
    const auto span = calendar.now_us - calendar.begin_us() - 4 * step_us(household);
    const double place = static_cast<double>(lot(household, 9973)) / 9973.0;
    const double share =
        household.plan == Plan::approved ? std::sqrt(0.02 + 0.93 * place) : 0.8 + 0.19 * place;
    return calendar.begin_us() + static_cast<std::int64_t>(share * static_cast<double>(span));
}

constexpr double camera_south_deg = 0.00011; // some 12 m in front of the house
constexpr double camera_far_deg = 0.004;     // some 440 m

/// Of those who submitted; a few that wait for review were taken far away.
std::optional<SampleVisit> visit_of(const SampleHousehold& household, std::int64_t id,
                                    const Patch* patch, const SampleCalendar& calendar) {
    if (household.plan == Plan::not_started || household.plan == Plan::draft ||
        housing_lot(household) <= last_other_housing) {
        return {};
    }
    SampleVisit visit;
    visit.household_id = id;
    visit.has_hazard = household.grade == 'C' || household.grade == 'D';
    visit.at_us = begun_us(household, calendar);
    visit.lot = lot(household, 997);
    if (patch != nullptr) {
        const bool is_far = household.plan == Plan::submitted && lot(household, 30) == 0;
        const auto corner = patch->shape.front().front().front();
        visit.camera = {corner.lon, corner.lat - (is_far ? camera_far_deg : camera_south_deg)};
    }
    return visit;
}

class RecordWriter {
  public:
    RecordWriter(store::Store& store, const seal::Sealer& sealer, const SampleWriters& writers,
                 const SampleCalendar& calendar)
        : m_records(store, sealer, forms::Form::lookback(), [this] { return m_now_us; }),
          m_writers(writers), m_calendar(calendar) {}
    RecordWriter(const RecordWriter&) = delete;
    RecordWriter& operator=(const RecordWriter&) = delete;

    void write(std::int64_t id, const SampleHousehold& household, const Patch* patch) {
        m_now_us = begun_us(household, m_calendar);
        const auto& collector = m_writers.collector;
        const auto& reviewer = m_writers.reviewer;
        const auto& area = m_writers.area;
        if (household.plan == Plan::not_started ||
            version_of(m_records.get(collector, area, id), household) > 0) {
            return;
        }
        const auto body = body_of(household, patch);
        std::int64_t version = 0;
        if (body.value("housing", "") == "own_rural") {
            version_of(m_records.set_patch(collector, area, id, household.true_patch), household);
            version = version_of(m_records.get(collector, area, id), household);
        }
        const auto save = [&](const json& content) {
            const json request{{"body", content}};
            version =
                version_of(m_records.save(collector, area, id, version, request.dump()), household);
        };
        const auto give_back = [&](const std::vector<std::string>& reasons,
                                   const std::string& opinion) {
            m_now_us += step_us(household);
            version = version_of(
                m_records.return_back(reviewer, area, id, version, reasons, opinion), household);
        };
        const auto submit = [&] {
            m_now_us += step_us(household);
            version = version_of(m_records.submit(collector, area, id, version), household);
        };
        if (was_returned(household, body)) {
            save(body_before(body));
            submit();
            give_back({"wrong_information"}, "填的是偏房的层数和面积，请按正房改填。");
        }
        save(body);
        if (household.plan == Plan::draft) {
            return;
        }
        submit();
        if (household.plan == Plan::approved) {
            m_now_us += step_us(household);
            version_of(m_records.approve(reviewer, area, id, version), household);
        } else if (household.plan == Plan::returned) {
            give_back({"footprint_mismatch"}, "所选图斑是偏房，请改选正房。");
        }
    }

  private:
    std::int64_t m_now_us = 0;
    workflow::Records m_records;
    const SampleWriters& m_writers;
    const SampleCalendar& m_calendar;
};

} // namespace

void write_sample_records(store::Store& store, const seal::Sealer& sealer,
                          const store::PhotoFiles& photo_files, const SampleWriters& writers,
                          const SampleCalendar& calendar, const sample::County& county,
                          const std::map<std::string, std::int64_t>& ids) {
    std::unordered_map<std::string, const Patch*> patches;
    for (const auto& entry : county.patches) {
        patches.emplace(entry.patch.number, &entry.patch);
    }
    const auto patch_of = [&](const SampleHousehold& household) {
        return household.true_patch ? patches.at(*household.true_patch) : nullptr;
    };
    std::vector<SampleVisit> visits;
    for (const auto& household : county.households) {
        if (auto visit =
                visit_of(household, ids.at(household.source_id), patch_of(household), calendar)) {
            visits.push_back(*visit);
        }
    }
    add_sample_photos(store, photo_files, visits);

    std::atomic<std::size_t> next = 0;
    std::exception_ptr fault;
    std::mutex fault_mutex;
    const auto work = [&] {
        try {
            RecordWriter writer(store, sealer, writers, calendar);
            for (auto i = next++; i < county.households.size(); i = next++) {
                const auto& household = county.households[i];
                writer.write(ids.at(household.source_id), household, patch_of(household));
            }
        } catch (...) {
            const std::lock_guard lock(fault_mutex);
            fault = std::current_exception();
            next = county.households.size();
        }
    };
    std::vector<std::thread> threads;
    threads.reserve(writer_threads);
    for (int i = 0; i < writer_threads; ++i) {
        threads.emplace_back(work);
    }
    for (auto& thread : threads) {
        thread.join();
    }
    if (fault) {
        std::rethrow_exception(fault);
    }
}

} // namespace tuban::jobs
