#pragma once

#include "data/model/account.hpp"
#include "data/model/division.hpp"
#include "data/model/household.hpp"
#include "data/model/record.hpp"
#include "data/store/documents.hpp"
#include "data/store/store.hpp"
#include "server/workflow/statistics.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tuban::workflow {

struct Caller {
    model::Actor actor;
    model::Role role = model::Role::collector;
};

/// A household with its place and its document; not_started and version 0 where there is none.
struct RecordState {
    model::Household household;
    model::Division division;
    model::Document document;

    bool has_village() const { return division.level == model::Level::village; }
    bool is_linked() const { return household.patch_state == model::PatchState::linked; }
};

/// Nothing when the household lies outside the area.
std::optional<RecordState> find_record(store::Reader& reader, const model::Area& area,
                                       std::int64_t household_id, const std::string& form);

/// Whether a reviewer stands in for the collector: no village yet, or his own draft of then.
bool is_filling_in(const RecordState& state, const Caller& caller);

/// The body in the store is that of the form with the sources of its values beside it, under
/// `sources`; sealed values stay sealed.
nlohmann::json body_of(const std::string& stored);
nlohmann::json sources_of(const std::string& stored);
std::string to_stored(nlohmann::json body, const nlohmann::json& sources);

/// Puts what stands in the household's row into a body: its village and its patch.
void put_household_facts(nlohmann::json& body, const RecordState& state);

/// Housing and grade as the household's row and the statistics have them.
Facts facts_of(model::Status status, const nlohmann::json& body);

/// A write of a document, with all that goes with it.
struct RecordChange {
    model::Document document; ///< as it shall be; the version one above the stored one
    model::Action action = model::Action::save;
    std::vector<std::string> reasons;
    std::string opinion;
    std::int64_t division_id = 0; ///< another than the household's files it there
    bool is_resubmitted = false;
    std::string audit = "{}"; ///< what changed, without ids and phones
};

/// Document, revision, facts, counters, map log and audit of one change, in the caller's
/// transaction. Throws StoreError `serialization` when the stored version has moved.
void write_record(store::Transaction& transaction, const model::Actor& actor,
                  const RecordState& before, const RecordChange& change);

} // namespace tuban::workflow
