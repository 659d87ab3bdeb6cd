#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What people changed of the patches: drawn, corrected, re-filed under another division, removed.
namespace tuban::store {

struct PatchEdit {
    std::string number;
    std::string county_code;               ///< whose segment holds the patch
    std::string kind;                      ///< added, corrected, refiled, removed
    std::string division_code;             ///< where it lies now, or lay: areas are checked by it
    std::optional<std::string> patch{};    ///< JSON; nothing when it is removed
    std::optional<std::string> original{}; ///< what the batches say of it; nothing where unknown
    bool is_folded = false;                ///< the segment in force holds it
    /// Taken back, but the segment in force still has it: shows `patch` (what was before) and goes
    /// with the next build.
    bool is_dropped = false;
    bool batch_differs = false; ///< a later batch says otherwise than `original` said
    std::int64_t version = 0;   ///< of this row, growing over all edits
    std::int64_t account_id = 0;
    std::int64_t changed_at_us = 0;
    std::string reason{};
};

/// Inserts or replaces the row of its number; sets and returns its version. The next request of any
/// server sees it. Its county must have a slot.
std::int64_t put_patch_edit(Transaction& transaction, const PatchEdit& edit);
std::optional<PatchEdit> find_patch_edit(Reader& reader, std::string_view number);

/// All of a county, by number.
std::vector<PatchEdit> patch_edits_of_county(Reader& reader, std::string_view county_code);
/// Those that no segment in force holds yet, by county and number.
std::vector<PatchEdit> pending_patch_edits(Reader& reader);
/// Not dropped, of an area; those that a batch contradicts first, then the latest.
std::vector<PatchEdit> list_patch_edits(Reader& reader, const model::Area& area,
                                        bool only_contradicted, std::int64_t limit,
                                        std::int64_t offset);

/// The segment being put in force holds these versions of a county's edits: dropped ones go, an
/// edit that was changed since stays pending. What a batch said of a patch is remembered.
struct FoldedEdit {
    std::string number;
    std::int64_t version = 0;
};
void mark_folded(Transaction& transaction, const std::vector<FoldedEdit>& folded);
void set_batch_word(Transaction& transaction, std::string_view number,
                    const std::optional<std::string>& original);

/// `H`, the county's six digits and a serial that was never given before.
std::string next_drawn_number(Transaction& transaction, std::string_view county_code);

} // namespace tuban::store
