#include "spatial/io/detail/shapefile_parts.hpp"

#include "spatial/io/detail/text_decoder.hpp"
#include "spatial/io/detail/vsi.hpp"

#include <fmt/format.h>

#include <atomic>

namespace tuban::io {
namespace {

std::string stem_of(const std::string& name) {
    return name.substr(0, name.find_last_of('.'));
}

} // namespace

ShapefileParts find_shapefile_parts(const std::string& path) {
    ShapefileParts parts;
    const std::string folder = folder_of(path);
    const std::string stem = stem_of(name_of(path));
    for (const auto& name : folder_names(folder)) {
        if (stem_of(name) != stem) {
            continue;
        }
        const std::string extension = extension_of(name);
        std::string* part = extension == "shp"   ? &parts.shp
                            : extension == "shx" ? &parts.shx
                            : extension == "dbf" ? &parts.dbf
                            : extension == "prj" ? &parts.prj
                            : extension == "cpg" ? &parts.cpg
                                                 : nullptr;
        if (part != nullptr) {
            *part = fmt::format("{}/{}", folder, name);
        }
    }
    return parts;
}

std::string declared_encoding(const ShapefileParts& parts) {
    if (!parts.cpg.empty()) {
        return encoding_of_cpg(read_start(parts.cpg, 64));
    }
    constexpr std::size_t language_byte_at = 29; // dBASE III header
    const std::string header =
        parts.dbf.empty() ? std::string() : read_start(parts.dbf, language_byte_at + 1);
    if (header.size() <= language_byte_at) {
        return {};
    }
    return encoding_of_language_byte(static_cast<unsigned char>(header[language_byte_at]));
}

std::string copy_to_memory(const ShapefileParts& parts, std::vector<std::string>& copies) {
    static std::atomic<std::uint64_t> serial = 0;
    const std::string stem = fmt::format("/vsimem/tuban_shapefile_{}", ++serial);
    for (const std::string* part : {&parts.shp, &parts.dbf, &parts.prj, &parts.cpg}) {
        if (!part->empty()) {
            copies.push_back(stem + "." + extension_of(*part));
            copy_file(*part, copies.back());
        }
    }
    return stem + ".shp";
}

} // namespace tuban::io
