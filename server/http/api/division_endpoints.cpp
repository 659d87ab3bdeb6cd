#include "data/store/division_facts.hpp"
#include "data/store/division_shapes.hpp"
#include "data/store/divisions.hpp"
#include "data/store/store.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/http/api/write_request.hpp"
#include "server/jobs/import_borders.hpp"
#include "server/map/division_marks.hpp"
#include "server/map/scopes.hpp"

namespace tuban::http::api {
namespace {

json division_json(store::Reader& reader, const model::Area& caller,
                   const model::Division& division) {
    const auto parent =
        division.parent_id ? store::find_division(reader, *division.parent_id) : std::nullopt;
    const bool sees_parent = parent && caller.contains(parent->first_label);
    const auto outline = store::find_division_shape_origin(reader, division.id);
    return {{"code", division.code},
            {"name", division.name},
            {"level", static_cast<int>(division.level)},
            {"parent", sees_parent ? json(parent->code) : json(nullptr)},
            {"full_name", division.full_name},
            {"children", store::count_children(reader, division.id)},
            {"outline", outline ? json(store::outline_text(*outline)) : json(nullptr)}};
}

Response list_divisions(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto parent = query.text("parent", 12);
    query.finish();
    return services.store.read_value([&](store::Reader& reader) {
        auto items = json::array();
        if (!parent) {
            items.push_back(division_json(reader, call.who().area, call.who().division));
        } else {
            const auto place = readable_division(reader, call.who(), parent);
            for (const auto& child : store::child_divisions(reader, place.division.id)) {
                items.push_back(division_json(reader, call.who().area, child));
            }
        }
        return json_response(200, json{{"items", std::move(items)}}.dump());
    });
}

Response one_division(Services& services, const Call& call) {
    const std::string code{call.request.path_value("code")};
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), code);
        auto answer = division_json(reader, call.who().area, place.division);
        if (const auto view = services.scopes.view(reader, place.area); view->bounds) {
            answer["bounds"] = *view->bounds;
        }
        return json_response(200, answer.dump());
    });
}

Response division_marks(Services& services, const Call& call) {
    const std::string code{call.request.path_value("code")};
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), code);
        auto items = json::array();
        for (const auto& mark : map::division_marks(reader, services.scopes, place.area)) {
            items.push_back({{"division", division_ref(mark.division)},
                             {"lon", mark.place.lon},
                             {"lat", mark.place.lat},
                             {"patches", mark.patches},
                             {"households", mark.households.total},
                             {"approved", mark.households.approved},
                             {"grades",
                              {{"A", mark.households.grades[0]},
                               {"B", mark.households.grades[1]},
                               {"C", mark.households.grades[2]},
                               {"D", mark.households.grades[3]},
                               {"none", mark.households.ungraded()}}}});
        }
        return json_response(200, json{{"items", std::move(items)}}.dump());
    });
}

Response remove_border(Services& services, const Call& call) {
    const std::string code{call.request.path_value("code")};
    auto response = write_once(services.store, call, [&](store::Transaction& transaction) {
        const auto place = readable_division(transaction, call.who(), code);
        if (!jobs::remove_border(transaction, place.division, call.actor())) {
            throw Refused({409, "border_missing", "没有导入的边界",
                           "这个区划的轮廓是由房屋推出的，或者还没有轮廓。"});
        }
        return std::string();
    });
    services.wake_worker();
    return response;
}

} // namespace

Endpoints division_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/divisions",
          Access::signed_in,
          Lane::pool,
          "Divisions below one, or the caller's own",
          "",
          "Divisions",
          {"parent"}},
         [&](const Call& call) { return list_divisions(services, call); }},
        {{Method::get,
          "/api/v1/divisions/{code}",
          Access::signed_in,
          Lane::pool,
          "One division with the box of its footprints",
          "",
          "Division",
          {}},
         [&](const Call& call) { return one_division(services, call); }},
        {{Method::get,
          "/api/v1/divisions/{code}/marks",
          Access::reader,
          Lane::pool,
          "One mark per village with its counts; per town or county where these are too many",
          "",
          "DivisionMarks",
          {}},
         [&](const Call& call) { return division_marks(services, call); }},
        {{Method::del,
          "/api/v1/divisions/{code}/border",
          Access::administrator,
          Lane::pool,
          "Takes an imported border away; the outline is then derived from the houses",
          "",
          "",
          {}},
         [&](const Call& call) { return remove_border(services, call); }},
    };
}

} // namespace tuban::http::api
