#pragma once

#include "spatial/segment/segment.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tuban::segment {

/// What became of a patch from one segment of a county to the next.
enum class Fate {
    same,       ///< its number is there, about the same outline
    renumbered, ///< the same outline under another number, one to one
    moved,      ///< its number is there, but elsewhere
    split,      ///< several patches stand where it stood
    merged,     ///< it has become a part of a greater one
    gone,
};

/// `same`, `renumbered`, …
const char* to_string(Fate fate) noexcept;

struct Lineage {
    Fate fate = Fate::same;
    /// Numbers in the later segment, those that share most of the area first: the heirs, and for
    /// `moved` and `gone` what else stands on the place.
    std::vector<std::string> successors;
    double overlap = 0; ///< share of the area that the first of them covers, 0 … 1
};

/// By number, then by overlap. Areas are compared on a lattice of 32 × 32 points over the outline's
/// box: right to some 3 %.
Lineage lineage_of(const Segment& before, Position position, const Segment& after);

/// The share of a patch's area that lies in another one, on that lattice; 0 … 1.
double covered_share(const Segment& segment, Position position, const Segment& by,
                     Position by_position);

} // namespace tuban::segment
