#pragma once

#include "spatial/segment/catalog.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tuban::segment::testing {

/// A scope over segments built for the test, slots 1, 2, … in the order of adding.
class Scopes {
  public:
    void add(const std::vector<Patch>& patches) {
        auto segment = Segment::open(build(m_folder.path(), patches).file);
        const std::vector<bool> all(segment->villages().size(), true);
        m_scope.push_back(
            {std::move(segment), static_cast<std::uint32_t>(m_scope.size() + 1), all, true});
    }
    /// Only this village of the segment last added may be seen.
    void allow_only(const std::string& village_code) {
        ScopedSegment& last = m_scope.back();
        last.is_whole = false;
        for (std::size_t v = 0; v < last.allowed_villages.size(); ++v) {
            last.allowed_villages[v] = last.segment->villages()[v].code == village_code;
        }
    }
    const Scope& scope() const { return m_scope; }

  private:
    Folder m_folder;
    Scope m_scope;
};

inline std::vector<std::string> numbers(const std::vector<PatchRef>& patches) {
    std::vector<std::string> found;
    for (const PatchRef& patch : patches) {
        found.emplace_back(patch.source->segment->number(patch.position));
    }
    return found;
}

/// All patches that the scope allows, ascending feature id.
inline std::vector<PatchRef> all_patches(const Scope& scope) {
    std::vector<PatchRef> patches;
    for (const ScopedSegment& source : scope) {
        for (Position p = 0; p < source.segment->size(); ++p) {
            if (source.allows(p)) {
                patches.push_back({&source, p});
            }
        }
    }
    return patches;
}

} // namespace tuban::segment::testing
