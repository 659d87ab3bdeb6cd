#include "base/error.hpp"
#include "server/http/response_policy.hpp"
#include "server/http/static_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace tuban::http {
namespace {

class StaticFilesTest : public testing::Test {
  protected:
    void SetUp() override {
        auto name = (std::filesystem::temp_directory_path() / "tuban_web_XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        m_root = name;
        write("index.html", "<html></html>");
        write("favicon.ico", "icon");
        write("assets/map-abc.js", std::string(5000, 'x'));
    }
    void TearDown() override { std::filesystem::remove_all(m_root); }

    void write(const std::string& path, const std::string& content) {
        std::filesystem::create_directories((m_root / path).parent_path());
        std::ofstream(m_root / path, std::ios::binary) << content;
    }
    StaticFiles files(std::size_t max_bytes = 100'000) const {
        return StaticFiles(m_root, max_bytes);
    }

    static Request get(std::string path, std::string accept_encoding = "") {
        Request request;
        request.path = std::move(path);
        request.headers = {{"Accept-Encoding", std::move(accept_encoding)}};
        return request;
    }

    std::filesystem::path m_root;
};

std::string random_text(std::size_t size) {
    std::mt19937 random(7);
    std::string text(size, '\0');
    for (auto& c : text) {
        c = static_cast<char>(random() & 0xff);
    }
    return text;
}

TEST_F(StaticFilesTest, ServesHashedAssetsForEver) {
    const auto response = files().find(get("/assets/map-abc.js"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->header("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(response->header("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(*response->body, std::string(5000, 'x'));
}

TEST_F(StaticFilesTest, ServesTheCompressedFormUnderATagOfItsOwn) {
    const auto all = files();
    const auto plain = all.find(get("/assets/map-abc.js"));
    const auto packed = all.find(get("/assets/map-abc.js", "gzip"));
    EXPECT_EQ(packed->header("content-encoding"), "gzip");
    EXPECT_EQ(packed->header("vary"), "Accept-Encoding");
    EXPECT_EQ(plain->header("vary"), "Accept-Encoding");
    EXPECT_LT(packed->body->size(), 200U);
    EXPECT_NE(packed->header("etag"), plain->header("etag"));
}

TEST_F(StaticFilesTest, TakesACompressedFileThatLiesBeside) {
    write("assets/map-abc.js.gz", "packed before");
    const auto all = files();
    EXPECT_EQ(*all.find(get("/assets/map-abc.js", "gzip"))->body, "packed before");
    EXPECT_FALSE(all.find(get("/assets/map-abc.js.gz")));
}

TEST_F(StaticFilesTest, ServesTheApplicationsPagesWithItsIndex) {
    const auto all = files();
    for (const auto* path : {"/", "/households/99", "/apiary", "/a.b/c"}) {
        const auto response = all.find(get(path));
        ASSERT_TRUE(response) << path;
        EXPECT_EQ(*response->body, "<html></html>") << path;
        EXPECT_EQ(response->header("cache-control"), "no-cache") << path;
    }
    for (const auto* path :
         {"/api", "/api/v1/none", "/tiles/x", "/ogc", "/missing.js", "/assets/a.js"}) {
        EXPECT_FALSE(all.find(get(path))) << path;
    }
}

TEST_F(StaticFilesTest, AnswersOnlyGetAndHead) {
    const auto all = files();
    auto request = get("/favicon.ico");
    request.method = Method::head;
    EXPECT_TRUE(all.find(request));
    request.method = Method::post;
    EXPECT_FALSE(all.find(request));
}

TEST_F(StaticFilesTest, NeverReadsTheDiskAgain) {
    const auto all = files();
    std::filesystem::remove(m_root / "favicon.ico");
    EXPECT_EQ(*all.find(get("/favicon.ico"))->body, "icon");
    write("late.txt", "x");
    EXPECT_FALSE(all.find(get("/late.txt")));
}

TEST_F(StaticFilesTest, ServesALargeFileCompressedOnly) {
    write("assets/large.js", std::string(200'000, 'x'));
    const auto all = files();
    const auto packed = all.find(get("/assets/large.js", "gzip"));
    EXPECT_EQ(packed->header("content-encoding"), "gzip");
    EXPECT_NO_THROW(finish_response(get("/", "gzip"), *packed, 100'000));
    EXPECT_EQ(all.find(get("/assets/large.js"))->status, 406);
}

TEST_F(StaticFilesTest, RefusesToStartWithAFileThatCannotBeSent) {
    write("assets/huge.bin", random_text(200'000));
    EXPECT_THROW(files(), Error);
}

TEST_F(StaticFilesTest, RefusesToStartWithoutAnIndex) {
    std::filesystem::remove(m_root / "index.html");
    EXPECT_THROW(files(), Error);
}

} // namespace
} // namespace tuban::http
