#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace tuban::segment::detail {

/// A file descriptor that closes itself.
class FileDescriptor {
  public:
    explicit FileDescriptor(int fd = -1) noexcept : m_fd(fd) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;

    int get() const noexcept { return m_fd; }

  private:
    int m_fd;
};

/// Bytes of a file mapped read-only, aligned to pages.
class MappedFile {
  public:
    MappedFile() = default;
    /// Throws std::system_error. An empty file maps to nothing.
    explicit MappedFile(const FileDescriptor& file);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    std::span<const std::byte> bytes() const noexcept { return m_bytes; }

  private:
    std::span<const std::byte> m_bytes;
};

/// Throws std::system_error.
FileDescriptor open_for_reading(const std::filesystem::path& path);
/// Of a file that may have given up its name; for messages.
std::filesystem::path folder_of(const FileDescriptor& file);
/// Writes all of it; throws Error `write_failed`.
void write_at(const FileDescriptor& file, std::span<const std::byte> bytes, std::uint64_t offset);

/// A file being built: visible as building-*.part, locked by its process, removed when dropped.
class PartFile {
  public:
    /// Removes what builders that were killed left in the folder, then creates the file.
    /// Throws Error `write_failed`.
    explicit PartFile(const std::filesystem::path& folder);
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    const FileDescriptor& descriptor() const noexcept { return m_file; }
    /// Gives up the name and keeps the bytes as long as the descriptor lives.
    void unlink() noexcept;
    /// Syncs the bytes, gives them their final name in the same folder and syncs the folder.
    /// Throws Error `write_failed`.
    void publish(const std::filesystem::path& final_path);

  private:
    std::filesystem::path m_path;
    FileDescriptor m_file;
};

} // namespace tuban::segment::detail
