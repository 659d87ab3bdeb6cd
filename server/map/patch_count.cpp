#include "server/map/patch_count.hpp"

namespace tuban::map {

std::uint64_t count_patches(const AreaView& view) {
    std::uint64_t count = 0;
    for (const auto& source : view.scope) {
        for (std::size_t i = 0; i < source.allowed_villages.size(); ++i) {
            count += source.allowed_villages[i] ? source.patches_in_village(i) : 0;
        }
    }
    return count;
}

} // namespace tuban::map
