#pragma once

#include "base/error.hpp"
#include "spatial/geometry/grid.hpp"

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
    std::vector<geometry::GridPoint> points;
};

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
    /// The shape back in degrees, rings closed. Quantised: the coordinates as surveyed stay in the
    /// kept batch.
    geometry::MultiPolygon shape(Position position) const;

    /// Calls visit(Position) for every patch whose box meets `query`, in ascending order of
    /// positions.
    void search(const geometry::GridBox& query, const std::function<void(Position)>& visit) const;
    /// The same into the caller's vector (not cleared), for hot paths.
    void search(const geometry::GridBox& query, std::vector<Position>& found) const;

    /// Positions of one village of villages(), ascending.
    std::span<const Position> patches_of_village(std::size_t village_index) const noexcept;

  private:
    struct RingCursor {
        const std::byte* next;
        const std::byte* end;
        geometry::GridPoint anchor;
        std::uint32_t rings_left;
        bool starts_polygon;
        std::uint32_t holes_left;
    };
    RingCursor rings(Position position) const noexcept;
    static bool next_ring(RingCursor& cursor, RingBuffer& buffer, RingView& ring);

    class Impl;
    explicit Segment(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace tuban::segment
