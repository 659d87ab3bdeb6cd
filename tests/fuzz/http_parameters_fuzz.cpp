#include "server/http/uri.hpp"
#include "tests/fuzz/fuzzing.hpp"
#include "tests/server/http/api/api_fixture.hpp"
#include "tests/tiles/mvt_decoder.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace tuban::http::api {
namespace {

using fuzz::require;

/// A county of 450 houses with its API and OGC doors, called without a socket.
class Doors : public Api {
  public:
    Doors() {
        import_houses();
        add_account("county", model::Role::reviewer, jobs::test::county);
        for (const auto* const layer : {"patches", "divisions"}) {
            m_tile_versions.emplace_back(layer, version_of(layer));
        }
    }
    void TestBody() override {}

    /// A target, or `POST`, a space, a target, a line break and the body. `$patches` and
    /// `$divisions` stand for an area and the version of its layer in force.
    void call(std::string text) {
        for (const auto& [layer, version] : m_tile_versions) {
            if (const auto at = text.find("$" + layer); at != std::string::npos) {
                text.replace(at, layer.size() + 1, version);
            }
        }
        Request request;
        if (text.starts_with("POST ")) {
            const auto end = std::min(text.find('\n'), text.size());
            request.method = Method::post;
            request.body = text.substr(std::min(end + 1, text.size()));
            text = text.substr(5, std::max<std::size_t>(end, 5) - 5);
        }
        const auto target = parse_target(text);
        if (!target) {
            return;
        }
        request.path = target.value().path;
        request.query = target.value().query;
        request.headers.emplace_back("Authorization", "Bearer " + token_of("county"));
        request.headers.emplace_back("Idempotency-Key", "always-the-same");
        check(m_application.handle(request));
    }

  private:
    std::string version_of(const std::string& layer) {
        const auto described = send("county", Method::get, "/tiles/" + layer + ".json").second;
        return described.at("area").get<std::string>() + "/" +
               described.at("version").get<std::string>();
    }

    /// Never a fault of ours; what is said to be JSON or a tile is one.
    static void check(const Response& response) {
        if (response.status >= 500) {
            std::fprintf(stderr, "status %d\n", response.status);
        }
        require(response.status >= 200 && response.status < 500);
        if (!response.body || response.body->empty()) {
            return;
        }
        const auto type = response.header("Content-Type").value_or("");
        if (type.find("json") != std::string_view::npos) {
            require(json::accept(*response.body));
        }
        if (type.find("vector-tile") != std::string_view::npos) {
            tiles::test::decode(*response.body);
        }
    }

    std::vector<std::pair<std::string, std::string>> m_tile_versions; ///< by layer
};

Doors& doors() {
    static Doors one;
    return one;
}

} // namespace
} // namespace tuban::http::api

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    tuban::http::api::doors();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tuban::http::api::doors().call({reinterpret_cast<const char*>(data), size});
    return 0;
}
