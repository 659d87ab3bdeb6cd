#include "server/http/api/patch_search.hpp"

#include <string_view>

namespace tuban::http::api {
namespace {

bool contains(std::string_view text, std::string_view part) {
    return part.empty() || text.find(part) != std::string_view::npos;
}

} // namespace

std::vector<segment::PatchRef> search_text(const segment::Scope& scope, const PatchText& wanted,
                                           std::size_t skip, std::size_t limit) {
    using segment::TextColumn;
    std::vector<segment::PatchRef> found;
    for (const auto& scoped : scope) {
        const auto& segment = *scoped.segment;
        for (segment::Position position = 0; position < segment.size(); ++position) {
            const bool fits =
                scoped.allows(position) && contains(segment.number(position), wanted.number) &&
                contains(segment.text(TextColumn::address, position), wanted.address) &&
                contains(segment.text(TextColumn::owner_name, position), wanted.owner);
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
