#pragma once

#include "base/fingerprint_table.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/patch_edits.hpp"
#include "spatial/patch.hpp"
#include "spatial/segment/builder.hpp"
#include "spatial/segment/lineage.hpp"
#include "spatial/segment/segment.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tuban::jobs {

/// What a merge did to a county's patches.
struct CountyChange {
    std::uint64_t added = 0;
    std::uint64_t updated = 0;
    std::uint64_t unchanged = 0;
    std::vector<std::string> retired; ///< numbers, in the order of the earlier segment
    /// What became of the retired ones, and of those that are elsewhere now under their number.
    std::vector<std::pair<std::string, segment::Lineage>> lineage;
};

/// Merges what a batch says of one county with the segment in force. A dropped one leaves nothing
/// behind but, at most, a segment file that nothing names. One thread each.
class CountyMerge {
  public:
    /// `in_force` is nullptr and its hash empty for a county that has none.
    CountyMerge(std::filesystem::path folder, std::string county_code,
                std::shared_ptr<const segment::Segment> in_force, std::string hash_in_force);

    /// Hand edits of the county: they win over what the batch says and are folded in.
    void set_edits(std::vector<store::PatchEdit> edits);

    /// Each number once.
    void add(const Patch& patch);
    bool is_empty() const noexcept { return m_added_count == 0; }
    /// Before finish(): those that were added and those in force.
    std::uint64_t patch_count() const noexcept {
        return m_added_count + (m_in_force ? m_in_force->size() : 0);
    }

    /// nullptr when there is none, and after finish().
    const segment::Segment* in_force() const noexcept { return m_in_force.get(); }
    const std::string& county_code() const noexcept { return m_county_code; }
    const std::string& hash_in_force() const noexcept { return m_hash_in_force; }

    struct Decisions {
        /// Of a patch in force that was not added: does it go? Otherwise it is carried over.
        std::function<bool(const segment::Segment& in_force, segment::Position position)> retires;
        /// Told of each added number that was in force in the same form already.
        std::function<void(const std::string& number)> on_unchanged;
        /// Every number that was added, maybe to other counties too.
        const FingerprintTable& added;
        bool folds = false; ///< hand edits are a change of their own
    };
    /// Writes the segment. False when nothing changed: then no new file is left, and edits
    /// are folded only where Decisions says so (the segment in force holds them as they are). Of
    /// scratch and segments nothing stays mapped.
    bool finish(const Decisions& decisions);
    const CountyChange& change() const noexcept { return m_change; }

    /// After finish() gave true.
    const segment::BuiltSegment& built() const noexcept { return m_built; }
    const std::vector<store::CensusCode>& census_codes() const noexcept { return m_census_codes; }
    /// The new segment, not checked again.
    std::shared_ptr<const segment::Segment> open_built() const;
    const std::vector<store::FoldedEdit>& folded() const noexcept { return m_folded; }
    /// Of edited patches: what the batch says, where that is new; nothing when it knows them no
    /// more.
    struct BatchWord {
        std::string number;
        std::optional<std::string> patch;
    };
    const std::vector<BatchWord>& new_words() const noexcept { return m_new_words; }

  private:
    void build(const Decisions& decisions);
    void compare_patches(const Decisions& decisions);
    void carry_over(const Decisions& decisions);
    void fold_edits();
    void trace_retired();
    void compare_words(const Decisions& decisions);
    bool has_batch_changed() const noexcept;

    std::filesystem::path m_folder;
    std::string m_county_code;
    std::shared_ptr<const segment::Segment> m_in_force;
    std::string m_hash_in_force;
    std::optional<segment::Builder> m_builder; ///< until finish()
    std::uint64_t m_added_count = 0;
    std::map<std::string, store::PatchEdit, std::less<>> m_edits; ///< by number
    std::map<std::string, std::string> m_words; ///< number → what the batch says, of edited patches
    std::vector<store::FoldedEdit> m_folded;
    std::vector<BatchWord> m_new_words;
    CountyChange m_change;
    segment::BuiltSegment m_built;
    std::shared_ptr<const segment::Segment> m_new; ///< in finish() alone
    std::vector<store::CensusCode> m_census_codes;
};

/// What is sealed, as text: an owner id as the segment keeps it.
std::string sealed_text(const seal::Sealer& sealer, std::string_view plain);

/// An id that says the same as the one in force keeps its box, which would differ each time.
/// `in_force` may be nullptr.
void keep_sealed_id(Patch& patch, const segment::Segment* in_force, const seal::Sealer& sealer);

/// A patch as its segment holds it (the shape quantised).
Patch patch_of(const segment::Segment& segment, segment::Position position);

} // namespace tuban::jobs
