#include "data/store/store.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/household_shape.hpp"
#include "server/http/api/patch_shape.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/write_request.hpp"
#include "server/map/scopes.hpp"
#include "server/workflow/records.hpp"

namespace tuban::http::api {
namespace {

Response get(Services& services, const Call& call) {
    return to_response(
        services.records.get(caller_of(call), call.who().area, household_id(call.request)),
        call.request);
}

Response save(Services& services, const Call& call) {
    const auto version = if_match(call.request);
    if (!version) {
        throw Refused({428, "if_match_missing", "缺少版本号",
                       "保存时要带 If-Match 头，值为读取档案时得到的 ETag。请刷新页面后重试。"});
    }
    return to_response(services.records.save(caller_of(call), call.who().area,
                                             household_id(call.request), *version,
                                             call.request.body, request_key(call)),
                       call.request);
}

Response submit(Services& services, const Call& call) {
    return to_response(services.records.submit(caller_of(call), call.who().area,
                                               household_id(call.request), if_match(call.request),
                                               request_key(call)),
                       call.request);
}

Response approve(Services& services, const Call& call) {
    return to_response(services.records.approve(caller_of(call), call.who().area,
                                                household_id(call.request), if_match(call.request),
                                                request_key(call)),
                       call.request);
}

Response return_back(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto reasons = body.optional_texts("reasons");
    const auto opinion = body.optional_text("opinion", 1000).value_or("");
    body.finish();
    return to_response(
        services.records.return_back(caller_of(call), call.who().area, household_id(call.request),
                                     if_match(call.request), reasons, opinion, request_key(call)),
        call.request);
}

Response withdraw(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto reason = body.optional_text("reason", 1000).value_or("");
    body.finish();
    return to_response(services.records.withdraw(caller_of(call), call.who().area,
                                                 household_id(call.request), if_match(call.request),
                                                 reason, request_key(call)),
                       call.request);
}

Response set_patch(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto number = body.optional_text("number", 32);
    const bool is_not_found = body.flag("not_found");
    body.finish();
    if (number.has_value() == is_not_found) {
        throw Refused({422, "fields_invalid", "请选择一个图斑，或选“未发现图斑”",
                       "number 与 not_found 二者选一。"});
    }
    if (number) {
        require_patch(services, call, *number);
    }
    return to_response(services.records.set_patch(caller_of(call), call.who().area,
                                                  household_id(call.request), number,
                                                  request_key(call)),
                       call.request);
}

Response clear_patch(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto reason = body.optional_text("reason", 1000).value_or("");
    body.finish();
    return to_response(services.records.clear_patch(caller_of(call), call.who().area,
                                                    household_id(call.request), reason,
                                                    request_key(call)),
                       call.request);
}

Response reveal(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto reason = body.text("reason", 1000);
    body.finish();
    return to_response(services.records.reveal(caller_of(call), call.who().area,
                                               household_id(call.request), reason),
                       call.request);
}

} // namespace

Endpoints record_endpoints(Services& services) {
    const auto at = [](const char* rest) { return std::string("/api/v1/households/{id}") + rest; };
    return {
        {{Method::get,
          at("/record"),
          Access::reader,
          Lane::pool,
          "The household's record",
          "",
          "Record",
          {}},
         [&](const Call& call) { return get(services, call); }},
        {{Method::put,
          at("/record"),
          Access::record_editor,
          Lane::pool,
          "Save the draft",
          "RecordSave",
          "Written",
          {}},
         [&](const Call& call) { return save(services, call); }},
        {{Method::post,
          at("/record/submit"),
          Access::record_editor,
          Lane::pool,
          "Hand it to the county",
          "",
          "Written",
          {}},
         [&](const Call& call) { return submit(services, call); }},
        {{Method::post,
          at("/record/approve"),
          Access::reviewer,
          Lane::pool,
          "Approve",
          "",
          "Written",
          {}},
         [&](const Call& call) { return approve(services, call); }},
        {{Method::post,
          at("/record/return"),
          Access::reviewer,
          Lane::pool,
          "Send back with reasons",
          "RecordReturn",
          "Written",
          {}},
         [&](const Call& call) { return return_back(services, call); }},
        {{Method::post,
          at("/record/withdraw"),
          Access::reviewer,
          Lane::pool,
          "Take an approval back",
          "RecordWithdraw",
          "Written",
          {}},
         [&](const Call& call) { return withdraw(services, call); }},
        {{Method::post,
          at("/record/reveal"),
          Access::record_editor,
          Lane::pool,
          "Ids and phones in full, audited",
          "Reveal",
          "Revealed",
          {}},
         [&](const Call& call) { return reveal(services, call); }},
        {{Method::put,
          at("/patch"),
          Access::record_editor,
          Lane::pool,
          "Tie the household to its house",
          "PatchChoice",
          "Written",
          {}},
         [&](const Call& call) { return set_patch(services, call); }},
        {{Method::del,
          at("/patch"),
          Access::record_editor,
          Lane::pool,
          "Take the tie away",
          "PatchRemoval",
          "Written",
          {}},
         [&](const Call& call) { return clear_patch(services, call); }},
    };
}

} // namespace tuban::http::api
