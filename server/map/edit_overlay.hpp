#pragma once

#include "data/store/patch_edits.hpp"
#include "spatial/segment/segment.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tuban::map {

/// What the hand edits of one county that no segment holds yet do to what is served: a small
/// segment of the patches as they are now, and which positions of the segment in force they hide.
struct EditOverlay {
    std::string identity; ///< the edits and their versions; equal for the same overlay
    std::shared_ptr<const segment::Segment> patches;
    std::shared_ptr<const std::vector<bool>> hidden; ///< by position; nullptr when none is
};

std::string overlay_identity(const std::vector<store::PatchEdit>& edits);

/// `scratch`: a folder for a file that is gone again on return. Throws Error `write_failed`,
/// `patch_text_damaged`.
EditOverlay make_overlay(const segment::Segment& in_force,
                         const std::vector<store::PatchEdit>& edits,
                         const std::filesystem::path& scratch);

} // namespace tuban::map
