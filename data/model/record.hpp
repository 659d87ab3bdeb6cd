#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tuban::model {

/// The one review engine's states (codelists 2). Identifiers: `not_started`, …
enum class Status { not_started, draft, submitted, approved, returned };
enum class Action { save, submit, approve, return_back, withdraw };

const char* to_string(Status status);
const char* to_string(Action action); ///< save, submit, approve, return, withdraw
std::optional<Status> status_from(const std::string& identifier);

enum class PatchState { unlinked, linked, not_found };
const char* to_string(PatchState state);
std::optional<PatchState> patch_state_from(const std::string& identifier);

/// A document (record) of one household and form. `body` is JSON as data/forms describes it.
struct Document {
    std::int64_t id = 0;
    std::int64_t household_id = 0;
    std::string form; ///< `lookback`
    int form_version = 1;
    Status status = Status::not_started;
    std::int64_t version = 0; ///< grows with every write; the ETag; 0: nothing saved yet
    std::string body = "{}";
    std::int64_t updated_at_us = 0;
    std::int64_t updated_by = 0;
};

struct Revision {
    std::int64_t version = 0;
    Action action = Action::save;
    Status status = Status::draft;
    std::string body;
    std::vector<std::string> reasons; ///< return-reason identifiers
    std::string opinion;
    std::int64_t account_id = 0;
    std::int64_t at_us = 0;
};

} // namespace tuban::model
