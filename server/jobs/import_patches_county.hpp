#pragma once

#include "data/store/crosswalk.hpp"
#include "spatial/patch.hpp"
#include "spatial/segment/builder.hpp"
#include "spatial/segment/segment.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace tuban::jobs {

/// Merges what a batch says of one county with the segment in force. A dropped one leaves nothing
/// behind but, at most, a segment file that nothing names.
class CountyMerge {
  public:
    /// `in_force` is nullptr and its hash empty for a county that has none.
    CountyMerge(std::filesystem::path folder, std::string county_code,
                std::shared_ptr<const segment::Segment> in_force, std::string hash_in_force);

    /// Each number once.
    void add(const Patch& patch);
    bool has(const std::string& number) const { return m_added.contains(number); }

    const segment::Segment* in_force() const noexcept { return m_in_force.get(); }
    const std::string& county_code() const noexcept { return m_county_code; }
    const std::string& hash_in_force() const noexcept { return m_hash_in_force; }

    /// Carries over what was not added, writes the segment and reports each added number that was
    /// in force in the same form already. False when nothing changed: then no new file is left.
    bool finish(const std::function<void(const std::string& number)>& on_unchanged);

    /// After finish() gave true.
    const segment::BuiltSegment& built() const noexcept { return m_built; }
    std::vector<store::CensusCode> census_codes() const;

  private:
    std::filesystem::path m_folder;
    std::string m_county_code;
    std::shared_ptr<const segment::Segment> m_in_force;
    std::string m_hash_in_force;
    segment::Builder m_builder;
    std::unordered_set<std::string> m_added;
    segment::BuiltSegment m_built;
    std::shared_ptr<const segment::Segment> m_new;
};

/// A patch as its segment holds it (the shape quantised).
Patch patch_of(const segment::Segment& segment, segment::Position position);

} // namespace tuban::jobs
