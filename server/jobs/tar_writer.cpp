#include "server/jobs/tar_writer.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <numeric>
#include <vector>

namespace tuban::jobs {
namespace {

constexpr std::size_t block_size = 512;
constexpr std::size_t max_name = 100;

void put(std::string& block, std::size_t at, const std::string& text) {
    block.replace(at, text.size(), text);
}

/// "<length> path=<name>\n", where the length counts itself.
std::string pax_record(const std::string& name) {
    const std::string body = " path=" + name + "\n";
    std::size_t length = body.size() + 1;
    while (std::to_string(length).size() + body.size() != length) {
        ++length;
    }
    return std::to_string(length) + body;
}

} // namespace

TarWriter::TarWriter(const std::filesystem::path& target)
    : m_out(target, std::ios::binary | std::ios::trunc) {}

void TarWriter::add(const std::filesystem::path& file, const std::string& name) {
    const std::uint64_t size = std::filesystem::file_size(file);
    if (name.size() > max_name) {
        const std::string record = pax_record(name);
        write_header("pax", record.size(), 'x');
        write(record);
        pad(record.size());
    }
    write_header(name.substr(0, max_name), size, '0');
    std::ifstream in(file, std::ios::binary);
    std::vector<char> chunk(1U << 20U);
    std::uint64_t copied = 0;
    while (in && copied < size) {
        in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        m_out.write(chunk.data(), in.gcount());
        copied += static_cast<std::uint64_t>(in.gcount());
    }
    if (copied != size) {
        throw Error("read_failed",
                    fmt::format("{}：文件在读取时发生变化", file.filename().string()));
    }
    pad(size);
}

void TarWriter::finish() {
    write(std::string(2 * block_size, '\0'));
    m_out.close();
    if (!m_out) {
        throw Error("write_failed", "磁盘已满或不可写，无法保存导入的文件。请核对剩余空间后重试。");
    }
}

void TarWriter::write(const std::string& bytes) {
    m_out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void TarWriter::write_header(const std::string& name, std::uint64_t size, char type) {
    std::string block(block_size, '\0');
    put(block, 0, name);
    put(block, 100, "0000600");
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    put(block, 124, fmt::format("{:011o}", size));
    put(block, 136, "00000000000");
    put(block, 148, "        ");
    block[156] = type;
    put(block, 257, "ustar");
    put(block, 263, "00");
    const auto sum = std::accumulate(block.begin(), block.end(), 0U, [](unsigned total, char c) {
        return total + static_cast<unsigned char>(c);
    });
    put(block, 148, fmt::format("{:06o}", sum));
    block[154] = '\0';
    write(block);
}

void TarWriter::pad(std::uint64_t size) {
    write(std::string((block_size - size % block_size) % block_size, '\0'));
}

} // namespace tuban::jobs
