#include "spatial/segment/detail/spill.hpp"

#include "base/system_fault.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

namespace tuban::segment::detail {
namespace {

constexpr std::size_t buffer_length = 1U << 18U; // one a county of an import

} // namespace

Spill::Spill(const std::filesystem::path& folder) : m_file(folder) {
    m_file.unlink();
}

void Spill::append(const SpilledPatch& patch) {
    const auto put = [this](std::span<const std::byte> bytes) {
        m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
    };
    put(std::as_bytes(std::span(&patch.head, 1)));
    put(std::as_bytes(std::span(patch.number)));
    put(patch.rings);
    put(patch.texts);
    if (m_buffer.size() >= buffer_length) {
        flush();
    }
}

void Spill::flush() {
    write_at(m_file.descriptor(), m_buffer, m_written);
    m_written += m_buffer.size();
    m_buffer.clear();
}

void Spill::map() {
    flush();
    try {
        m_mapping = MappedFile(m_file.descriptor());
    } catch (const std::system_error& error) {
        fail_to_write(folder_of(m_file.descriptor()), error.code().value());
    }
}

SpilledPatch Spill::at(std::uint64_t offset) const noexcept {
    SpilledPatch patch{};
    const std::byte* next = m_mapping.bytes().data() + offset;
    std::memcpy(&patch.head, next, sizeof(patch.head));
    next += sizeof(patch.head);
    patch.number = {reinterpret_cast<const char*>(next), patch.head.number_length};
    next += patch.head.number_length;
    patch.rings = {next, patch.head.rings_length};
    patch.texts = {next + patch.head.rings_length, patch.head.texts_length};
    return patch;
}

} // namespace tuban::segment::detail
