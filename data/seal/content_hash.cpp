#include "base/hex.hpp"
#include "base/system_fault.hpp"
#include "data/seal/digest.hpp"
#include "data/seal/sealer.hpp"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <fstream>

namespace tuban::seal {
namespace {

constexpr std::size_t read_size = std::size_t{1} << 18;

} // namespace

Digest digest(std::string_view bytes) {
    Digest hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                       0);
    return hash;
}

std::string content_hash(std::string_view bytes) {
    return to_hex(digest(bytes));
}

std::string content_hash(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, std::tuple_size_v<Digest>);
    std::vector<char> buffer(read_size);
    while (input) {
        input.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(buffer.data()),
                                  static_cast<std::size_t>(input.gcount()));
    }
    if (!input.eof()) {
        fail_to_read(file, errno);
    }
    Digest hash{};
    crypto_generichash_final(&state, hash.data(), hash.size());
    return to_hex(hash);
}

} // namespace tuban::seal
