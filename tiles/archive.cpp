#include "tiles/archive.hpp"

#include "base/gzip.hpp"
#include "base/parallel.hpp"
#include "tiles/patch_encoder.hpp"
#include "tiles/pmtiles.hpp"
#include "tiles/tile_frame.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace tuban::tiles {

namespace {

/// Tiles that a thread encodes before it waits for its turn to write.
constexpr std::size_t chunk_size = 16;

/// Ids of the tiles whose buffered square meets a patch's box, ascending.
std::vector<std::uint64_t> tiles_of(const segment::Scope& scope, std::uint8_t zoom) {
    constexpr std::int64_t grid_end = std::int64_t{1} << 32U;
    const auto shift = 32U - zoom;
    const std::int64_t buffer = std::int64_t{tile_buffer} << (max_frame_zoom - zoom);
    std::vector<std::uint64_t> ids;
    TileId last_min{25, 0, 0};
    TileId last_max{25, 0, 0};
    for (const segment::ScopedSegment& source : scope) {
        for (segment::Position p = 0; p < source.segment->size(); ++p) {
            if (!source.allows(p)) {
                continue;
            }
            const geometry::GridBox box = source.segment->box(p);
            const auto low = [&](std::uint32_t value) {
                return static_cast<std::uint32_t>(std::max<std::int64_t>(value - buffer, 0) >>
                                                  shift);
            };
            const auto high = [&](std::uint32_t value) {
                return static_cast<std::uint32_t>(
                    std::min<std::int64_t>(value + buffer, grid_end - 1) >> shift);
            };
            const TileId min{zoom, low(box.min.x), low(box.min.y)};
            const TileId max{zoom, high(box.max.x), high(box.max.y)};
            if (min == last_min && max == last_max) {
                continue;
            }
            last_min = min;
            last_max = max;
            for (std::uint32_t y = min.y; y <= max.y; ++y) {
                for (std::uint32_t x = min.x; x <= max.x; ++x) {
                    ids.push_back(pmtiles_id({zoom, x, y}));
                }
            }
        }
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

std::string encode(PatchEncoder& encoder, const segment::Scope& scope, TileId tile,
                   AttributeSet attributes) {
    encoder.start(tile, attributes);
    for (const segment::ScopedSegment& source : scope) {
        encoder.add(source);
    }
    return encoder.finish();
}

std::array<double, 4> bounds_of(const segment::Scope& scope) {
    std::optional<geometry::GridBox> box;
    for (const segment::ScopedSegment& source : scope) {
        const auto villages = source.segment->villages();
        for (std::size_t i = 0; i < villages.size(); ++i) {
            if (source.is_whole || source.allowed_villages[i]) {
                box = box.value_or(villages[i].box);
                box->extend(villages[i].box.min);
                box->extend(villages[i].box.max);
            }
        }
    }
    if (!box) {
        return {};
    }
    const auto north_west = geometry::to_lonlat(box->min);
    const auto south_east = geometry::to_lonlat(box->max);
    return {north_west.lon, south_east.lat, south_east.lon, north_west.lat};
}

std::string metadata_of(const ArchiveOptions& options) {
    using Json = nlohmann::ordered_json;
    const auto layer = [&](const char* id, std::span<const PatchField> fields) {
        Json described = Json::object();
        for (const PatchField& field : fields) {
            described[std::string(field.name)] = field.is_number ? "Number" : "String";
        }
        return Json{{"id", id},
                    {"minzoom", options.min_zoom},
                    {"maxzoom", options.max_zoom},
                    {"fields", described}};
    };
    const auto fields = patch_fields(options.attributes);
    return Json{{"name", options.name},
                {"format", "pbf"},
                {"type", "overlay"},
                {"generator", "tuban"},
                {"vector_layers",
                 Json::array({layer("patches", fields), layer("labels", fields.first(1))})}}
        .dump();
}

/// Chunks are taken in order and written in order; what is encoded and waits is at most one chunk a
/// thread.
class Run {
  public:
    Run(const segment::Scope& scope, std::vector<std::uint64_t> ids, const ArchiveOptions& options,
        PmtilesWriter& writer)
        : m_scope(scope), m_ids(std::move(ids)), m_options(options), m_writer(writer) {}

    /// False when cancelled.
    bool operator()(unsigned thread_count) {
        for_each_parallel(thread_count, thread_count, [this](std::size_t) { work(); });
        return !m_is_stopped;
    }

  private:
    void work() {
        try {
            PatchEncoder encoder;
            while (const auto chunk = take()) {
                write(*chunk, encode_chunk(encoder, *chunk));
            }
        } catch (...) {
            const std::lock_guard lock(m_mutex);
            m_is_stopped = true;
            m_turn.notify_all();
            throw;
        }
    }

    std::optional<std::size_t> take() {
        const std::lock_guard lock(m_mutex);
        if (m_is_stopped || m_next_taken * chunk_size >= m_ids.size()) {
            return {};
        }
        return m_next_taken++;
    }

    std::size_t end_of(std::size_t chunk) const {
        return std::min((chunk + 1) * chunk_size, m_ids.size());
    }

    std::vector<std::string> encode_chunk(PatchEncoder& encoder, std::size_t chunk) const {
        std::vector<std::string> tiles;
        for (std::size_t i = chunk * chunk_size; i < end_of(chunk); ++i) {
            const std::string tile =
                encode(encoder, m_scope, from_pmtiles_id(m_ids[i]), m_options.attributes);
            tiles.push_back(tile.empty() ? tile : gzip_at_once(tile));
        }
        return tiles;
    }

    void write(std::size_t chunk, const std::vector<std::string>& tiles) {
        std::unique_lock lock(m_mutex);
        m_turn.wait(lock, [&] { return m_is_stopped || m_next_written == chunk; });
        if (m_is_stopped) {
            return;
        }
        for (std::size_t i = 0; i < tiles.size(); ++i) {
            if (!tiles[i].empty()) {
                m_writer.add(m_ids[chunk * chunk_size + i], tiles[i]);
            }
        }
        ++m_next_written;
        if (m_options.progress && !m_options.progress(end_of(chunk), m_ids.size())) {
            m_is_stopped = true;
        }
        m_turn.notify_all();
    }

    const segment::Scope& m_scope;
    std::vector<std::uint64_t> m_ids;
    const ArchiveOptions& m_options;
    PmtilesWriter& m_writer;

    std::mutex m_mutex;
    std::condition_variable m_turn;
    std::size_t m_next_taken = 0;
    std::size_t m_next_written = 0;
    bool m_is_stopped = false;
};

} // namespace

ArchiveReport write_archive(const segment::Scope& scope, const std::filesystem::path& file,
                            const ArchiveOptions& options) {
    std::vector<std::uint64_t> ids;
    for (std::uint8_t zoom = options.min_zoom; zoom <= options.max_zoom; ++zoom) {
        const auto of_zoom = tiles_of(scope, zoom);
        ids.insert(ids.end(), of_zoom.begin(), of_zoom.end());
    }
    PmtilesWriter writer(file);
    const unsigned machine = std::max(1U, std::thread::hardware_concurrency());
    if (!Run(scope, std::move(ids), options,
             writer)(options.threads == 0 ? machine : options.threads)) {
        return {0, 0, true};
    }
    ArchiveReport report;
    report.tiles = writer.tile_count();
    report.bytes =
        writer.finish({options.min_zoom, options.max_zoom, bounds_of(scope), metadata_of(options)});
    return report;
}

} // namespace tuban::tiles
