#pragma once

#include "base/report.hpp"
#include "spatial/io/patch_reader.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tuban::io {

/// What became of one file; `error` is the code of what was thrown, empty when nothing was.
struct Reading {
    ImportReport report;
    std::vector<Patch> patches;
    std::string error;
    std::string error_text;

    /// Fails the test when there is none.
    const Patch& patch(const std::string& number) const;
    bool has_warning(const std::string& code) const;
    /// Codes of the refusals, in order.
    std::vector<std::string> refusals() const;
};

/// Reads with the product's code lists; owner ids come out as "sealed:<id>".
Reading read(const std::filesystem::path& file, ReadOptions options = {});

std::filesystem::path vector_fixture(const std::string& name);
std::filesystem::path malformed_fixture(const std::string& name);

/// A folder that goes with the test.
class ScratchFolder {
  public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return m_path / name; }
    const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

void write_text(const std::filesystem::path& file, const std::string& text);
std::string read_text(const std::filesystem::path& file);

/// As ogr2ogr does: write_as("x.shp", houses, {"-f", "ESRI Shapefile", "-t_srs", "EPSG:4545"}).
void write_as(const std::filesystem::path& target, const std::filesystem::path& source,
              const std::vector<std::string>& arguments);

/// Copies files into a new .zip under their names.
void write_zip(const std::filesystem::path& zip, const std::vector<std::filesystem::path>& files);
void write_gzip(const std::filesystem::path& gzip, const std::filesystem::path& file);

/// A GeoJSON of one feature with these properties and this geometry (both JSON).
std::string one_feature(const std::string& properties, const std::string& geometry);
std::string collection(const std::vector<std::string>& features);

} // namespace tuban::io
