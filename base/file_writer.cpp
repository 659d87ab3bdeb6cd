#include "base/file_writer.hpp"

#include "base/system_fault.hpp"

#include <cerrno>
#include <utility>

namespace tuban {

FileWriter::FileWriter(std::filesystem::path file) : m_file(std::move(file)) {
    errno = 0;
    m_stream.open(m_file, std::ios::binary | std::ios::trunc);
    if (!m_stream) {
        fail_to_write(m_file, errno);
    }
}

void FileWriter::write(std::string_view bytes) {
    errno = 0;
    m_stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!m_stream) {
        fail_to_write(m_file, errno);
    }
}

void FileWriter::close() {
    errno = 0;
    m_stream.close();
    if (!m_stream) {
        fail_to_write(m_file, errno);
    }
}

} // namespace tuban
