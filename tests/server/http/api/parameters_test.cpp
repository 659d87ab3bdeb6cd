#include "server/http/uri.hpp"
#include "server/ogc/endpoints.hpp"
#include "tests/server/http/api/tiles_fixture.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <random>

namespace tuban::http::api {
namespace {

using map::test::border;
using nlohmann::json;

constexpr int mutants = 6000;

/// What breaks readers of numbers, places and paths, and what lies outside the caller's area.
constexpr std::array<std::string_view, 30> tokens{"nan",
                                                  "inf",
                                                  "-",
                                                  "1e309",
                                                  "-1e-320",
                                                  "0x1",
                                                  "180",
                                                  "-180.0000001",
                                                  "90",
                                                  "999999999999999999999",
                                                  "4294967296",
                                                  "9007199254740993",
                                                  "1000000000",
                                                  "%00",
                                                  "%2c",
                                                  "%E4%B8%AD",
                                                  "%ff",
                                                  "+",
                                                  "&",
                                                  "=",
                                                  ",",
                                                  "/",
                                                  "?",
                                                  "..",
                                                  "12",
                                                  "990102000000",
                                                  "990102001200",
                                                  "9901020012000",
                                                  "990201001201",
                                                  "99"};

class Mutations {
  public:
    explicit Mutations(std::uint64_t seed) : m_random(seed) {}

    std::string of(std::string text) {
        for (std::size_t i = 1 + below(3); i > 0; --i) {
            const auto at = below(text.size() + 1);
            switch (below(4)) {
            case 0:
                text.erase(at, 1 + below(4));
                break;
            case 1:
                text.insert(at, tokens.at(below(tokens.size())));
                break;
            case 2: {
                const auto from = below(text.size() + 1);
                text.insert(at, text.substr(from, 1 + below(12)));
                break;
            }
            default: {
                const auto digit = text.find_first_of("0123456789", at);
                if (digit != std::string::npos) {
                    const auto end = text.find_first_not_of("0123456789.", digit);
                    text.replace(digit, std::min(end, text.size()) - digit,
                                 tokens.at(below(tokens.size())));
                }
            }
            }
        }
        return text;
    }
    std::size_t below(std::size_t count) { return m_random() % count; }

  private:
    std::mt19937_64 m_random;
};

class Parameters : public TilesApi {
  protected:
    void SetUp() override {
        TilesApi::SetUp();
        auto endpoints = all_endpoints(*m_services);
        std::ranges::move(ogc::endpoints(*m_services), std::back_inserter(endpoints));
        m_application.emplace(std::move(endpoints), *m_authentication, nullptr);
    }

    /// Right ones, in which the houses of the county and of its neighbours come up.
    std::vector<std::string> targets() {
        const auto described = tile_json("county");
        const auto version = described["version"].get<std::string>();
        const auto divisions = json::parse(*get("county", "/tiles/divisions.json").body);
        const auto& box = described["bounds"];
        const auto west = box[0].get<double>();
        const auto south = box[1].get<double>();
        const auto tile = [&](const char* kind, unsigned zoom, const char* ending) {
            const auto shift = 32U - zoom;
            const auto at = geometry::to_grid({west, south});
            return fmt::format("/tiles/{}/990101000000/{}/{}/{}/{}.{}", kind, version, zoom,
                               at.x >> shift, at.y >> shift, ending);
        };
        const std::string wide = "103,29,104,31";
        return {
            tile("patches", 14, "mvt"),
            tile("patches", 16, "mvt") + "?attributes=full",
            tile("patches", 9, "mvt"),
            tile("state", 14, "json"),
            fmt::format("/tiles/divisions/990101000000/{}/9/403/212.mvt",
                        divisions["version"].get<std::string>()),
            "/tiles/patches.json?area=990101001200",
            "/tiles/divisions.json?area=990101000000",
            "/api/v1/patches/" + number(0, 0, 1),
            "/api/v1/patches/" + number(1, 0, 1),
            fmt::format("/api/v1/patches?point={},{}", west + 1e-5, south + 1e-5),
            fmt::format("/api/v1/patches?nearest={},{}&k=1000", west, south),
            "/api/v1/patches?bbox=" + wide + "&limit=10&after=3",
            "/api/v1/patches?division=990101001200&limit=1000",
            "/ogc/collections/patches/items?bbox=" + wide + "&limit=10&f=json",
            fmt::format(
                "/ogc/collections/patches/items?bbox=29,103,31,104&bbox-crs={}&crs=EPSG:3857&"
                "datetime=2024-01-01/..",
                "http://www.opengis.net/def/crs/EPSG/0/4490"),
            "/ogc/collections/divisions/items?bbox=170,-10,-170,10&after=990101000000",
            "/ogc/collections/divisions/items/990101001200",
            fmt::format("/ogc/collections/patches/tiles/WebMercatorQuad/14/{}/{}", border.y,
                        border.x),
            "/api/v1/divisions?parent=990101000000",
            "POST /api/v1/patches/search\n"
            R"({"division": "990101000000", "address": "三组", "number": "99", "size": 10})",
        };
    }

    Response call(std::string text) {
        Request request;
        if (text.starts_with("POST ")) {
            const auto end = std::min(text.find('\n'), text.size());
            request.method = Method::post;
            request.body = text.substr(std::min(end + 1, text.size()));
            text = text.substr(5, std::max<std::size_t>(end, 5) - 5);
        }
        const auto target = parse_target(text);
        if (!target) {
            return empty_response(400); // as the server does
        }
        request.path = target.value().path;
        request.query = target.value().query;
        request.headers.emplace_back("Authorization", "Bearer " + m_tokens["county"]);
        return m_application->handle(request);
    }

    void expect_own(const std::string& text, const std::string& where) {
        for (const auto& county : {"990102", "990103", "990201"}) {
            EXPECT_FALSE(text.starts_with(county)) << text << " in the answer to " << where;
        }
    }
    void expect_own(const json& value, const std::string& where) {
        if (value.is_string()) {
            expect_own(value.get<std::string>(), where);
        } else if (value.is_structured()) {
            for (const auto& item : value) {
                expect_own(item, where);
            }
        }
    }

    /// Well-formed, and of the caller's area alone. How many features it has.
    std::size_t check(const Response& response, const std::string& target) {
        EXPECT_TRUE(response.status >= 200 && response.status < 500)
            << response.status << " " << target;
        if (!response.body || response.body->empty()) {
            return 0;
        }
        const std::string type{response.header("Content-Type").value_or("")};
        if (type.find("vector-tile") != std::string::npos) {
            return check_tile(*response.body, target);
        }
        const auto body = json::parse(*response.body, nullptr, false);
        EXPECT_FALSE(body.is_discarded()) << target;
        if (response.status >= 400) {
            EXPECT_TRUE(body.contains("code") && body.contains("title")) << target;
            return 0;
        }
        std::size_t count = 0;
        for (const char* const list : {"features", "items"}) {
            if (body.contains(list)) {
                for (auto feature : body[list]) {
                    feature.erase("links");
                    expect_own(feature, target);
                    ++count;
                }
            }
        }
        if (body.contains("properties")) {
            expect_own(body["properties"], target);
        }
        return count;
    }
    std::size_t check_tile(const std::string& bytes, const std::string& target) {
        const auto tile = tiles::test::decode(bytes);
        std::size_t count = 0;
        for (const char* const layer : {"patches", "labels", "divisions", "division_labels"}) {
            for (const auto& feature : tile.features(layer)) {
                for (const auto& [name, value] : feature.attributes) {
                    if (const auto* const text = std::get_if<std::string>(&value)) {
                        expect_own(*text, target);
                    }
                }
                ++count;
            }
        }
        return count;
    }
};

TEST_F(Parameters, of_any_kind_get_a_well_formed_answer_of_the_own_area) {
    const auto right = targets();
    std::size_t with_features = 0;
    for (const auto& target : right) {
        with_features += check(call(target), target) > 0 ? 1 : 0;
    }
    EXPECT_GT(with_features, 8U) << "else nothing could leak";
    Mutations mutations(20241125);
    std::map<int, int> statuses;
    for (int i = 0; i < mutants; ++i) {
        const auto target = mutations.of(right[mutations.below(right.size())]);
        const auto response = call(target);
        check(response, target);
        ++statuses[response.status];
    }
    for (const int status : {200, 400, 404, 410}) {
        EXPECT_GT(statuses[status], 10) << status;
    }
}

} // namespace
} // namespace tuban::http::api
