#pragma once

#include "base/report.hpp"
#include "data/model/account.hpp"
#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"
#include "server/jobs/import_patches_county.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tuban::jobs {

struct PatchImportRequest {
    std::vector<std::filesystem::path> files;
    std::string batch_name;                     ///< empty: each file's own name
    std::optional<std::string> division_code;   ///< for features that carry none; 12 digits
    std::optional<std::string> crs;             ///< overrides what the files say
    std::map<std::string, std::string> mapping; ///< our attribute → field of the source
    /// The batch only adds and corrects: nothing is retired.
    bool is_partial = false;
    unsigned threads = 0; ///< 0: as many as the machine has
    /// `read` of `total` features of a file.
    std::function<void(const std::filesystem::path& file, std::uint64_t read,
                       std::optional<std::uint64_t> total)>
        on_read;
    /// Before the segment of each county is built: the first, the second … of `count`. This and
    /// is_cancelled may come from any thread, one call at a time.
    std::function<void(const std::string& county_code, std::size_t nth, std::size_t count)>
        on_build;
    /// Asked with every feature, before every county and while waiting: true ends the import with
    /// Error `cancelled`, and nothing is imported.
    std::function<bool()> is_cancelled;
};

/// What one file brought.
struct FileOutcome {
    std::filesystem::path file;
    std::string batch_name;
    std::string content_hash; ///< names the kept batch
    ImportReport report;
    std::optional<Issue> failure; ///< the file could not be read: nothing of it was taken
};

/// A county of which the batch had patches. taken = added + updated.
struct CountyOutcome {
    std::string county_code;
    std::string file_hash; ///< of the segment in force afterwards
    std::uint32_t patch_count = 0;
    std::uint64_t read = 0;
    std::uint64_t refused = 0;
    std::uint64_t repaired = 0;
    CountyChange change;

    bool has_changed() const;
};

struct PatchImportResult {
    std::vector<FileOutcome> files;
    std::vector<CountyOutcome> counties;

    ImportReport total() const;
    std::uint64_t retired() const;
};

/// The total, then the same by file and by county, as `tuban import patches --json` ends with.
std::string to_json(const PatchImportResult& result);

/// Imports footprints: keeps each file as it came (sealed, content-addressed), reads it, merges it
/// per county with the segment in force (the same number is an update; what the batch covers and
/// does not name is retired, see PatchCoverage), writes the new segments and puts all of them in
/// force in one transaction with the batches, the census codes they carry and an audit entry. Until
/// then, and when it fails or is killed, the old ones serve. A file that can't be read is left out
/// and reported, and then nothing is retired; when none can be read, that is the Error. Importing
/// the same again changes nothing. One import at a time in a data folder; a second waits. Throws
/// Error: what read_patches throws, `cancelled`, `import_conflict` when another machine published
/// one of the counties meanwhile.
PatchImportResult import_patches(store::Store& store, const seal::Sealer& sealer,
                                 const model::DataFolder& folder, const PatchImportRequest& request,
                                 const model::Actor& actor);

} // namespace tuban::jobs
