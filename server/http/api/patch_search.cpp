#include "server/http/api/patch_search.hpp"

#include "data/model/name_key.hpp"

#include <algorithm>
#include <string_view>

namespace tuban::http::api {
namespace {

using segment::Position;
using segment::TextColumn;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// One text to look for: as it stands, and where it is letters alone also as initials.
class Needle {
  public:
    explicit Needle(const std::string& text) : m_text(text) {
        if (!text.empty() && std::ranges::all_of(text, is_letter)) {
            m_initials = text;
            std::ranges::transform(m_initials, m_initials.begin(), [](char c) {
                return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
            });
        }
    }
    bool fits(std::string_view text) const {
        return contains(text, m_text) || (!m_initials.empty() && !text.empty() &&
                                          contains(model::name_key(text), m_initials));
    }

  private:
    std::string_view m_text;
    std::string m_initials;
};

/// Ascending; of an area that has a part of a segment, only its villages are read.
std::vector<Position> allowed_positions(const segment::ScopedSegment& scoped) {
    std::vector<Position> positions;
    for (std::size_t v = 0; v < scoped.segment->villages().size(); ++v) {
        if (scoped.is_whole || scoped.allowed_villages[v]) {
            const auto village = scoped.segment->patches_of_village(v);
            positions.insert(positions.end(), village.begin(), village.end());
        }
    }
    std::ranges::sort(positions);
    return positions;
}

} // namespace

std::vector<segment::PatchRef> search_text(const segment::Scope& scope, const PatchText& wanted,
                                           std::size_t skip, std::size_t limit) {
    const Needle address(wanted.address);
    const Needle owner(wanted.owner);
    std::vector<segment::PatchRef> found;
    for (const auto& scoped : scope) {
        const auto& segment = *scoped.segment;
        for (const Position position : allowed_positions(scoped)) {
            const bool fits = scoped.allows(position) &&
                              contains(segment.number(position), wanted.number) &&
                              address.fits(segment.text(TextColumn::address, position)) &&
                              owner.fits(segment.text(TextColumn::owner_name, position));
            if (!fits) {
                continue;
            }
            if (skip > 0) {
                --skip;
                continue;
            }
            found.push_back({&scoped, position});
            if (found.size() == limit) {
                return found;
            }
        }
    }
    return found;
}

} // namespace tuban::http::api
