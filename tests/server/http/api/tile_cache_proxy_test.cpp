#include "base/gzip.hpp"
#include "server/http/server.hpp"
#include "tests/server/http/api/tiles_fixture.hpp"
#include "tests/server/http/nginx_process.hpp"
#include "tests/server/http/raw_client.hpp"

#include <memory>
#include <optional>
#include <string>

namespace tuban::http::api {
namespace {

using map::test::border;

/// deploy/nginx.conf in front of the whole API.
class TileCacheProxy : public TilesApi {
  protected:
    void SetUp() override {
        if (!NginxProcess::is_installed()) {
            GTEST_SKIP() << "nginx is not installed";
        }
        TilesApi::SetUp();
        ServerOptions options;
        options.port = 0;
        options.behind_proxy = true;
        m_server = std::make_unique<Server>(options, *m_application);
        m_server->start();
        m_nginx = std::make_unique<NginxProcess>(m_server->port());
    }
    void TearDown() override {
        m_nginx.reset();
        m_server.reset();
        TilesApi::TearDown();
    }

    RawReply fetch(const std::string& who, const std::string& path,
                   const std::string& headers = "") {
        const auto reply =
            http::get(m_nginx->port(), path,
                      fmt::format("Authorization: Bearer {}\r\n{}", m_tokens[who], headers));
        EXPECT_TRUE(reply) << path;
        return reply.value_or(RawReply{});
    }

    std::unique_ptr<Server> m_server;
    std::unique_ptr<NginxProcess> m_nginx;
};

TEST_F(TileCacheProxy, keeps_a_tile_for_every_account_that_may_read_its_area) {
    const auto path = path_of("county", border);
    const auto direct = get("county", path);
    const auto first = fetch("county", path);
    EXPECT_EQ(first.header("x-cache"), "MISS");
    EXPECT_EQ(first.body, *direct.body);
    for (const auto* const who : {"county", "city", "province"}) {
        const auto kept = fetch(who, path);
        EXPECT_EQ(kept.status, 200);
        EXPECT_EQ(kept.header("x-cache"), "HIT") << who;
        EXPECT_EQ(kept.body, first.body);
        EXPECT_EQ(kept.header("cache-control"), "private, max-age=31536000, immutable");
        EXPECT_EQ(kept.header("x-content-type-options"), "nosniff");
        EXPECT_NE(kept.header("x-request-id"), first.header("x-request-id"));
    }
    const auto etag = first.header("etag");
    EXPECT_EQ(etag, direct.header("ETag"));
    EXPECT_EQ(fetch("county", path, "If-None-Match: " + etag + "\r\n").status, 304);
}

TEST_F(TileCacheProxy, gives_no_kept_tile_to_an_account_of_another_area) {
    const auto path = path_of("county", border);
    EXPECT_EQ(fetch("county", path).status, 200);
    EXPECT_EQ(fetch("county", path).header("x-cache"), "HIT");
    for (const auto* const who : {"neighbour", "town"}) {
        const auto refused = fetch(who, path);
        EXPECT_EQ(refused.status, 404) << who;
        EXPECT_EQ(refused.header("x-cache"), "");
        EXPECT_EQ(refused.header("content-type"), "application/problem+json");
    }
    EXPECT_EQ(http::get(m_nginx->port(), path)->status, 401);
    EXPECT_EQ(fetch("county", path).header("x-cache"), "HIT");
}

TEST_F(TileCacheProxy, asks_anew_once_a_village_went_to_another_county) {
    const auto old = path_of("county", border);
    EXPECT_EQ(fetch("county", old).status, 200);
    m_store->write([](store::Transaction& transaction) {
        store::set_crosswalk(transaction, "990101001200", 23);
    });
    EXPECT_EQ(fetch("county", old).status, 410);
    const auto now = path_of("county", border);
    EXPECT_EQ(fetch("county", now).status, 204);
    EXPECT_EQ(fetch("county", now).header("x-cache"), "HIT");
}

TEST_F(TileCacheProxy, gives_nothing_to_an_account_that_was_closed) {
    const auto path = path_of("county", border);
    EXPECT_EQ(fetch("county", path).status, 200);
    m_store->write([](store::Transaction& transaction) {
        transaction.execute("UPDATE account SET status = 'closed' WHERE login = 'county'", {});
    });
    EXPECT_EQ(fetch("county", path).status, 401);
}

TEST_F(TileCacheProxy, keeps_compressed_and_plain_tiles_apart) {
    const auto path = path_of("county", border);
    const auto packed = fetch("county", path, "Accept-Encoding: br, gzip;q=0.8\r\n");
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    for (const auto* const codings : {"", "Accept-Encoding: gzip;q=0\r\n"}) {
        const auto plain = fetch("county", path, codings);
        EXPECT_EQ(plain.header("content-encoding"), "");
        EXPECT_EQ(gunzip(packed.body, plain.body.size()), plain.body);
    }
    EXPECT_EQ(fetch("county", path, "Accept-Encoding: gzip\r\n").header("x-cache"), "HIT");
}

TEST_F(TileCacheProxy, keeps_neither_counts_nor_refusals) {
    const auto counts = path_of("county", {9, border.x >> 5U, border.y >> 5U});
    const auto misspelt = path_of("county", border) + "?attributes=none";
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(fetch("county", counts).status, 200);
        EXPECT_EQ(fetch("county", counts).header("x-cache"), "");
        EXPECT_EQ(fetch("county", misspelt).status, 400);
        EXPECT_NE(fetch("county", misspelt).header("x-cache"), "HIT");
    }
}

} // namespace
} // namespace tuban::http::api
