#include "data/store/store.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/patch_query.hpp"
#include "server/http/api/patch_search.hpp"
#include "server/http/api/patch_shape.hpp"
#include "server/http/api/services.hpp"
#include "server/map/scopes.hpp"

#include <utility>

namespace tuban::http::api {
namespace {

/// An answer stays below the 1 MB that the server sends from memory.
constexpr std::size_t max_page_bytes = 900'000;

/// Features of one answer, as many as have room; the first always has.
class FeaturePage {
  public:
    FeaturePage(store::Reader& reader, Services& services, const auth::Principal& principal)
        : m_reader(reader), m_services(services), m_principal(principal) {}

    /// False: it would be too much.
    bool add(const segment::PatchRef& patch, std::optional<double> distance_m = {}) {
        auto feature = patch_feature(m_reader, m_services, m_principal, patch, distance_m);
        m_bytes += feature.dump().size();
        if (m_bytes > max_page_bytes && !m_features.empty()) {
            return false;
        }
        m_features.push_back(std::move(feature));
        return true;
    }
    std::size_t size() const noexcept { return m_features.size(); }

    json collection() && {
        return {{"type", "FeatureCollection"}, {"features", std::move(m_features)}};
    }

  private:
    store::Reader& m_reader;
    Services& m_services;
    const auth::Principal& m_principal;
    json m_features = json::array();
    std::size_t m_bytes = 0;
};

Response patch_by_number(Services& services, const Call& call) {
    return services.store.read_value([&](store::Reader& reader) {
        const auto view = services.scopes.view(reader, call.who().area);
        const segment::Lookup lookup(view->scope);
        const auto found = lookup.find_number(call.request.path_value("number"));
        if (!found) {
            throw not_found();
        }
        return json_response(200, patch_feature(reader, services, call.who(), *found).dump());
    });
}

Response find_patches(Services& services, const Call& call) {
    const auto wanted = read_patch_query(call.request);
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), wanted.division);
        const auto view = services.scopes.view(reader, place.area);
        segment::Lookup lookup(view->scope);
        FeaturePage page(reader, services, call.who());
        std::optional<std::string> next;
        if (wanted.point) {
            for (const auto& patch : lookup.at_point(*wanted.point)) {
                page.add(patch);
            }
        } else if (wanted.nearest) {
            const auto near = lookup.nearest(*wanted.nearest, static_cast<std::size_t>(wanted.k));
            for (const auto& [patch, distance_m] : near) {
                if (!page.add(patch, distance_m)) {
                    break;
                }
            }
        } else {
            const auto box = wanted.box.value_or(PatchQuery::Box{{-180, -90}, {180, 90}});
            const auto found = lookup.in_box(box.south_west, box.north_east,
                                             static_cast<std::size_t>(wanted.limit), wanted.after);
            for (const auto& patch : found) {
                if (!page.add(patch)) {
                    break;
                }
            }
            if (page.size() < found.size() || std::cmp_equal(found.size(), wanted.limit)) {
                next = std::to_string(found[page.size() - 1].id());
            }
        }
        auto answer = std::move(page).collection();
        if (next) {
            answer["next"] = *next;
        }
        return json_response(200, answer.dump());
    });
}

/// Names and addresses to search for are personal: they come in the body, never in a URL.
Response search_patches(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto division = body.optional_text("division", 12);
    PatchText wanted;
    wanted.address = body.optional_text("address").value_or("");
    wanted.owner = body.optional_text("owner").value_or("");
    wanted.number = body.optional_text("number", 32).value_or("");
    const auto page = body.optional_integer("page", 1, 1'000'000).value_or(1);
    const auto size =
        body.optional_integer("size", 1, PatchQuery::max_limit).value_or(PatchQuery::default_limit);
    body.finish();
    if (wanted.is_empty()) {
        throw Refused({422, "fields_invalid", "请输入要查找的内容",
                       "图斑编号、地址、产权人姓名至少填一项。"});
    }
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        const auto view = services.scopes.view(reader, place.area);
        FeaturePage features(reader, services, call.who());
        const auto skip = static_cast<std::size_t>((page - 1) * size);
        const auto found = search_text(view->scope, wanted, skip, static_cast<std::size_t>(size));
        for (const auto& patch : found) {
            if (!features.add(patch)) {
                throw Refused({422,
                               "fields_invalid",
                               "一页放不下这么多图斑",
                               "请减小每页的数量（size）后重试。",
                               {{"/size", "too_large", "这一页的轮廓太多，请减小"}}});
            }
        }
        auto answer = std::move(features).collection();
        if (std::cmp_equal(found.size(), size)) {
            answer["next"] = std::to_string(page + 1);
        }
        return json_response(200, answer.dump());
    });
}

} // namespace

Endpoints patch_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/patches/{number}",
          Access::reader,
          Lane::pool,
          "One footprint by its number",
          "",
          "PatchFeature",
          {}},
         [&](const Call& call) { return patch_by_number(services, call); }},
        {{Method::get,
          "/api/v1/patches",
          Access::reader,
          Lane::pool,
          "Footprints at a point, near a point, in a box or of a division",
          "",
          "PatchCollection",
          {"point", "nearest", "k", "bbox", "division", "limit", "after"}},
         [&](const Call& call) { return find_patches(services, call); }},
        {{Method::post,
          "/api/v1/patches/search",
          Access::reader,
          Lane::pool,
          "Footprints by number, address or owner",
          "PatchSearch",
          "PatchCollection",
          {}},
         [&](const Call& call) { return search_patches(services, call); }},
    };
}

} // namespace tuban::http::api
