#pragma once

#include "spatial/matching/county.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace tuban::cli {

/// Up to 5 rows a household, and one with an empty patch_no for having none, by probability. The
/// file appears whole or not at all, and stays; the same bytes for any number of threads. Throws
/// Error `write_failed`.
void write_matches(const std::filesystem::path& file, std::span<const std::string> ids,
                   const matching::CountyPatches& patches, const matching::CountyMatch& match,
                   unsigned threads);

} // namespace tuban::cli
