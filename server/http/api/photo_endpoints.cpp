#include "data/import/photo.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/household_shape.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/http/api/write_request.hpp"
#include "server/workflow/photos.hpp"
#include "spatial/geometry/crs.hpp"

#include <memory>
#include <string>
#include <utility>

namespace tuban::http::api {
namespace {

constexpr double max_accuracy_m = 100'000;

std::int64_t photo_id(const Request& request) {
    const auto id = parse_id(request.path_value("photo"));
    if (!id) {
        throw not_found();
    }
    return *id;
}

Response list(Services& services, const Call& call) {
    return to_response(
        services.photos.list(caller_of(call), call.who().area, household_id(call.request)),
        call.request);
}

int status_of(const Issue& issue) {
    if (issue.code == "photo_too_large") {
        return 413;
    }
    return issue.code == "photo_type" ? 415 : 422;
}

/// The body is the file itself; its type is read from its content, whatever a header says.
Response add(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto slot = query.text("slot", 20).value_or("");
    query.finish();
    const auto photo = import::read_photo(call.request.body);
    if (!photo) {
        const auto& issue = photo.refusal();
        throw Refused({status_of(issue), issue.code, "照片没有上传", issue.detail});
    }
    store::Photo facts;
    facts.slot = slot;
    facts.media_type = photo->media_type;
    facts.width = photo->width;
    facts.height = photo->height;
    facts.taken_at_us = photo->exif.taken_at_us;
    if (photo->exif.place) {
        facts.lon = photo->exif.place->lon;
        facts.lat = photo->exif.place->lat;
        facts.accuracy_m = photo->exif.accuracy_m;
    }
    facts.device = photo->exif.device;
    return to_response(services.photos.add(caller_of(call), call.who().area,
                                           household_id(call.request), std::move(facts),
                                           call.request.body, request_key(call)),
                       call.request);
}

Response read(Services& services, const Call& call) {
    const auto content =
        services.photos.read(call.who().area, household_id(call.request), photo_id(call.request));
    if (!content) {
        throw not_found();
    }
    Response response;
    response.set_header("Content-Type", content->photo.media_type);
    response.set_header("Content-Disposition", "inline");
    response.set_header("Content-Security-Policy", "default-src 'none'; sandbox");
    response.body = std::make_shared<const std::string>(import::without_metadata(content->bytes));
    return response;
}

Response remove(Services& services, const Call& call) {
    return to_response(services.photos.remove(caller_of(call), call.who().area,
                                              household_id(call.request), photo_id(call.request),
                                              request_key(call)),
                       call.request);
}

Response set_position(Services& services, const Call& call) {
    BodyReader body(call.request);
    store::Position position;
    position.lon = body.number("lon", geometry::china.west, geometry::china.east);
    position.lat = body.number("lat", geometry::china.south, geometry::china.north);
    position.accuracy_m = body.optional_number("accuracy_m", 0, max_accuracy_m);
    body.finish();
    // Phones are not told apart, but an account is one person's.
    position.device = "account " + std::to_string(call.who().account.id);
    return to_response(services.photos.set_position(caller_of(call), call.who().area,
                                                    household_id(call.request), position,
                                                    request_key(call)),
                       call.request);
}

Response remove_position(Services& services, const Call& call) {
    return to_response(services.photos.remove_position(caller_of(call), call.who().area,
                                                       household_id(call.request),
                                                       request_key(call)),
                       call.request);
}

} // namespace

Endpoints photo_endpoints(Services& services) {
    const auto at = [](const char* rest) { return std::string("/api/v1/households/{id}") + rest; };
    return {
        {{Method::get,
          at("/photos"),
          Access::reader,
          Lane::pool,
          "The record's photos, each with its own place and time",
          "",
          "PhotoList",
          {}},
         [&](const Call& call) { return list(services, call); }},
        {{Method::post,
          at("/photos"),
          Access::record_editor,
          Lane::pool,
          "Add one; the body is the JPEG or PNG itself, at most 1 MB",
          "",
          "PhotoAdded",
          {"slot"}},
         [&](const Call& call) { return add(services, call); }},
        {{Method::get,
          at("/photos/{photo}"),
          Access::reader,
          Lane::pool,
          "The picture, without what the camera wrote beside it",
          "",
          "",
          {}},
         [&](const Call& call) { return read(services, call); }},
        {{Method::del,
          at("/photos/{photo}"),
          Access::record_editor,
          Lane::pool,
          "Delete one while the record may be saved",
          "",
          "Written",
          {}},
         [&](const Call& call) { return remove(services, call); }},
        {{Method::put,
          at("/position"),
          Access::record_editor,
          Lane::pool,
          "Where the phone of who stands at the house says it is",
          "HousePosition",
          "Written",
          {}},
         [&](const Call& call) { return set_position(services, call); }},
        {{Method::del,
          at("/position"),
          Access::record_editor,
          Lane::pool,
          "Forget the phone's position",
          "",
          "Written",
          {}},
         [&](const Call& call) { return remove_position(services, call); }},
    };
}

} // namespace tuban::http::api
