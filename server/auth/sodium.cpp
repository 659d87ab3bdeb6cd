#include "server/auth/sodium.hpp"

#include "base/error.hpp"

#include <sodium.h>

namespace tuban::auth {
namespace {

void require_sodium() {
    static const int state = sodium_init();
    if (state < 0) {
        throw Error("crypto_unavailable", "libsodium could not be initialised");
    }
}

} // namespace

std::uint32_t random_below(std::uint32_t bound) {
    require_sodium();
    return randombytes_uniform(bound);
}

std::string base64url(std::span<const std::uint8_t> bytes) {
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.pop_back(); // the terminating NUL that libsodium counts
    return text;
}

std::string random_text(std::size_t size) {
    require_sodium();
    std::vector<unsigned char> bytes(size);
    randombytes_buf(bytes.data(), bytes.size());
    return base64url(bytes);
}

std::vector<std::uint8_t> blake2b(std::string_view bytes) {
    require_sodium();
    std::vector<std::uint8_t> hash(crypto_generichash_BYTES);
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                       0);
    return hash;
}

std::string argon2id_hash(std::string_view password, std::uint64_t operations,
                          std::size_t memory_bytes) {
    require_sodium();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), operations,
                              memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw Error("password_hash_failed", "Argon2id could not get its memory");
    }
    return hash.data();
}

bool argon2id_verify(const std::string& hash, std::string_view password) {
    require_sodium();
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

} // namespace tuban::auth
