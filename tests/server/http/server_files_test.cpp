#include "tests/server/http/server_fixture.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace tuban::http {
namespace {

using ServerFiles = ServerTest;

/// Some megabytes that are gone with the test.
class LargeFile {
  public:
    explicit LargeFile(std::size_t size)
        : path(std::filesystem::temp_directory_path() /
               ("tuban-large-" + std::to_string(::getpid()))) {
        for (std::size_t i = 0; i < size; ++i) {
            content += static_cast<char>('a' + i % 23 + i / 4096 % 3);
        }
        std::ofstream(path, std::ios::binary) << content;
    }
    ~LargeFile() { std::filesystem::remove(path); }
    LargeFile(const LargeFile&) = delete;
    LargeFile& operator=(const LargeFile&) = delete;

    std::filesystem::path path;
    std::string content;
};

TEST_F(ServerFiles, SendsAFileOfAnySizeAndAnyPartOfIt) {
    start();
    const LargeFile file(9'000'001);
    const std::string target = "/pool/file?id=" + file.path.string();
    RawClient client(port());
    client.send_get(target);
    const auto whole = client.read_reply();
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->header("Content-Length"), "9000001");
    EXPECT_TRUE(whole->body == file.content);
    client.send_get(target, "Range: bytes=5000000-5999999\r\n"); // the same connection
    const auto part = client.read_reply();
    ASSERT_TRUE(part);
    EXPECT_EQ(part->status, 206);
    EXPECT_TRUE(part->body == file.content.substr(5'000'000, 1'000'000));
    client.send_get("/echo?id=after");
    EXPECT_EQ(client.read_reply()->body, "after");
}

TEST_F(ServerFiles, TellsTheLengthOfAFileWithoutSendingIt) {
    start();
    const LargeFile file(2'000'000);
    RawClient client(port());
    client.send("HEAD /file?id=" + file.path.string() + " HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto reply = client.read_reply(true);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->header("Content-Length"), "2000000");
    EXPECT_EQ(reply->body, "");
    client.send_get("/file?id=" + file.path.string(), "If-None-Match: \"file\"\r\n");
    EXPECT_EQ(client.read_reply()->status, 304);
}

TEST_F(ServerFiles, EndsTheConnectionWhenAFileBecomesShorterThanWasPromised) {
    start();
    const LargeFile file(60'000'000); // more than the sockets hold
    RawClient client(port());
    client.send_get("/file?id=" + file.path.string());
    ASSERT_TRUE(client.wait_for_answer());
    std::filesystem::resize_file(file.path, 1'000);
    const auto received = client.read_to_end();
    ASSERT_TRUE(received);
    EXPECT_LT(received->size(), file.content.size());
}

} // namespace
} // namespace tuban::http
