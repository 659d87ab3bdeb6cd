#pragma once

#include "spatial/matching/detail/prepared.hpp"
#include "spatial/matching/detail/raw_patch.hpp"

#include <span>

namespace tuban::matching::detail {

/// What is known of a county's patches before they are arranged by village, each by
/// PreparedPatch::source.
struct PatchFacts {
    std::span<const RawPatch> raw;
    std::span<const ReadPatch> read;
    std::span<const OwnerSet> owner_sets;
    const NameTable& names;
    bool has_uses = false; ///< some patch of the county states its use; else none counts as unknown
};

/// Fills a village whose patches are arranged: owners, labels, house numbers, and how each building
/// compares with its owner's others and with the village's usual size.
void fill_village(PreparedVillage& village, std::span<PreparedPatch> patches,
                  const PatchFacts& facts);

} // namespace tuban::matching::detail
