#include "server/jobs/tar_reader.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_size = 512;
constexpr std::string_view ustar = "ustar";
constexpr std::size_t magic_at = 257;

[[noreturn]] void refuse() {
    throw Error("read_failed", "保存的批次文件已损坏，不是完整的 tar");
}

std::string text_at(const std::string& block, std::size_t at, std::size_t length) {
    return {block.data() + at, ::strnlen(block.data() + at, length)};
}

class TarReader {
  public:
    explicit TarReader(const fs::path& tar) : m_in(tar, std::ios::binary) {}

    void unpack(const fs::path& folder) {
        std::string long_name;
        for (;;) {
            const std::string header = read(block_size);
            if (header.find_first_not_of('\0') == std::string::npos) {
                return;
            }
            if (std::string_view(header).substr(magic_at, ustar.size()) != ustar) {
                refuse();
            }
            const std::uint64_t size = size_of(header);
            if (header[156] == 'x') {
                long_name = path_of(read(size));
                skip_padding(size);
                continue;
            }
            const std::string name = long_name.empty() ? text_at(header, 0, 100) : long_name;
            long_name.clear();
            if (name.empty() || name == "." || name == ".." || fs::path(name).filename() != name) {
                refuse();
            }
            copy(size, folder / name);
            skip_padding(size);
        }
    }

  private:
    static constexpr std::uint64_t max_record = 1U << 16U;

    static std::uint64_t size_of(const std::string& header) {
        const std::string digits = text_at(header, 124, 12);
        std::uint64_t size = 0;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), size, 8);
        if (parsed.ec != std::errc()) {
            refuse();
        }
        return size;
    }

    /// "<length> path=<name>\n"
    static std::string path_of(const std::string& record) {
        constexpr std::string_view key = " path=";
        const auto at = record.find(key);
        if (at == std::string::npos || record.back() != '\n') {
            refuse();
        }
        return record.substr(at + key.size(), record.size() - at - key.size() - 1);
    }

    std::string read(std::uint64_t size) {
        if (size > max_record) {
            refuse();
        }
        std::string bytes(size, '\0');
        m_in.read(bytes.data(), static_cast<std::streamsize>(size));
        if (m_in.gcount() != static_cast<std::streamsize>(size)) {
            refuse();
        }
        return bytes;
    }

    void copy(std::uint64_t size, const fs::path& target) {
        std::ofstream out(target, std::ios::binary | std::ios::trunc);
        std::vector<char> chunk(1U << 20U);
        while (size > 0) {
            const auto wanted = std::min<std::uint64_t>(size, chunk.size());
            m_in.read(chunk.data(), static_cast<std::streamsize>(wanted));
            if (m_in.gcount() != static_cast<std::streamsize>(wanted)) {
                refuse();
            }
            out.write(chunk.data(), m_in.gcount());
            size -= wanted;
        }
        out.close();
        if (!out) {
            throw Error("write_failed", "磁盘已满或不可写，无法展开保存的批次文件");
        }
    }

    void skip_padding(std::uint64_t size) { read((block_size - size % block_size) % block_size); }

    std::ifstream m_in;
};

} // namespace

void unpack_tar(const fs::path& tar, const fs::path& folder) {
    TarReader(tar).unpack(folder);
}

bool is_tar(const fs::path& file) {
    std::string header(block_size, '\0');
    std::ifstream(file, std::ios::binary).read(header.data(), block_size);
    return std::string_view(header).substr(magic_at, ustar.size()) == ustar;
}

} // namespace tuban::jobs
