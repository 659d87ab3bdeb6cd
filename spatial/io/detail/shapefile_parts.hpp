#pragma once

#include <string>
#include <vector>

namespace tuban::io {

/// The files that make up one shapefile, found whatever the case of their endings; empty where one
/// is missing.
struct ShapefileParts {
    std::string shp;
    std::string shx;
    std::string dbf;
    std::string prj;
    std::string cpg;
};

/// `path` is the .shp, or a .dbf that stands alone.
ShapefileParts find_shapefile_parts(const std::string& path);

/// By .cpg, else by the DBF's language byte; empty when neither says anything certain.
std::string declared_encoding(const ShapefileParts& parts);

/// Copies the parts to GDAL's memory under one name and adds them to `copies`; returns the .shp.
std::string copy_to_memory(const ShapefileParts& parts, std::vector<std::string>& copies);

} // namespace tuban::io
