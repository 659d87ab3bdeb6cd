#include "data/seal/key_file.hpp"

#include "base/durable_file.hpp"
#include "base/error.hpp"
#include "base/system_fault.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace tuban::seal {
namespace {

class Descriptor {
  public:
    Descriptor(const std::filesystem::path& path, int flags)
        : m_value(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~Descriptor() {
        if (m_value >= 0) {
            ::close(m_value);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int value() const noexcept { return m_value; }

  private:
    int m_value;
};

} // namespace

MasterKey read_key_file(const std::filesystem::path& file) {
    const Descriptor descriptor(file, O_RDONLY);
    if (descriptor.value() < 0) {
        throw Error("key_missing",
                    fmt::format("读不了密钥文件“{}”：{}。", file.string(), explain_system(errno)));
    }
    std::array<std::uint8_t, 33> bytes{}; // one more, to notice a longer file
    const auto count = ::read(descriptor.value(), bytes.data(), bytes.size());
    MasterKey key{};
    if (count != static_cast<ssize_t>(key.size())) {
        throw Error(
            "key_damaged",
            fmt::format("密钥文件“{}”不是 32 字节的密钥。请放回原来的密钥文件。", file.string()));
    }
    std::copy_n(bytes.begin(), key.size(), key.begin());
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

void make_key_file(const std::filesystem::path& file) {
    const auto folder = file.parent_path();
    if (std::filesystem::create_directories(folder)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    }
    const auto part = file.string() + fmt::format(".{}.part", ::getpid());
    {
        const Descriptor descriptor(part, O_WRONLY | O_CREAT | O_TRUNC);
        MasterKey key{};
        randombytes_buf(key.data(), key.size());
        const bool is_written = descriptor.value() >= 0 &&
                                ::write(descriptor.value(), key.data(), key.size()) ==
                                    static_cast<ssize_t>(key.size()) &&
                                ::fsync(descriptor.value()) == 0;
        sodium_memzero(key.data(), key.size());
        if (!is_written) {
            fail_to_write(part, errno);
        }
    }
    // A hard link fails where the name is taken: of two processes one key wins.
    const bool is_placed = ::link(part.c_str(), file.c_str()) == 0 || errno == EEXIST;
    const int reason = errno;
    ::unlink(part.c_str());
    if (!is_placed) {
        fail_to_write(file, reason);
    }
    sync_folder(folder);
}

} // namespace tuban::seal
