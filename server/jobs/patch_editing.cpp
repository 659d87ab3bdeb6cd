#include "server/jobs/patch_editing.hpp"

#include "data/store/audit.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/patch_claims.hpp"
#include "data/store/segments.hpp"
#include "server/map/patch_text.hpp"
#include "spatial/segment/builder.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace tuban::jobs {
namespace {

bool is_refiled_only(const Patch& now, const Patch& then) {
    Patch moved = now;
    moved.division_code = then.division_code;
    return now.division_code != then.division_code && map::to_text(moved) == map::to_text(then);
}

std::string kind_of(const PatchChange& change, const std::optional<store::PatchEdit>& earlier) {
    if (!change.then) {
        return "removed";
    }
    if (!change.now || (earlier && earlier->kind == "added")) {
        return "added";
    }
    return is_refiled_only(*change.now, *change.then) && (!earlier || earlier->kind == "refiled")
               ? "refiled"
               : "corrected";
}

/// A proposal is no link: nobody could take it away to remove the patch.
bool is_linked(store::Reader& reader, const std::string& number) {
    const auto claims = store::claims_of_patch(reader, number);
    return std::ranges::any_of(claims, [](const auto& claim) { return !claim.is_proposed; });
}

void audit(store::Transaction& transaction, const model::Actor& actor, const char* action,
           const store::PatchEdit& edit) {
    const nlohmann::json change{
        {"kind", edit.kind}, {"division", edit.division_code}, {"reason", edit.reason}};
    store::append_audit(transaction, actor, action, "patch", edit.number,
                        change.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace

void ensure_segment(store::Store& store, const model::DataFolder& folder,
                    const std::string& county_code) {
    const auto find = [&](store::Reader& reader) {
        return store::find_segment(reader, county_code).has_value();
    };
    if (store.read_value(find)) {
        return;
    }
    std::filesystem::create_directories(folder.segments());
    const auto built = segment::Builder(folder.segments(), county_code).finish();
    store.write([&](store::Transaction& transaction) {
        if (!find(transaction)) {
            store::publish_segment(transaction, county_code, built.hash, 0, store::now_us());
        }
    });
}

EditOutcome write_edit(store::Transaction& transaction, const PatchChange& change,
                       const model::Actor& actor) {
    if (store::segments_epoch(transaction) != change.segments_epoch) {
        return {EditFault::stale};
    }
    const auto earlier =
        change.now ? store::find_patch_edit(transaction, change.now->number) : std::nullopt;
    const std::int64_t version = earlier && !earlier->is_dropped ? earlier->version : 0;
    if (change.expected_version && *change.expected_version != version) {
        return {EditFault::version_differs};
    }
    store::PatchEdit edit;
    edit.county_code = change.county_code;
    edit.number =
        change.now ? change.now->number : store::next_drawn_number(transaction, change.county_code);
    if (!change.then && is_linked(transaction, edit.number)) {
        return {EditFault::linked, edit.number};
    }
    edit.kind = kind_of(change, earlier);
    edit.division_code = change.then ? change.then->division_code : change.now->division_code;
    if (change.then) {
        Patch then = *change.then;
        then.number = edit.number;
        edit.patch = map::to_text(then);
    }
    if (earlier) {
        edit.original = earlier->original;
        edit.batch_differs = earlier->batch_differs && !earlier->is_dropped;
    } else if (change.now) {
        edit.original = map::to_text(*change.now);
    }
    edit.account_id = actor.account_id;
    edit.changed_at_us = store::now_us();
    edit.reason = change.reason;
    const char* action = !change.now ? "add" : change.then ? "correct" : "remove";
    const auto written = store::put_patch_edit(transaction, edit);
    audit(transaction, actor, action, edit);
    return {std::nullopt, edit.number, written};
}

std::optional<EditOutcome> drop_edit(store::Transaction& transaction, const std::string& number,
                                     const std::string& reason, const model::Actor& actor) {
    auto edit = store::find_patch_edit(transaction, number);
    if (!edit || edit->is_dropped) {
        return std::nullopt;
    }
    if (!edit->original && is_linked(transaction, number)) {
        return EditOutcome{EditFault::linked, number};
    }
    edit->reason = reason;
    audit(transaction, actor, "restore", *edit);
    // The row stays until the next build: the segment in force may hold an earlier form of the
    // edit.
    edit->patch = edit->original;
    edit->is_dropped = true;
    edit->is_folded = false;
    edit->batch_differs = false;
    edit->account_id = actor.account_id;
    edit->changed_at_us = store::now_us();
    if (edit->patch) {
        edit->division_code = map::patch_from_text(*edit->patch).division_code;
    }
    return EditOutcome{std::nullopt, number, store::put_patch_edit(transaction, *edit)};
}

} // namespace tuban::jobs
