#include "spatial/segment/detail/ring_codec.hpp"

#include "spatial/segment/detail/varint.hpp"

namespace tuban::segment::detail {
namespace {

using geometry::GridPoint;

/// Differences are taken modulo 2^32, so that any two points of the grid have one.
GridPoint difference(GridPoint to, GridPoint from) noexcept {
    return {to.x - from.x, to.y - from.y};
}

void write_pair(GridPoint d, std::vector<std::byte>& out) {
    write_varint(out, zigzag(d.x));
    write_varint(out, zigzag(d.y));
}

/// The walls of a building run back as they ran forth, so the third difference is about the
/// first one mirrored: what is left of the sum of both is small.
void write_points(const std::vector<GridPoint>& points, GridPoint last, bool is_predicted,
                  std::vector<std::byte>& out) {
    write_pair(difference(points[0], last), out);
    GridPoint before_last{};
    GridPoint before{};
    for (std::size_t i = 1; i < points.size(); ++i) {
        const GridPoint d = difference(points[i], points[i - 1]);
        write_pair(is_predicted ? GridPoint{d.x + before_last.x, d.y + before_last.y} : d, out);
        before_last = before;
        before = d;
    }
}

template <bool is_checked>
bool read_number(const std::byte*& next, [[maybe_unused]] const std::byte* end,
                 std::uint32_t& value) noexcept {
    if constexpr (is_checked) {
        return read_varint(next, end, value);
    } else {
        value = read_varint_unchecked(next);
        return true;
    }
}

template <bool is_checked, bool is_predicted>
const std::byte* read_points(const std::byte* next, const std::byte* end, std::uint32_t count,
                             GridPoint& last, GridPoint* points) noexcept {
    GridPoint before_last{};
    GridPoint before{};
    GridPoint at = last;
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint32_t x = 0;
        std::uint32_t y = 0;
        if (!read_number<is_checked>(next, end, x) || !read_number<is_checked>(next, end, y)) {
            return nullptr;
        }
        GridPoint d{unzigzag(x), unzigzag(y)};
        if constexpr (is_predicted) {
            d.x -= before_last.x;
            d.y -= before_last.y;
            before_last = before;
            before = i == 0 ? GridPoint{} : d;
        }
        at = {at.x + d.x, at.y + d.y};
        points[i] = at;
    }
    last = at;
    return next;
}

} // namespace

void write_rings(const GridShape& shape, GridPoint anchor, std::vector<std::byte>& out) {
    GridPoint last = anchor;
    std::vector<std::byte> plain;
    std::vector<std::byte> predicted;
    for (const GridRing& ring : shape) {
        plain.clear();
        predicted.clear();
        write_points(ring.points, last, false, plain);
        write_points(ring.points, last, true, predicted);
        const bool is_predicted = predicted.size() < plain.size();
        write_varint(out, pack({static_cast<std::uint32_t>(ring.points.size()), ring.is_outer,
                                is_predicted}));
        const auto& smaller = is_predicted ? predicted : plain;
        out.insert(out.end(), smaller.begin(), smaller.end());
        last = ring.points.back();
    }
}

const std::byte* read_ring(const std::byte* next, const std::byte* end, bool is_checked,
                           RingHeader header, GridPoint& last, GridPoint* points) noexcept {
    const auto read =
        is_checked ? (header.is_predicted ? read_points<true, true> : read_points<true, false>)
                   : (header.is_predicted ? read_points<false, true> : read_points<false, false>);
    return read(next, end, header.point_count, last, points);
}

} // namespace tuban::segment::detail
