#include "server/http/server.hpp"
#include "tests/server/http/api/api_fixture.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace tuban::ogc {
namespace {

/// GDAL's command line tools as the client of a running server, with an access token.
class GdalClient : public http::api::Api {
  protected:
    GdalClient() {
        import_houses();
        add_account("county", model::Role::reviewer, 3);
        http::ServerOptions options;
        options.port = 0;
        m_server = std::make_unique<http::Server>(options, m_application);
        m_server->start();
        write_token(token_of("county"));
    }
    ~GdalClient() override { m_server->stop(); }
    GdalClient(const GdalClient&) = delete;
    GdalClient& operator=(const GdalClient&) = delete;

    void write_token(const std::string& token) const {
        std::ofstream(m_folder.path() / "headers") << "Authorization: Bearer " << token << "\n";
    }
    std::string root() const { return fmt::format("http://127.0.0.1:{}/ogc", m_server->port()); }
    /// What the command prints; its exit status is left in m_status.
    std::string run(const std::string& command) {
        const auto out = m_folder.path() / "out";
        m_status =
            std::system(fmt::format("{} --config GDAL_HTTP_HEADER_FILE {} > {} 2>&1", command,
                                    (m_folder.path() / "headers").string(), out.string())
                            .c_str()); // NOLINT(cert-env33-c,concurrency-mt-unsafe)
        std::ifstream in(out);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::unique_ptr<http::Server> m_server;
    int m_status = 0;
};

TEST_F(GdalClient, lists_the_collections_with_their_extent_and_count) {
    const auto text = run("ogrinfo -so OAPIF:" + root() + " patches");
    EXPECT_EQ(m_status, 0);
    EXPECT_NE(text.find("Geometry: "), std::string::npos) << text;
    EXPECT_NE(text.find("Feature Count: 450"), std::string::npos) << text;
    EXPECT_NE(text.find("patch_no: String"), std::string::npos) << text;
    EXPECT_NE(text.find("109.1"), std::string::npos) << text;
    EXPECT_EQ(text.find("owner"), std::string::npos) << text;
    EXPECT_NE(run("ogrinfo -so OAPIF:" + root()).find("divisions"), std::string::npos);
}

TEST_F(GdalClient, reads_every_patch_once_page_by_page) {
    const auto csv = m_folder.path() / "patches.csv";
    const auto text = run(fmt::format("ogr2ogr -f CSV {} OAPIF:{} patches -oo PAGE_SIZE=64 -select "
                                      "patch_no -lco STRING_QUOTING=IF_NEEDED",
                                      csv.string(), root()));
    ASSERT_EQ(m_status, 0) << text;
    std::ifstream in(csv);
    std::set<std::string> numbers;
    std::size_t lines = 0;
    for (std::string line; std::getline(in, line); ++lines) {
        numbers.insert(line);
    }
    EXPECT_EQ(lines, static_cast<std::size_t>(jobs::test::houses + 1));
    EXPECT_EQ(numbers.size(), lines);
    EXPECT_TRUE(numbers.contains(jobs::test::number_of(449)));
}

TEST_F(GdalClient, reads_the_houses_of_a_box) {
    const auto text =
        run("ogrinfo -so OAPIF:" + root() + " patches -spat 109.1 34.2 109.11 34.20005");
    EXPECT_NE(text.find("Feature Count: 30"), std::string::npos) << text;
}

TEST_F(GdalClient, reads_a_tile_by_its_mvt_driver) {
    // The tile of z16 that holds 109.10005°E 34.20005°N.
    const auto tile = m_folder.path() / "tile.pbf";
    const auto response = respond("county", http::Method::get,
                                  "/ogc/collections/patches/tiles/WebMercatorQuad/16/26135/52629");
    ASSERT_EQ(response.status, 200);
    std::ofstream(tile, std::ios::binary) << *response.body;
    const auto text = run(
        fmt::format("ogrinfo -so MVT:{} patches -oo X=52629 -oo Y=26135 -oo Z=16", tile.string()));
    EXPECT_EQ(m_status, 0) << text;
    EXPECT_NE(text.find("patch_no: String"), std::string::npos) << text;
    EXPECT_EQ(text.find("Feature Count: 0"), std::string::npos) << text;
}

TEST_F(GdalClient, gets_nothing_without_a_token) {
    write_token("wrong");
    run("ogrinfo -so OAPIF:" + root() + " patches");
    EXPECT_NE(m_status, 0);
}

} // namespace
} // namespace tuban::ogc
