#include "base/error.hpp"
#include "data/seal/digest.hpp"
#include "data/seal/sealer.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <iterator>

namespace tuban::seal {
namespace {

struct SealerTest : testing::Test {
    SealerTest() {
        std::string path = (std::filesystem::temp_directory_path() / "tuban-seal-XXXXXX").string();
        m_folder = ::mkdtemp(path.data());
    }
    ~SealerTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }

    std::filesystem::path file(const char* name) const { return m_folder / name; }
    std::filesystem::path key_file() const { return m_folder / "keys" / "master.key"; }

    static void write(const std::filesystem::path& path, const std::string& bytes) {
        std::ofstream(path, std::ios::binary) << bytes;
    }
    static std::string read(const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static std::string code_of(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.code();
        }
        return "";
    }

  private:
    std::filesystem::path m_folder;
};

TEST_F(SealerTest, a_key_is_made_only_where_it_may_and_only_its_owner_reads_it) {
    EXPECT_EQ(code_of([&] { Sealer::open(key_file(), false); }), "key_missing");
    Sealer::open(key_file(), true);
    struct stat status {};
    ASSERT_EQ(::stat(key_file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat(key_file().parent_path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    EXPECT_EQ(read(key_file()).size(), 32U);
}

TEST_F(SealerTest, opened_again_it_has_the_same_key) {
    const auto box = Sealer::open(key_file(), true).seal("990101198001010014");
    EXPECT_EQ(Sealer::open(key_file(), true).unseal(box), "990101198001010014");
}

TEST_F(SealerTest, a_key_file_of_another_size_is_damaged) {
    for (const std::size_t size : {0U, 31U, 33U}) {
        write(file("bad.key"), std::string(size, 'k'));
        EXPECT_EQ(code_of([&] { Sealer::open(file("bad.key"), false); }), "key_damaged") << size;
    }
}

TEST_F(SealerTest, the_same_text_never_gives_the_same_box) {
    const auto sealer = Sealer::open(key_file(), true);
    EXPECT_NE(sealer.seal("990101198001010014"), sealer.seal("990101198001010014"));
    EXPECT_EQ(sealer.unseal(sealer.seal("")), "");
}

TEST_F(SealerTest, a_box_with_any_byte_changed_or_cut_is_broken) {
    const auto sealer = Sealer::open(key_file(), true);
    const auto box = sealer.seal("13800000000");
    for (std::size_t i = 0; i < box.size(); ++i) {
        auto changed = box;
        changed[i] ^= 1U;
        EXPECT_EQ(code_of([&] { sealer.unseal(changed); }), "seal_broken") << i;
        EXPECT_EQ(code_of([&] { sealer.unseal(std::span(box).first(i)); }), "seal_broken") << i;
    }
}

TEST_F(SealerTest, a_box_of_another_key_is_broken) {
    const auto ours = Sealer::open(key_file(), true);
    const auto theirs = Sealer::open(file("other.key"), true);
    EXPECT_EQ(code_of([&] { ours.unseal(theirs.seal("x")); }), "seal_broken");
    EXPECT_NE(ours.lookup_hash("x"), theirs.lookup_hash("x"));
}

TEST_F(SealerTest, equal_texts_have_equal_lookup_hashes_and_others_do_not) {
    const auto sealer = Sealer::open(key_file(), true);
    EXPECT_EQ(sealer.lookup_hash("990101198001010014"), sealer.lookup_hash("990101198001010014"));
    EXPECT_NE(sealer.lookup_hash("990101198001010014"), sealer.lookup_hash("990101198001010015"));
}

TEST_F(SealerTest, each_subject_has_the_same_key_again_and_no_other_has_it) {
    const auto key = Sealer::open(key_file(), true).key_for("draft 7");
    EXPECT_EQ(Sealer::open(key_file(), false).key_for("draft 7"), key);
    EXPECT_NE(Sealer::open(key_file(), false).key_for("draft 8"), key);
    EXPECT_NE(Sealer::open(file("other.key"), true).key_for("draft 7"), key);
    const auto hash = Sealer::open(key_file(), false).lookup_hash("draft 7");
    EXPECT_NE(std::vector(key.begin(), key.end()), hash);
}

TEST_F(SealerTest, files_of_every_size_around_a_chunk_come_back) {
    const auto sealer = Sealer::open(key_file(), true);
    for (const std::size_t size : {0U, 1U, 65535U, 65536U, 65537U, 200'000U}) {
        std::string bytes(size, '\0');
        for (std::size_t i = 0; i < size; ++i) {
            bytes[i] = static_cast<char>(i * 31U);
        }
        write(file("plain"), bytes);
        sealer.seal_file(file("plain"), file("sealed"));
        if (size >= 64) { // less may be met by chance
            EXPECT_EQ(read(file("sealed")).find(bytes.substr(0, 64)), std::string::npos) << size;
        }
        sealer.unseal_file(file("sealed"), file("again"));
        EXPECT_EQ(read(file("again")), bytes) << size;
    }
}

TEST_F(SealerTest, a_sealed_file_that_was_cut_changed_or_reordered_is_broken_and_leaves_no_output) {
    const auto sealer = Sealer::open(key_file(), true);
    write(file("plain"), std::string(std::size_t{3} * 65536, 'a'));
    sealer.seal_file(file("plain"), file("sealed"));
    const auto bytes = read(file("sealed"));
    constexpr std::size_t head = 8 + 24;
    constexpr std::size_t chunk = 65536 + 17;
    auto changed = bytes;
    changed[head + 10] ^= 1;
    const auto swapped = bytes.substr(0, head) + bytes.substr(head + chunk, chunk) +
                         bytes.substr(head, chunk) + bytes.substr(head + 2 * chunk);
    for (const auto& broken :
         {std::string(), bytes.substr(0, 20), bytes.substr(0, head), bytes.substr(0, head + chunk),
          bytes.substr(0, bytes.size() - 1), bytes + "x", changed, swapped}) {
        write(file("broken"), broken);
        EXPECT_EQ(code_of([&] { sealer.unseal_file(file("broken"), file("out")); }), "seal_broken");
        EXPECT_FALSE(std::filesystem::exists(file("out")));
    }
}

TEST_F(SealerTest, a_file_that_is_not_there_is_a_read_error) {
    const auto sealer = Sealer::open(key_file(), true);
    EXPECT_EQ(code_of([&] { sealer.seal_file(file("none"), file("sealed")); }), "read_failed");
    EXPECT_EQ(code_of([&] { content_hash(file("none")); }), "read_failed");
}

TEST_F(SealerTest, the_content_hash_is_blake2b_of_the_bytes) {
    write(file("abc"), "abc");
    const char* const expected = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
    EXPECT_EQ(content_hash(file("abc")), expected);
    EXPECT_EQ(content_hash(std::string_view("abc")), expected);
    EXPECT_EQ(digest("abc")[0], 0xbd);
}

} // namespace
} // namespace tuban::seal
