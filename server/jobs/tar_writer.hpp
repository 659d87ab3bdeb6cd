#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace tuban::jobs {

/// Writes a POSIX ustar archive (IEEE 1003.1, pax interchange format for long names) without times
/// and owners: the same files give the same bytes. Throws Error `write_failed`, `read_failed`.
class TarWriter {
  public:
    explicit TarWriter(const std::filesystem::path& target);

    void add(const std::filesystem::path& file, const std::string& name);
    void finish();

  private:
    void write(const std::string& bytes);
    void write_header(const std::string& name, std::uint64_t size, char type);
    void pad(std::uint64_t size);

    std::ofstream m_out;
};

} // namespace tuban::jobs
