#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

namespace tuban {

/// A file that is written from its beginning. Each call tells of its own fault, with the reason
/// that the system gave for it: Error `write_failed`. One thread.
class FileWriter {
  public:
    explicit FileWriter(std::filesystem::path file);

    void write(std::string_view bytes);
    /// What was not closed may not be whole.
    void close();

  private:
    std::filesystem::path m_file;
    std::ofstream m_stream;
};

} // namespace tuban
