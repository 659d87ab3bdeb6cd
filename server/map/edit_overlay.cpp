#include "server/map/edit_overlay.hpp"

#include "base/error.hpp"
#include "server/map/patch_text.hpp"
#include "spatial/segment/builder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

namespace tuban::map {
namespace {

namespace fs = std::filesystem;

/// Two servers over one folder may build the same overlay at the same time.
class ScratchFolder {
  public:
    explicit ScratchFolder(const fs::path& parent) {
        fs::create_directories(parent);
        std::string name = (parent / "overlay-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw Error("write_failed", fmt::format("{}：不可写", parent.string()));
        }
        m_path = name;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const fs::path& path() const noexcept { return m_path; }

  private:
    fs::path m_path;
};

} // namespace

std::string overlay_identity(const std::vector<store::PatchEdit>& edits) {
    std::string identity;
    for (const auto& edit : edits) {
        identity += fmt::format("{} {}\n", edit.number, edit.version);
    }
    return identity;
}

EditOverlay make_overlay(const segment::Segment& in_force,
                         const std::vector<store::PatchEdit>& edits, const fs::path& scratch) {
    EditOverlay overlay;
    overlay.identity = overlay_identity(edits);
    const ScratchFolder folder(scratch);
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
