#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::auth {

/// The only file of this box that includes libsodium's header. All functions are thread-safe and
/// throw Error `crypto_unavailable` when the library can't be initialised.

/// Uniform in [0, bound).
std::uint32_t random_below(std::uint32_t bound);

/// Unpadded.
std::string base64url(std::span<const std::uint8_t> bytes);

/// `size` random bytes as unpadded base64url text.
std::string random_text(std::size_t size);

/// Unkeyed BLAKE2b-256.
std::vector<std::uint8_t> blake2b(std::string_view bytes);

/// Argon2id with libsodium's meaning of the two limits. Throws Error `password_hash_failed` when
/// the memory is not to be had.
std::string argon2id_hash(std::string_view password, std::uint64_t operations,
                          std::size_t memory_bytes);
bool argon2id_verify(const std::string& hash, std::string_view password);

} // namespace tuban::auth
