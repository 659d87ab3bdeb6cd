#include "server/map/edit_overlay.hpp"

#include "base/scratch_folder.hpp"
#include "server/map/patch_text.hpp"
#include "spatial/segment/builder.hpp"

#include <fmt/format.h>

#include <utility>

namespace tuban::map {

std::string overlay_identity(const std::vector<store::PatchEdit>& edits) {
    std::string identity;
    for (const auto& edit : edits) {
        identity += fmt::format("{} {}\n", edit.number, edit.version);
    }
    return identity;
}

EditOverlay make_overlay(const segment::Segment& in_force,
                         const std::vector<store::PatchEdit>& edits,
                         const std::filesystem::path& scratch) {
    EditOverlay overlay;
    overlay.identity = overlay_identity(edits);
    std::filesystem::create_directories(scratch);
    // Two servers over one folder may build the same overlay at the same time.
    const ScratchFolder folder(scratch / "overlay", "");
    segment::Builder builder(folder.path(), std::string(in_force.county_code()));
    auto hidden = std::make_shared<std::vector<bool>>(in_force.size(), false);
    bool hides_any = false;
    for (const auto& edit : edits) {
        if (const auto position = in_force.find_number(edit.number)) {
            (*hidden)[*position] = true;
            hides_any = true;
        }
        if (edit.patch) {
            builder.add(patch_from_text(*edit.patch));
        }
    }
    overlay.patches = segment::Segment::open(builder.finish().file);
    if (hides_any) {
        overlay.hidden = std::move(hidden);
    }
    return overlay;
}

} // namespace tuban::map
