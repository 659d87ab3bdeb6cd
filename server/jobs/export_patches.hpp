#pragma once

#include "data/model/division.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"
#include "server/jobs/job_run.hpp"
#include "server/map/scopes.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::jobs {

inline constexpr const char* export_kind = "export";

enum class ExportFormat { pmtiles, geopackage, shapefile, flatgeobuf, geojson };
std::string_view to_text(ExportFormat format) noexcept;
std::optional<ExportFormat> find_export_format(std::string_view text) noexcept;

struct ExportRequest {
    ExportFormat format = ExportFormat::geopackage;
    bool is_gbk = false; ///< of a shapefile
    std::string account; ///< login, for the file's description
};

/// What exports stand on; outlives the worker. Thread-safe parts.
struct ExportParts {
    store::Store& store;
    const seal::Sealer& sealer;
    map::Scopes& scopes;
    unsigned threads = 1;
};

/// `export`: the patches of a division as one file, DIR/files/exports/<job><ending>, which is there
/// when it is whole and goes after seven days. Shapes as surveyed where a kept batch or a hand edit
/// has them; attributes as in force; never an owner. Report: docs/jobs.md.
JobKinds export_kinds(const ExportParts& parts);

/// Queues an export; the id of the live one where the account asked for the same.
std::int64_t enqueue_export(store::Transaction& transaction, std::int64_t division_id,
                            std::int64_t account_id, const ExportRequest& request,
                            std::int64_t now_us);

/// The file that a finished export wrote; nothing when it is no export that is done.
struct ExportedFile {
    std::filesystem::path path; ///< gone after its time
    std::string name;           ///< for the client
};
std::optional<ExportedFile> find_exported_file(const model::DataFolder& folder,
                                               const store::Job& job);

/// Removes what killed exports left and files after their time; to be called by the worker when
/// no export runs. Looks once an hour.
class ExportUpkeep {
  public:
    static constexpr std::int64_t kept_s = std::int64_t{7} * 24 * 3600;

    explicit ExportUpkeep(model::DataFolder folder) : m_folder(std::move(folder)) {}
    void operator()();

  private:
    model::DataFolder m_folder;
    std::int64_t m_look_again_us = 0;
};

} // namespace tuban::jobs
