#include "spatial/segment/inspect.hpp"

#include "base/system_fault.hpp"
#include "spatial/segment/detail/file.hpp"
#include "spatial/segment/detail/file_view.hpp"
#include "spatial/segment/detail/packed_tree.hpp"
#include "spatial/segment/detail/segment_layout.hpp"
#include "spatial/segment/segment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace tuban::segment {
namespace {

using detail::SectionId;
using geometry::GridBox;

constexpr std::size_t hash_length = 64;

detail::FileDescriptor open_file(const std::filesystem::path& file) {
    try {
        return detail::open_for_reading(file);
    } catch (const std::system_error& error) {
        throw SegmentError("file", "无法读取，" + explain_system(error.code().value()));
    }
}

void require(bool holds, SectionId id, const std::string& what) {
    if (!holds) {
        throw SegmentError(detail::section_name(id), what);
    }
}

bool covers(const GridBox& outer, const GridBox& inner) noexcept {
    return outer.contains(inner.min) && outer.contains(inner.max);
}

void check_patch(const Segment& segment, Position position, RingBuffer& buffer) {
    const GridBox box = segment.box(position);
    const std::string at = fmt::format("patch {}", position);
    std::size_t rings = 0;
    GridBox reached{box.max, box.min};
    segment.visit_rings(position, buffer, [&](const RingView& ring) {
        require(rings++ > 0 || ring.is_outer, SectionId::rings, at + " begins with a hole");
        for (const geometry::GridPoint point : ring.points) {
            require(box.contains(point), SectionId::rings, at + " leaves its box");
            reached.extend(point);
        }
    });
    require(rings > 0, SectionId::rings, at + " has no ring");
    require(reached == box, SectionId::leaves, at + " does not fill its box");
    require(covers(segment.box(), box), SectionId::leaves, at + " lies outside the header's box");
    require(box.contains(segment.label_point(position)), SectionId::labels,
            at + " has its label outside its box");
    require(segment.find_number(segment.number(position)) == position, SectionId::sorted_numbers,
            at + " is not found by its number");
}

void check_tree(const Segment& segment) {
    const detail::PackedTree& tree = segment.tree();
    const auto box_of = [&](std::size_t level, std::uint32_t node, std::size_t child) -> GridBox {
        if (level == 0) {
            return tree.box(node * static_cast<std::uint32_t>(detail::fan_out) +
                            static_cast<std::uint32_t>(child));
        }
        const detail::InnerNode& inner = tree.inner(level, node);
        return {{inner.min_x[child], inner.min_y[child]}, {inner.max_x[child], inner.max_y[child]}};
    };
    for (std::size_t level = 1; level < tree.shape().levels; ++level) {
        for (std::uint32_t node = 0; node < tree.shape().nodes[level]; ++node) {
            for (std::size_t child = 0; child < tree.children(level, node); ++child) {
                const auto below = node * static_cast<std::uint32_t>(detail::fan_out) +
                                   static_cast<std::uint32_t>(child);
                for (std::size_t i = 0; i < tree.children(level - 1, below); ++i) {
                    require(covers(box_of(level, node, child), box_of(level - 1, below, i)),
                            SectionId::tree, "a node does not cover what is below it");
                }
            }
        }
    }
}

void check_villages(const Segment& segment) {
    for (std::size_t v = 0; v < segment.villages().size(); ++v) {
        const Village& village = segment.villages()[v];
        const auto positions = segment.patches_of_village(v);
        require(std::ranges::is_sorted(positions), SectionId::village_patches,
                "positions do not ascend");
        for (const Position position : positions) {
            require(segment.village_index(position) == v, SectionId::village_patches,
                    "a patch stands under another village");
            require(covers(village.box, segment.box(position)), SectionId::villages,
                    "a patch lies outside its village's box");
        }
        require(v == 0 || segment.villages()[v - 1].code < village.code, SectionId::villages,
                "codes do not ascend");
    }
}

bool is_hash(const std::string& name) {
    return name.size() == hash_length &&
           name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

} // namespace

SegmentInfo inspect(const std::filesystem::path& file) {
    const detail::MappedFile mapping(open_file(file));
    const detail::FileView view(mapping.bytes());
    const detail::Header& header = view.header();
    const std::string_view county(header.county_code.data(), header.county_code.size());
    SegmentInfo info{header.version,
                     header.file_length,
                     std::string(county),
                     header.patch_count,
                     header.village_count,
                     header.box,
                     {}};
    info.county_code.resize(std::min(county.find('\0'), county.size()));
    for (const detail::SectionEntry& entry : view.table()) {
        info.sections.push_back(
            {detail::section_name(static_cast<SectionId>(entry.id)), entry.offset, entry.length});
    }
    return info;
}

void verify(const std::filesystem::path& file) {
    const auto segment = Segment::open(file);
    RingBuffer buffer;
    for (Position position = 0; position < segment->size(); ++position) {
        check_patch(*segment, position, buffer);
    }
    check_tree(*segment);
    check_villages(*segment);
    if (is_hash(file.stem().string())) {
        const std::string hash = detail::content_hash(open_file(file));
        if (hash != file.stem().string()) {
            throw SegmentError("file", "its content has the hash " + hash);
        }
    }
}

} // namespace tuban::segment
