#include "data/seal/sealer.hpp"

#include "base/durable_file.hpp"
#include "base/error.hpp"
#include "base/file_writer.hpp"
#include "base/system_fault.hpp"
#include "data/seal/key_file.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <cerrno>
#include <fstream>

namespace tuban::seal {
namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t lookup_hash_size = 32;
constexpr std::size_t chunk_size = std::size_t{1} << 16;
constexpr std::size_t sealed_chunk_size = chunk_size + crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::string_view file_mark = "TUBANSF1";

// Each key has a number of its own under the master key; changing one orphans all it sealed.
enum class KeyNumber : std::uint64_t { box = 1, hash = 2, file = 3, subject = 4 };

void derive(std::array<std::uint8_t, 32>& key, KeyNumber number, const MasterKey& master) {
    static_assert(crypto_kdf_KEYBYTES == 32 && crypto_kdf_CONTEXTBYTES == 8);
    crypto_kdf_derive_from_key(key.data(), key.size(), static_cast<std::uint64_t>(number),
                               "tubanvlt", master.data());
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// Fills the buffer or what is left of the file; returns whether the end was reached.
bool read_chunk(std::ifstream& input, std::vector<unsigned char>& chunk, std::size_t size) {
    chunk.resize(size);
    input.read(reinterpret_cast<char*>(chunk.data()), static_cast<std::streamsize>(size));
    chunk.resize(static_cast<std::size_t>(input.gcount()));
    if (input.bad()) {
        throw Error("read_failed", "读取文件出错，请检查磁盘。");
    }
    return input.eof() || input.peek() == std::ifstream::traits_type::eof();
}

std::ifstream open_input(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    if (!input) {
        fail_to_read(file, errno);
    }
    return input;
}

/// A file that appears under its name only when it is complete.
class OutputFile {
  public:
    explicit OutputFile(std::filesystem::path file)
        : m_file(std::move(file)), m_part(m_file.string() + ".part"), m_writer(m_part) {
        std::error_code ignored;
        std::filesystem::permissions(
            m_part, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
            ignored);
    }
    ~OutputFile() {
        std::error_code ignored;
        std::filesystem::remove(m_part, ignored);
    }
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void append(const void* bytes, std::size_t size) {
        m_writer.write({static_cast<const char*>(bytes), size});
    }

    /// Durable, as what is sealed has to be; what is unsealed is for a moment's use.
    void finish_durable() {
        m_writer.close();
        put_in_place(m_part, m_file);
    }
    void finish() {
        m_writer.close();
        std::filesystem::rename(m_part, m_file);
    }

  private:
    std::filesystem::path m_file;
    std::filesystem::path m_part;
    FileWriter m_writer;
};

} // namespace

Sealer::Sealer(const Key& master) {
    derive(m_box_key, KeyNumber::box, master);
    derive(m_hash_key, KeyNumber::hash, master);
    derive(m_file_key, KeyNumber::file, master);
    derive(m_subject_key, KeyNumber::subject, master);
}

Sealer Sealer::open(const std::filesystem::path& key_file, bool may_create) {
    if (sodium_init() < 0) {
        throw Error("key_missing", "系统没有可用的随机数来源，无法使用密钥。");
    }
    if (may_create && !std::filesystem::exists(key_file)) {
        make_key_file(key_file);
    }
    MasterKey master = read_key_file(key_file);
    Sealer sealer(master);
    sodium_memzero(master.data(), master.size());
    return sealer;
}

std::vector<std::uint8_t> Sealer::seal(std::string_view plain) const {
    std::vector<std::uint8_t> box(nonce_size + plain.size() + tag_size);
    randombytes_buf(box.data(), nonce_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box.data() + nonce_size, nullptr, bytes_of(plain),
                                               plain.size(), nullptr, 0, nullptr, box.data(),
                                               m_box_key.data());
    return box;
}

std::string Sealer::unseal(std::span<const std::uint8_t> box) const {
    if (box.size() < nonce_size + tag_size) {
        throw Error("seal_broken", "密文不完整。请从备份恢复。");
    }
    std::string plain(box.size() - nonce_size - tag_size, '\0');
    const int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
        reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, box.data() + nonce_size,
        box.size() - nonce_size, nullptr, 0, box.data(), m_box_key.data());
    if (result != 0) {
        throw Error("seal_broken",
                    "密文被改动，或者是用另一个密钥加密的。请核对密钥文件，或从备份恢复。");
    }
    return plain;
}

std::vector<std::uint8_t> Sealer::lookup_hash(std::string_view plain) const {
    std::vector<std::uint8_t> hash(lookup_hash_size);
    crypto_generichash(hash.data(), hash.size(), bytes_of(plain), plain.size(), m_hash_key.data(),
                       m_hash_key.size());
    return hash;
}

std::array<std::uint8_t, 32> Sealer::key_for(std::string_view subject) const {
    Key key{};
    crypto_generichash(key.data(), key.size(), bytes_of(subject), subject.size(),
                       m_subject_key.data(), m_subject_key.size());
    return key;
}

void Sealer::seal_file(const std::filesystem::path& plain,
                       const std::filesystem::path& sealed) const {
    auto input = open_input(plain);
    OutputFile output(sealed);
    output.append(file_mark.data(), file_mark.size());

    crypto_secretstream_xchacha20poly1305_state state;
    std::array<unsigned char, crypto_secretstream_xchacha20poly1305_HEADERBYTES> header{};
    crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), m_file_key.data());
    output.append(header.data(), header.size());

    std::vector<unsigned char> chunk;
    std::vector<unsigned char> box(sealed_chunk_size);
    bool is_last = false;
    while (!is_last) {
        is_last = read_chunk(input, chunk, chunk_size);
        unsigned long long box_size = 0;
        crypto_secretstream_xchacha20poly1305_push(
            &state, box.data(), &box_size, chunk.data(), chunk.size(), nullptr, 0,
            is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
        output.append(box.data(), box_size);
    }
    output.finish_durable();
}

void Sealer::unseal_file(const std::filesystem::path& sealed,
                         const std::filesystem::path& plain) const {
    auto input = open_input(sealed);
    OutputFile output(plain);
    std::vector<unsigned char> head;
    read_chunk(input, head, file_mark.size() + crypto_secretstream_xchacha20poly1305_HEADERBYTES);
    crypto_secretstream_xchacha20poly1305_state state;
    if (head.size() != file_mark.size() + crypto_secretstream_xchacha20poly1305_HEADERBYTES ||
        !std::equal(file_mark.begin(), file_mark.end(), head.begin()) ||
        crypto_secretstream_xchacha20poly1305_init_pull(&state, head.data() + file_mark.size(),
                                                        m_file_key.data()) != 0) {
        throw Error("seal_broken",
                    fmt::format("“{}”不是加密保存的文件。请从备份恢复。", sealed.string()));
    }
    std::vector<unsigned char> box;
    std::vector<unsigned char> chunk(chunk_size);
    bool is_last = false;
    while (!is_last) {
        is_last = read_chunk(input, box, sealed_chunk_size);
        unsigned long long chunk_length = 0;
        unsigned char tag = 0;
        const int result = crypto_secretstream_xchacha20poly1305_pull(
            &state, chunk.data(), &chunk_length, &tag, box.data(), box.size(), nullptr, 0);
        // The last chunk, and no other, carries the final tag: a cut file is noticed.
        if (result != 0 || is_last != (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL)) {
            throw Error(
                "seal_broken",
                fmt::format("“{}”被改动，或者是用另一个密钥加密的。请核对密钥文件，或从备份恢复。",
                            sealed.string()));
        }
        output.append(chunk.data(), chunk_length);
    }
    output.finish();
}

} // namespace tuban::seal
