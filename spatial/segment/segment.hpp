#pragma once

#include "base/error.hpp"
#include "spatial/geometry/grid.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::segment {

/// Of a patch within its segment: 0 … size() − 1, in Hilbert order of the boxes' centres.
using Position = std::uint32_t;

/// A damaged or foreign file; `section` names the part that failed its check.
class SegmentError : public Error {
  public:
    SegmentError(std::string section, const std::string& detail);
    const std::string& section() const noexcept { return m_section; }

  private:
    std::string m_section;
};

/// Columns whose values are identifiers of a code list, kept as one byte and a dictionary.
enum class CodeColumn { use, dwelling_kind, structure, built_period, built_by, land_tenure, grade };
inline constexpr std::size_t code_column_count = 7;

enum class TextColumn { address, building_name, owner_name, owner_id_sealed };
inline constexpr std::size_t text_column_count = 4;

/// One village of the segment's own table; `code` is the census's division code.
struct Village {
    std::string_view code;
    std::uint32_t patch_count;
    geometry::GridBox box;
    geometry::GridPoint mark; ///< where the village's mark stands: median of its patches' centres
};

/// Rings of one patch as the tile encoder wants them. Ring starts a new polygon when `is_outer`.
/// Outer rings run clockwise on the screen (y to the south), holes the other way, as MVT 2.1
/// section 4.3.4.4 demands; the closing point is not repeated. Valid during the visit.
struct RingView {
    bool is_outer;
    std::span<const geometry::GridPoint> points;
};

/// Scratch for decoding rings; one per thread, reused.
class RingBuffer {
  public:
    std::vector<geometry::GridPoint> points; ///< may be longer than the ring last read
};

namespace detail {
class PackedTree;
struct LabelFraction;
} // namespace detail

/// An immutable county of patches, mapped read-only. Format: docs/segment.md. All members are
/// const and safe to call from any number of threads; string views live as long as the segment.
class Segment {
  public:
    /// Maps the file and checks its header, section table and every checksum (verify_content
    /// false skips the sections' checksums, for a file that this process has checked already).
    static std::shared_ptr<const Segment> open(const std::filesystem::path& file,
                                               bool verify_content = true);
    /// The same over bytes that the caller keeps alive; for tests and fuzzing.
    static std::shared_ptr<const Segment> from_bytes(std::span<const std::byte> bytes);
    ~Segment();
    Segment(const Segment&) = delete;
    Segment& operator=(const Segment&) = delete;

    std::uint32_t size() const noexcept;
    std::string_view county_code() const noexcept; ///< 12 digits
    geometry::GridBox box() const noexcept;        ///< of all patches; unspecified when empty
    std::span<const Village> villages() const noexcept;

    std::uint16_t village_index(Position position) const noexcept;
    geometry::GridBox box(Position position) const noexcept;
    /// A point inside the patch (GEOS point on surface), where labels stand.
    geometry::GridPoint label_point(Position position) const noexcept;

    /// Empty when unknown.
    std::string_view code(CodeColumn column, Position position) const noexcept;
    /// The byte behind code(): 0 is unknown, else an index into dictionary().
    std::uint8_t code_byte(CodeColumn column, Position position) const noexcept;
    std::span<const std::string_view> dictionary(CodeColumn column) const noexcept;

    std::optional<std::uint16_t> floors(Position position) const noexcept;
    std::optional<float> height_m(Position position) const noexcept;
    std::optional<float> floor_area_m2(Position position) const noexcept;
    float ground_area_m2(Position position) const noexcept;

    std::string_view number(Position position) const noexcept;
    std::string_view text(TextColumn column, Position position) const noexcept;
    std::optional<Position> find_number(std::string_view number) const noexcept;

    /// Visits every ring of the patch, outer rings before their holes.
    template <typename Visit>
    void visit_rings(Position position, RingBuffer& buffer, Visit visit) const {
        RingCursor cursor = rings(position);
        RingView ring{};
        while (next_ring(cursor, buffer, ring)) {
            visit(ring);
        }
    }
    /// The shape back in degrees, rings closed and wound as RFC 7946 wants them (outer rings
    /// counterclockwise on a map with north up). Quantised: the coordinates as surveyed stay in the
    /// kept batch. A segment built of the shapes of another holds the very same points.
    geometry::MultiPolygon shape(Position position) const;

    /// Calls visit(Position) for every patch whose box meets `query`, in ascending order of
    /// positions.
    void search(const geometry::GridBox& query, const std::function<void(Position)>& visit) const;
    /// The same into the caller's vector (not cleared), for hot paths.
    void search(const geometry::GridBox& query, std::vector<Position>& found) const;

    /// The boxes themselves, for walks in another order (nearest); spatial/segment only.
    const detail::PackedTree& tree() const noexcept;

    /// Asks the memory for where the rings of these 16 positions lie, `first` being a multiple of
    /// 16, because visit_rings() of some will follow.
    void expect_rings(Position first) const noexcept {
        __builtin_prefetch(m_columns.ring_offsets + first);
    }

    /// Positions of one village of villages(), ascending.
    std::span<const Position> patches_of_village(std::size_t village_index) const noexcept;

  private:
    struct RingCursor {
        const std::byte* next;
        const std::byte* end;
        geometry::GridPoint last; ///< the point from which the next ring's first one is counted
    };
    RingCursor rings(Position position) const noexcept;
    /// Throws SegmentError where the bytes end within a ring.
    bool next_ring(RingCursor& cursor, RingBuffer& buffer, RingView& ring) const;

    /// What is asked for most, in one place: the columns for every patch of a tile, the box of
    /// every county for a point.
    struct Columns {
        geometry::GridBox box;
        std::uint32_t patch_count = 0;
        std::uint32_t number_width = 0;
        const std::uint16_t* village_of = nullptr;
        const std::uint16_t* floors = nullptr;
        const float* heights = nullptr; // the measures: not-a-number for unknown
        const float* floor_areas = nullptr;
        const float* ground_areas = nullptr;
        const detail::LabelFraction* labels = nullptr;
        std::array<const std::uint8_t*, code_column_count> codes{};
        std::array<const std::string_view*, code_column_count> values{};
        const std::uint32_t* number_offsets = nullptr;
        const char* numbers = nullptr;
        const std::uint32_t* ring_offsets = nullptr;
        std::span<const std::byte> rings;
    };

    static std::optional<float> known(float measure) noexcept {
        return std::isnan(measure) ? std::nullopt : std::optional(measure);
    }

    class Impl;
    explicit Segment(std::unique_ptr<Impl> impl);
    Columns m_columns;
    std::unique_ptr<Impl> m_impl;
};

inline std::uint32_t Segment::size() const noexcept {
    return m_columns.patch_count;
}

inline geometry::GridBox Segment::box() const noexcept {
    return m_columns.box;
}

inline std::uint16_t Segment::village_index(Position position) const noexcept {
    return m_columns.village_of[position];
}

inline std::uint8_t Segment::code_byte(CodeColumn column, Position position) const noexcept {
    return m_columns.codes[static_cast<std::size_t>(column)][position];
}

inline std::string_view Segment::code(CodeColumn column, Position position) const noexcept {
    return m_columns.values[static_cast<std::size_t>(column)][code_byte(column, position)];
}

inline std::optional<std::uint16_t> Segment::floors(Position position) const noexcept {
    const std::uint16_t stored = m_columns.floors[position]; // number of floors + 1, 0 for none
    return stored == 0 ? std::nullopt : std::optional(static_cast<std::uint16_t>(stored - 1));
}

inline std::optional<float> Segment::height_m(Position position) const noexcept {
    return known(m_columns.heights[position]);
}

inline std::optional<float> Segment::floor_area_m2(Position position) const noexcept {
    return known(m_columns.floor_areas[position]);
}

inline float Segment::ground_area_m2(Position position) const noexcept {
    return m_columns.ground_areas[position];
}

inline std::string_view Segment::number(Position position) const noexcept {
    if (m_columns.number_width > 0) {
        return {m_columns.numbers + std::size_t{position} * m_columns.number_width,
                m_columns.number_width};
    }
    const std::uint32_t begin = m_columns.number_offsets[position];
    return {m_columns.numbers + begin, m_columns.number_offsets[position + 1] - begin};
}

} // namespace tuban::segment
