#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::seal {

/// Protects ids, phones and kept batches at rest: XChaCha20-Poly1305 boxes and keyed BLAKE2b
/// hashes under keys derived from one master key. Immutable, shared by all threads.
class Sealer {
  public:
    /// Reads the 32-byte key file, or makes it (mode 0600, folder 0700) when there is none and
    /// `may_create`. Throws Error `key_missing`, `key_damaged`.
    static Sealer open(const std::filesystem::path& key_file, bool may_create);

    /// nonce ‖ ciphertext ‖ tag; the same text never gives the same bytes.
    std::vector<std::uint8_t> seal(std::string_view plain) const;
    /// Throws Error `seal_broken` when the box was altered or is of another key.
    std::string unseal(std::span<const std::uint8_t> box) const;

    /// Equal for equal texts: finds an id or a phone without knowing it.
    std::vector<std::uint8_t> lookup_hash(std::string_view plain) const;

    /// A key of its own for each subject, for what is sealed outside the server. Tells nothing of
    /// any other key.
    std::array<std::uint8_t, 32> key_for(std::string_view subject) const;

    /// Streams a file into a sealed one (libsodium secretstream), durable on return, and back.
    /// Throw Error `read_failed`, `write_failed`, `seal_broken`.
    void seal_file(const std::filesystem::path& plain, const std::filesystem::path& sealed) const;
    void unseal_file(const std::filesystem::path& sealed, const std::filesystem::path& plain) const;

  private:
    using Key = std::array<std::uint8_t, 32>;
    explicit Sealer(const Key& master);

    Key m_box_key{};
    Key m_hash_key{};
    Key m_file_key{};
    Key m_subject_key{};
};

/// Hex BLAKE2b-256 of a file's bytes: the name of content-addressed files. Throws Error
/// `read_failed`.
std::string content_hash(const std::filesystem::path& file);
std::string content_hash(std::string_view bytes);

} // namespace tuban::seal
