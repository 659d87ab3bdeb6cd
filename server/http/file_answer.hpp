#pragma once

#include "server/http/message.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace tuban::http {

/// A regular file, open for reading as long as this lives; may be gone from its folder meanwhile.
class OpenFile {
  public:
    /// nullptr where there is none.
    static std::shared_ptr<const OpenFile> find(const std::filesystem::path& path);
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    int descriptor() const noexcept { return m_descriptor; }
    std::uint64_t size() const noexcept { return m_size; }

  private:
    OpenFile(int descriptor, std::uint64_t size) noexcept
        : m_descriptor(descriptor), m_size(size) {}

    int m_descriptor;
    std::uint64_t m_size;
};

/// The file, or the part that Range asks for (RFC 9110, section 14): 200, 206, 416. A request for
/// several parts gets the whole, as one with an If-Range other than `etag` (strong, quoted).
Response file_response(const Request& request, std::shared_ptr<const OpenFile> file,
                       const std::string& content_type, const std::string& etag);

} // namespace tuban::http
