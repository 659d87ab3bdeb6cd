#include "server/jobs/outlines.hpp"
#include "server/ogc/items_query.hpp"
#include "tests/server/http/api/api_fixture.hpp"

#include <fmt/format.h>

#include <set>

namespace tuban::ogc {
namespace {

using http::Method;

class Ogc : public http::api::Api {
  protected:
    Ogc() {
        import_houses();
        add_account("county", model::Role::reviewer, 3);
        add_account("upper", model::Role::collector, 5);
        add_account("lower", model::Role::collector, 6);
        add_account("next-door", model::Role::reviewer, 7);
    }
    json read(const std::string& path, const std::string& who = "county") {
        const auto [status, body] = send(who, Method::get, path);
        EXPECT_EQ(status, 200) << path << body;
        return body;
    }
    static std::string path_of(const json& link) {
        const std::string href = link.at("href").get<std::string>();
        return href.substr(href.find("/ogc"));
    }
    static const json* find_link(const json& body, const std::string& rel) {
        for (const auto& link : body.at("links")) {
            if (link.at("rel") == rel) {
                return &link;
            }
        }
        return nullptr;
    }
    int status(const std::string& path) { return send("county", Method::get, path).first; }
};

constexpr const char* items = "/ogc/collections/patches/items";

TEST_F(Ogc, links_of_the_landing_page_all_lead_somewhere) {
    const auto landing = read("/ogc");
    for (const auto* const rel : {"self", "service-desc", "conformance", "data"}) {
        ASSERT_TRUE(find_link(landing, rel)) << rel;
    }
    std::set<std::string> seen;
    std::vector<json> open{landing};
    while (!open.empty()) {
        const auto page = std::move(open.back());
        open.pop_back();
        for (const auto& link : page.value("links", json::array())) {
            const auto path = path_of(link);
            if (link.value("templated", false) || !seen.insert(path).second) {
                continue;
            }
            open.push_back(read(path));
        }
        for (const auto* const list : {"collections", "tilesets", "tileMatrixSets"}) {
            for (const auto& one : page.value(list, json::array())) {
                open.push_back(one);
            }
        }
    }
    EXPECT_TRUE(seen.contains("/ogc/collections/patches/tiles/WebMercatorQuad"));
    EXPECT_TRUE(seen.contains("/ogc/collections/divisions/items"));
}

TEST_F(Ogc, conformance_classes_are_those_that_are_served) {
    const auto classes = read("/ogc/conformance").at("conformsTo").dump();
    for (const auto* const name :
         {"ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/oas30",
          "ogcapi-features-1/1.0/conf/geojson", "ogcapi-features-2/1.0/conf/crs",
          "ogcapi-tiles-1/1.0/conf/core", "ogcapi-tiles-1/1.0/conf/mvt"}) {
        EXPECT_NE(classes.find(name), std::string::npos) << name;
    }
}

TEST_F(Ogc, pages_hold_every_patch_of_the_area_once_in_the_order_of_ids) {
    std::vector<std::int64_t> ids;
    std::set<std::string> numbers;
    std::string path = std::string(items) + "?limit=70";
    for (int pages = 0; !path.empty() && pages < 10; ++pages) {
        const auto page = read(path);
        EXPECT_EQ(page.at("numberMatched"), jobs::test::houses);
        EXPECT_EQ(page.at("numberReturned"), page.at("features").size());
        EXPECT_LE(page.at("features").size(), 70U);
        for (const auto& feature : page.at("features")) {
            ids.push_back(feature.at("id"));
            numbers.insert(feature.at("properties").at("patch_no"));
            EXPECT_FALSE(feature.at("properties").contains("owner_name"));
        }
        const auto* const next = find_link(page, "next");
        path = next == nullptr ? "" : path_of(*next);
    }
    EXPECT_EQ(numbers.size(), static_cast<std::size_t>(jobs::test::houses));
    EXPECT_EQ(ids.size(), numbers.size());
    EXPECT_TRUE(std::ranges::is_sorted(ids));
}

TEST_F(Ogc, shows_of_an_area_that_area_alone) {
    EXPECT_EQ(read(items, "upper").at("numberMatched"), jobs::test::houses);
    EXPECT_EQ(read(items, "lower").at("numberMatched"), 0);
    EXPECT_EQ(read(items, "next-door").at("numberMatched"), 0);
    const auto id = read(std::string(items) + "?limit=1").at("features").at(0).at("id").dump();
    EXPECT_EQ(read(std::string(items) + "/" + id).at("id").dump(), id);
    EXPECT_EQ(send("lower", Method::get, std::string(items) + "/" + id).first, 404);
    EXPECT_EQ(read("/ogc/collections/divisions/items").at("numberMatched"), 4);
    EXPECT_EQ(read("/ogc/collections/divisions/items", "lower").at("numberMatched"), 1);
}

TEST_F(Ogc, divisions_have_outlines_ids_that_doubles_hold_and_pages) {
    jobs::OutlinesWatch watch(*m_store, 0);
    jobs::Worker(*m_store, m_folder.path(), jobs::outlines_kinds(*m_store, m_scopes), watch)
        .run_queue();
    std::vector<std::int64_t> ids;
    std::string path = "/ogc/collections/divisions/items?limit=1";
    while (!path.empty() && ids.size() < 10) {
        const auto page = read(path);
        for (const auto& division : page.at("features")) {
            ids.push_back(division.at("id"));
        }
        const auto* const next = find_link(page, "next");
        path = next == nullptr ? "" : path_of(*next);
    }
    EXPECT_EQ(ids,
              (std::vector<std::int64_t>{990101000000, 990101001000, 990101001200, 990101001201}));
    const std::string divisions = "/ogc/collections/divisions/items";
    EXPECT_EQ(read(divisions + "/990101001200").at("geometry").at("type"), "Polygon");
    EXPECT_EQ(read(divisions + "/990101001200").at("properties").at("outline"), "derived");
    EXPECT_TRUE(read(divisions + "/990101001201").at("geometry").is_null()); // no houses
    EXPECT_TRUE(read(divisions + "/990101001201").at("properties").at("outline").is_null());
    EXPECT_EQ(read(divisions + "?bbox=109.1,34.2,109.11,34.21").at("features").size(), 3U);
    EXPECT_EQ(read(divisions + "?bbox=170,-90,109.11,90").at("features").size(), 3U);
    EXPECT_EQ(read(divisions + "?bbox=110,34.2,110.1,34.21").at("features").size(), 0U);
}

TEST_F(Ogc, box_filter_counts_what_it_meets_in_any_axis_order) {
    const auto count = [&](const std::string& query) {
        return read(std::string(items) + "?limit=1000&" + query).at("features").size();
    };
    // The first row of thirty houses, from 109.1 to 109.1088.
    EXPECT_EQ(count("bbox=109.1,34.2,109.11,34.20005"), 30U);
    EXPECT_EQ(count("bbox=109.1,34.2,0,109.11,34.20005,100"), 30U);
    EXPECT_EQ(count("bbox=34.2,109.1,34.20005,109.11&bbox-crs=EPSG:4490"), 30U);
    const auto a = to_crs({109.1, 34.2}, Crs::web_mercator);
    const auto b = to_crs({109.11, 34.20005}, Crs::web_mercator);
    EXPECT_EQ(count(fmt::format("bbox={},{},{},{}&bbox-crs=EPSG:3857", a[0], a[1], b[0], b[1])),
              30U);
    EXPECT_EQ(count("bbox=110,34.2,111,34.3"), 0U);
    // Across the antimeridian, round the back of the world.
    EXPECT_EQ(count("bbox=170,-90,109.10005,90"), 15U);
    EXPECT_EQ(count("bbox=170,-90,-170,90"), 0U);
}

TEST_F(Ogc, answers_in_the_crs_that_is_asked_for) {
    const auto first = [&](const std::string& query) {
        const auto response =
            respond("county", Method::get, std::string(items) + "?limit=1" + query);
        EXPECT_EQ(response.status, 200);
        return std::pair(std::string(response.header("Content-Crs").value_or("")),
                         json::parse(*response.body)
                             .at("features")
                             .at(0)
                             .at("geometry")
                             .at("coordinates")
                             .at(0)
                             .at(0));
    };
    const auto [crs84, lonlat] = first("");
    EXPECT_EQ(crs84, "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
    EXPECT_NEAR(lonlat.at(0).get<double>(), 109.1, 0.1);
    const auto [crs, latlon] = first("&crs=http://www.opengis.net/def/crs/EPSG/0/4490");
    EXPECT_EQ(crs, "<http://www.opengis.net/def/crs/EPSG/0/4490>");
    EXPECT_EQ(latlon.at(0), lonlat.at(1));
    EXPECT_EQ(latlon.at(1), lonlat.at(0));
}

TEST_F(Ogc, refuses_parameters_that_are_no_good_and_names_them) {
    for (const auto* const query : {"bbox=nan,0,1,1",
                                    "bbox=inf,0,1,1",
                                    "bbox=1,2,3",
                                    "bbox=1,2,3,4,5",
                                    "bbox=a,b,c,d",
                                    "bbox=0,10,1,5",
                                    "bbox=0,0,200,1",
                                    "bbox=0,-91,1,1",
                                    "bbox=109.1,34.2,109.2,34.3,",
                                    "bbox=34.2,109.1,34.3,109.2",
                                    "bbox-crs=EPSG:9999",
                                    "crs=nonsense",
                                    "limit=0",
                                    "limit=-1",
                                    "limit=ten",
                                    "limit=1.5",
                                    "limit=0x10",
                                    "after=-2",
                                    "after=nine",
                                    "datetime=yesterday",
                                    "datetime=2024-13",
                                    "f=html",
                                    "colour=red",
                                    "limit=1&limit=2"}) {
        const auto [code, body] = send("county", Method::get, std::string(items) + "?" + query);
        EXPECT_EQ(code, 400) << query << body;
        EXPECT_GE(body.at("errors").size(), 1U) << query;
    }
    EXPECT_EQ(status("/ogc?x=1"), 400);
    EXPECT_EQ(status("/ogc/collections/patches?x=1"), 400);
}

TEST_F(Ogc, takes_a_limit_of_any_size_for_the_greatest) {
    for (const auto* const limit : {"1000", "1000000000", "99999999999999999999999999"}) {
        EXPECT_EQ(read(std::string(items) + "?limit=" + limit).at("features").size(),
                  static_cast<std::size_t>(jobs::test::houses));
    }
    for (const auto* const time :
         {"2024-10-18", "2024-10-18T03:26:00Z", "../2024-10-18", "2024-10-18/.."}) {
        EXPECT_EQ(status(std::string(items) + "?limit=1&datetime=" + time), 200) << time;
    }
}

TEST_F(Ogc, knows_no_other_collections_features_and_tiles) {
    for (const auto* const path :
         {"/ogc/collections/owners", "/ogc/collections/owners/items",
          "/ogc/collections/patches/items/7", "/ogc/collections/patches/items/x",
          "/ogc/tileMatrixSets/Other", "/ogc/collections/divisions/tiles",
          "/ogc/collections/patches/tiles/Other",
          "/ogc/collections/patches/tiles/WebMercatorQuad/12/1/1",
          "/ogc/collections/patches/tiles/WebMercatorQuad/17/1/1",
          "/ogc/collections/patches/tiles/WebMercatorQuad/13/8192/1",
          "/ogc/collections/patches/tiles/WebMercatorQuad/4294967309/1/1"}) {
        const auto code = status(path);
        EXPECT_TRUE(code == 404 || code == 400) << path << code;
    }
    EXPECT_EQ(status("/ogc/collections/patches/tiles/WebMercatorQuad/a/1/1"), 400);
    EXPECT_EQ(status("/ogc/collections/patches/tiles/WebMercatorQuad/13/-1/1"), 400);
}

TEST_F(Ogc, tiles_within_the_limits_hold_the_patches_and_those_outside_are_empty) {
    const auto limits =
        read("/ogc/collections/patches/tiles/WebMercatorQuad").at("tileMatrixSetLimits");
    for (const auto& limit : limits) {
        bool has_any = false;
        for (int row = limit.at("minTileRow"); row <= limit.at("maxTileRow"); ++row) {
            for (int column = limit.at("minTileCol"); column <= limit.at("maxTileCol"); ++column) {
                has_any =
                    has_any ||
                    status(fmt::format("/ogc/collections/patches/tiles/WebMercatorQuad/{}/{}/{}",
                                       limit.at("tileMatrix").get<std::string>(), row, column)) ==
                        200;
            }
        }
        EXPECT_TRUE(has_any) << limit;
    }
    EXPECT_EQ(status("/ogc/collections/patches/tiles/WebMercatorQuad/13/1/1"), 204);
}

} // namespace
} // namespace tuban::ogc
