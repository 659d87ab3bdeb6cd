#pragma once

#include <string>
#include <vector>

namespace tuban::io {

/// What can be read in a .zip: `path` for GDAL, `name` within the archive.
struct ArchiveMember {
    std::string path;
    std::string name;
};

/// Throws Error `archive_refused` for a damaged or empty archive, one that swells beyond reason,
/// one with names that leave it (`..`, absolute, NUL) or with too many entries.
void check_archive(const std::string& path, const std::string& label);
/// The same for a .gz, by reading it through.
void check_gzip(const std::string& path, const std::string& label);

/// Files and .gdb folders of readable formats, in order of their names.
std::vector<ArchiveMember> readable_members(const std::string& path, const std::string& label);

} // namespace tuban::io
