#include "data/store/crosswalk.hpp"
#include "data/store/divisions.hpp"
#include "data/store/idempotency.hpp"
#include "data/store/patch_edits.hpp"
#include "data/store/segments.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/patch_body.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/http/api/write_request.hpp"
#include "server/jobs/county_of_code.hpp"
#include "server/jobs/import_patches_county.hpp"
#include "server/jobs/patch_editing.hpp"
#include "server/map/scopes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace tuban::http::api {
namespace {

constexpr std::size_t max_reason = 200;
constexpr std::int64_t max_page = 200;
/// How often a change is tried anew when something was published while it was made.
constexpr int max_tries = 8;

Refused invalid(std::vector<FieldError> errors) {
    return Refused({422, "fields_invalid", "有内容填写不正确", "", std::move(errors)});
}

/// A division that patches may be filed under: within the caller's area and a village.
std::string village_code(store::Reader& reader, const auth::Principal& principal,
                         const std::string& code) {
    const auto place = readable_division(reader, principal, code);
    if (place.division.level != model::Level::village) {
        throw invalid({{"/division", "not_a_village", "请选择到村（社区）"}});
    }
    if (store::division_of_census_code(reader, code) != place.division.id) {
        throw invalid({{"/division", "code_means_another",
                        "区划对照把这个代码归到了另一个村，请选择那个村，或先在区划对照中更正"}});
    }
    return code;
}

/// A patch as it is served, with what a change of it must know.
struct Served {
    Patch patch;
    std::string county_code;
    std::int64_t epoch = 0;
};

Served served_patch(Services& services, const auth::Principal& principal,
                    const std::string& number) {
    return services.store.read_value([&](store::Reader& reader) {
        const auto view = services.scopes.view(reader, principal.area);
        const auto found = segment::Lookup(view->scope).find_number(number);
        if (!found) {
            throw not_found();
        }
        const auto& source = *found->source->segment;
        return Served{jobs::patch_of(source, found->position), std::string(source.county_code()),
                      store::segments_epoch(reader)};
    });
}

/// What the census says is corrected by the county; collectors correct what was drawn.
void require_right(Services& services, const auth::Principal& principal,
                   const std::string& number) {
    if (principal.account.role == model::Role::reviewer) {
        return;
    }
    const auto edit = services.store.read_value(
        [&](store::Reader& reader) { return store::find_patch_edit(reader, number); });
    if (!edit || edit->kind != "added") {
        throw Refused({403, "not_allowed", "没有这项权限",
                       "普查图斑由区县审核员更正或删除；采集员可以更正补画的图斑。"});
    }
}

Refused refusal_of(jobs::EditFault fault) {
    switch (fault) {
    case jobs::EditFault::version_differs:
        return Refused({412, "conflict", "这个图斑刚被别人改过", "请重新打开后再改。"});
    case jobs::EditFault::linked:
        return Refused({409, "patch_linked", "还有农户对应到这个图斑",
                        "请先在档案中改选或移除图斑，再删除它。"});
    case jobs::EditFault::stale:
        break;
    }
    return Refused({503, "store_busy", "图斑正在更新", "刚才的内容没有保存，请稍后重试。"});
}

std::string written(const jobs::EditOutcome& outcome) {
    return json{{"number", outcome.number}, {"version", outcome.version}}.dump();
}

bool is_repeated(Services& services, const Call& call) {
    const auto key = request_key(call);
    return services.store.read_value([&](store::Reader& reader) {
        return store::check_key(reader, key).state != store::KeyCheck::State::fresh;
    });
}

/// Tried again from what is served when something else was published meanwhile.
Response write_change(Services& services, const Call& call,
                      const std::function<jobs::PatchChange()>& make) {
    for (int tries = 1;; ++tries) {
        if (is_repeated(services, call)) {
            // What is served has changed since by this very request: ask for its answer only.
            return write_once(services.store, call,
                              [](store::Transaction&) -> std::string { throw not_found(); });
        }
        const auto change = make();
        bool is_stale = false;
        try {
            return write_once(services.store, call, [&](store::Transaction& transaction) {
                const auto outcome = jobs::write_edit(transaction, change, call.actor());
                is_stale = outcome.fault == jobs::EditFault::stale;
                if (outcome.fault) {
                    throw refusal_of(*outcome.fault);
                }
                return written(outcome);
            });
        } catch (const Refused&) {
            if (!is_stale || tries == max_tries) {
                throw;
            }
        }
    }
}

Response add_patch(Services& services, const Call& call) {
    BodyReader body(call.request);
    const std::string division = body.text("division", 12);
    const auto geometry = body.object("geometry");
    const auto attributes = body.optional_object("attributes");
    const std::string reason = body.filled_text("reason", max_reason);
    body.finish();
    Patch patch;
    std::vector<FieldError> errors;
    read_geometry(geometry, patch, errors);
    read_attributes(attributes, patch, errors);
    if (!errors.empty()) {
        throw invalid(std::move(errors));
    }
    patch.division_code = services.store.read_value(
        [&](store::Reader& reader) { return village_code(reader, call.who(), division); });
    const std::string county = jobs::CountyOfCode(services.store).get(patch.division_code);
    jobs::ensure_segment(services.store, services.scopes.folder(), county);
    return write_change(services, call, [&] {
        return jobs::PatchChange{county, std::nullopt, patch, reason,
                                 services.store.read_value([](store::Reader& reader) {
                                     return store::segments_epoch(reader);
                                 })};
    });
}

Response change_patch(Services& services, const Call& call) {
    const auto number = std::string(call.request.path_value("number"));
    BodyReader body(call.request);
    const auto division = body.optional_text("division", 12);
    const auto geometry = body.optional_object("geometry");
    const auto attributes = body.optional_object("attributes");
    const std::string reason = body.filled_text("reason", max_reason);
    body.finish();
    if (!division && geometry.empty() && attributes.empty()) {
        throw Refused(
            {422, "fields_invalid", "没有要更正的内容", "请更改轮廓、属性或所属的村，至少一项。"});
    }
    const auto expected = if_match(call.request);
    const auto make = [&] {
        auto served = served_patch(services, call.who(), number);
        require_right(services, call.who(), number);
        Patch then = served.patch;
        std::vector<FieldError> errors;
        if (!geometry.empty()) {
            read_geometry(geometry, then, errors);
        }
        read_attributes(attributes, then, errors);
        if (!errors.empty()) {
            throw invalid(std::move(errors));
        }
        if (division) {
            then.division_code = services.store.read_value(
                [&](store::Reader& reader) { return village_code(reader, call.who(), *division); });
        }
        return jobs::PatchChange{std::move(served.county_code),
                                 std::move(served.patch),
                                 std::move(then),
                                 reason,
                                 served.epoch,
                                 expected};
    };
    return write_change(services, call, make);
}

Response remove_patch(Services& services, const Call& call) {
    const auto number = std::string(call.request.path_value("number"));
    BodyReader body(call.request);
    const std::string reason = body.filled_text("reason", max_reason);
    body.finish();
    const auto expected = if_match(call.request);
    const auto make = [&] {
        auto served = served_patch(services, call.who(), number);
        require_right(services, call.who(), number);
        return jobs::PatchChange{std::move(served.county_code),
                                 std::move(served.patch),
                                 std::nullopt,
                                 reason,
                                 served.epoch,
                                 expected};
    };
    return write_change(services, call, make);
}

/// The edit of a number in the caller's area, taken back or not.
std::optional<store::PatchEdit> own_edit(store::Reader& reader, const auth::Principal& principal,
                                         const std::string& number) {
    auto edit = store::find_patch_edit(reader, number);
    const auto division_id =
        edit ? store::division_of_census_code(reader, edit->division_code) : std::nullopt;
    const auto division = division_id ? store::find_division(reader, *division_id) : std::nullopt;
    return division && principal.area.contains(division->first_label) ? std::move(edit)
                                                                      : std::nullopt;
}

Response restore_patch(Services& services, const Call& call) {
    const auto number = std::string(call.request.path_value("number"));
    BodyReader body(call.request);
    const std::string reason = body.filled_text("reason", max_reason);
    body.finish();
    const bool is_there = services.store.read_value(
        [&](store::Reader& reader) { return own_edit(reader, call.who(), number).has_value(); });
    if (!is_there) {
        throw not_found();
    }
    require_right(services, call.who(), number);
    return write_once(services.store, call, [&](store::Transaction& transaction) {
        const auto outcome = jobs::drop_edit(transaction, number, reason, call.actor());
        if (!outcome) {
            throw not_found();
        }
        if (outcome->fault) {
            throw refusal_of(*outcome->fault);
        }
        return written(*outcome);
    });
}

Response list_edits(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    const auto contradicted = query.text("contradicted", 5);
    const auto page = query.integer("page", 1, 1, 1'000'000);
    const auto size = query.integer("size", 50, 1, max_page);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        const auto edits = store::list_patch_edits(reader, place.area, contradicted == "true",
                                                   size + 1, (page - 1) * size);
        auto items = json::array();
        for (const auto& edit : edits) {
            if (std::cmp_equal(items.size(), size)) {
                break;
            }
            const auto id = store::division_of_census_code(reader, edit.division_code);
            const auto where = id ? store::find_division(reader, *id) : std::nullopt;
            items.push_back({{"number", edit.number},
                             {"kind", edit.kind},
                             {"division", where ? division_ref(*where) : json(nullptr)},
                             {"version", edit.version},
                             {"batch_differs", edit.batch_differs},
                             {"is_folded", edit.is_folded},
                             {"changed_at", utc_text(edit.changed_at_us)},
                             {"reason", edit.reason}});
        }
        json answer{{"items", std::move(items)}, {"page", page}, {"size", size}};
        answer["has_more"] = std::cmp_greater(edits.size(), size);
        return json_response(200, answer.dump());
    });
}

} // namespace

Endpoints patch_edit_endpoints(Services& services) {
    return {
        {{Method::post,
          "/api/v1/patches",
          Access::record_editor,
          Lane::pool,
          "Draw a footprint that the census missed",
          "PatchAdd",
          "PatchEdited",
          {}},
         [&](const Call& call) { return add_patch(services, call); }},
        {{Method::patch,
          "/api/v1/patches/{number}",
          Access::record_editor,
          Lane::pool,
          "Correct a footprint or file it under another village",
          "PatchCorrection",
          "PatchEdited",
          {}},
         [&](const Call& call) { return change_patch(services, call); }},
        {{Method::del,
          "/api/v1/patches/{number}",
          Access::record_editor,
          Lane::pool,
          "Remove a footprint that is no building",
          "PatchRemoval",
          "PatchEdited",
          {}},
         [&](const Call& call) { return remove_patch(services, call); }},
        {{Method::post,
          "/api/v1/patches/{number}/restore",
          Access::record_editor,
          Lane::pool,
          "Take a hand edit back: the footprint is what the batches say again",
          "PatchRemoval",
          "PatchEdited",
          {}},
         [&](const Call& call) { return restore_patch(services, call); }},
        {{Method::get,
          "/api/v1/patch-edits",
          Access::reader,
          Lane::pool,
          "Hand edits of footprints, those that a batch contradicts first",
          "",
          "PatchEditPage",
          {"division", "contradicted", "page", "size"}},
         [&](const Call& call) { return list_edits(services, call); }},
    };
}

} // namespace tuban::http::api
