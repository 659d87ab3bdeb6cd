#pragma once

#include "spatial/segment/catalog.hpp"
#include "spatial/segment/segment.hpp"

#include <cstdint>

namespace tuban::segment::testing {

/// Calls everything that reads a segment, for damaged ones: it must throw SegmentError or answer
/// something, never read outside. Returns a sum that depends on what was read.
inline std::uint64_t exercise(const std::shared_ptr<const Segment>& segment) {
    std::uint64_t sum = segment->county_code().size() + segment->villages().size();
    const auto read_text = [&sum](std::string_view text) {
        for (const char c : text) {
            sum += static_cast<unsigned char>(c);
        }
    };
    RingBuffer buffer;
    for (Position p = 0; p < segment->size(); ++p) {
        sum += segment->box(p).max.x + segment->label_point(p).y;
        sum += segment->villages()[segment->village_index(p)].patch_count;
        for (std::size_t c = 0; c < code_column_count; ++c) {
            read_text(segment->code(static_cast<CodeColumn>(c), p));
        }
        for (std::size_t c = 0; c < text_column_count; ++c) {
            read_text(segment->text(static_cast<TextColumn>(c), p));
        }
        read_text(segment->number(p));
        sum += segment->find_number(segment->number(p)).value_or(0);
        sum += segment->floors(p).value_or(0);
        sum += segment->height_m(p).has_value() + segment->floor_area_m2(p).has_value();
        sum += segment->ground_area_m2(p) > 0 ? 1 : 0;
        try {
            segment->visit_rings(p, buffer,
                                 [&](const RingView& ring) { sum += ring.points.back().x; });
            sum += segment->shape(p).size();
        } catch (const SegmentError&) {
            ++sum;
        }
    }
    for (std::size_t v = 0; v < segment->villages().size(); ++v) {
        read_text(segment->villages()[v].code);
        for (const Position p : segment->patches_of_village(v)) {
            sum += segment->box(p).min.x;
        }
    }
    const Scope scope{{segment, 1, {}, true}};
    Lookup lookup(scope);
    try {
        const geometry::LonLat place = geometry::to_lonlat(segment->box().min);
        sum += lookup.at_point(place).size();
        sum += lookup.in_box({-180, -85}, {180, 85}, 50).size();
        sum += lookup.nearest(place, 5).size();
    } catch (const SegmentError&) {
        ++sum;
    }
    return sum;
}

} // namespace tuban::segment::testing
