#pragma once

#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which segment of each county is in force, and the batches it came from.
namespace tuban::store {

struct SegmentInForce {
    std::string county_code; ///< 12 digits
    std::uint32_t slot = 0;
    std::string file_hash;
    std::int64_t patch_count = 0;
    std::int64_t published_at_us = 0;
};

/// A county's slot, given out once and never changed.
std::optional<std::uint32_t> find_county_slot(Reader& reader, std::string_view county_code);
std::uint32_t get_county_slot(Transaction& transaction, std::string_view county_code);

/// By county code.
std::vector<SegmentInForce> segments_in_force(Reader& reader);
std::optional<SegmentInForce> find_segment(Reader& reader, std::string_view county_code);

/// Puts a segment in force in place of the county's earlier one; grows the epoch.
void publish_segment(Transaction& transaction, std::string_view county_code,
                     const std::string& file_hash, std::int64_t patch_count, std::int64_t now_us);

/// Grows with each change of what is in force, hand edits included.
std::int64_t segments_epoch(Reader& reader);
std::int64_t grow_segments_epoch(Transaction& transaction); ///< returns the new one

/// A kept import file and what became of it.
struct Batch {
    std::int64_t id = 0;
    std::string name;
    std::string file_name;
    std::string content_hash; ///< names DIR/batches/<hash>
    std::string mapping = "{}";
    std::int64_t imported_at_us = 0;
    std::string report;         ///< JSON of the import report
    std::int64_t import_id = 0; ///< batches of one import have the same; ascends with time
    std::optional<std::string> division_code{}; ///< given for features that carry none
    std::optional<std::string> crs{};           ///< given in place of the file's
    bool is_partial = true;                     ///< retired nothing
};

void record_batch(Transaction& transaction, const Batch& batch);
/// The latest import of a file with these bytes.
std::optional<Batch> find_batch(Reader& reader, std::string_view content_hash);
/// Latest first.
std::vector<Batch> list_batches(Reader& reader);
/// In the order in which they were imported.
std::vector<Batch> batches_to_replay(Reader& reader);

} // namespace tuban::store
