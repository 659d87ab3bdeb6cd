#pragma once

#include "spatial/patch.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tuban::sample {

inline constexpr const char* province_code = "990000000000";
inline constexpr const char* county_code = "990101000000";

struct SampleDivision {
    std::string code;
    std::string name;
    int level = 5;
    std::string parent; ///< empty at the top
    std::string full_name;
    std::optional<geometry::LonLat> office;
};

/// A patch with what only the census file carries in plain.
struct SamplePatch {
    Patch patch;
    std::string owner_id;
};

/// What becomes of the household's record in the sample.
enum class Plan { not_started, draft, submitted, approved, returned };

struct SampleHousehold {
    std::string source_id;
    std::string name;
    std::string id_number;
    std::string division_code;
    std::string address;
    std::string group;
    std::string phone;
    std::string members; ///< names with ; between
    int family_size = 1;
    std::optional<geometry::LonLat> point;
    double point_accuracy_m = 0;
    std::optional<std::string> true_patch; ///< nothing: the house has no footprint
    char grade = 'A';
    Plan plan = Plan::not_started;
};

struct County {
    std::vector<SampleDivision> divisions;
    std::vector<SamplePatch> patches;
    std::vector<SampleHousehold> households;
};

/// The invented county 云泽县: outlines of README.md moved to it, 24 villages in 4 towns, about
/// 2,000 households. The same seed gives the same county.
County make_county(const std::vector<geometry::MultiPolygon>& outlines, std::uint64_t seed);

/// The files that the importers read: divisions.csv, patches.geojsonl, households.csv.
struct CountyFiles {
    std::filesystem::path divisions;
    std::filesystem::path patches;
    std::filesystem::path households;
};
CountyFiles write_files(const County& county, const std::filesystem::path& folder);

/// The outlines built into the program, read through the patch reader; `folder` takes a scratch
/// file.
std::vector<geometry::MultiPolygon> read_outlines(const std::filesystem::path& folder);

} // namespace tuban::sample
