#include "base/gzip.hpp"

#include "base/error.hpp"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include <array>
#include <cstdint>
#include <limits>
#include <memory>

namespace tuban {
namespace {

struct FreeCompressor {
    void operator()(libdeflate_compressor* compressor) const {
        libdeflate_free_compressor(compressor);
    }
};

libdeflate_compressor& compressor_of_this_thread(int level) {
    thread_local std::array<std::unique_ptr<libdeflate_compressor, FreeCompressor>, 13> kept;
    auto& compressor = kept.at(static_cast<std::size_t>(level));
    if (!compressor) {
        compressor.reset(libdeflate_alloc_compressor(level));
    }
    if (!compressor) {
        throw Error("compress_failed", "libdeflate_alloc_compressor");
    }
    return *compressor;
}

} // namespace

std::string gzip(std::string_view data, int level) {
    auto& compressor = compressor_of_this_thread(level);
    const auto bound = libdeflate_gzip_compress_bound(&compressor, data.size());
    const auto out = std::make_unique_for_overwrite<char[]>(bound); // NOLINT(*-avoid-c-arrays)
    const auto size =
        libdeflate_gzip_compress(&compressor, data.data(), data.size(), out.get(), bound);
    if (size == 0) {
        throw Error("compress_failed", "libdeflate_gzip_compress");
    }
    return {out.get(), size}; // no more memory than it takes: answers are kept
}

std::string gzip_at_once(std::string_view data) {
    struct Scratch {
        isal_zstream stream;
        std::array<std::uint8_t, ISAL_DEF_LVL1_EXTRA_LARGE> level;
    };
    thread_local const auto scratch = std::make_unique<Scratch>();
    isal_zstream& stream = scratch->stream;
    constexpr std::size_t head_and_tail = 512;
    const std::size_t room = data.size() + data.size() / 16 + head_and_tail;
    if (room > std::numeric_limits<std::uint32_t>::max()) {
        return gzip(data, 1);
    }
    const auto out = std::make_unique_for_overwrite<std::uint8_t[]>(room); // NOLINT(*-c-arrays)
    isal_deflate_init(&stream);
    stream.level = 1;
    stream.level_buf = scratch->level.data();
    stream.level_buf_size = static_cast<std::uint32_t>(scratch->level.size());
    stream.gzip_flag = IGZIP_GZIP;
    stream.end_of_stream = 1;
    // It only reads, but takes no const.
    stream.next_in =
        reinterpret_cast<std::uint8_t*>(const_cast<char*>(data.data())); // NOLINT(*-const-cast)
    stream.avail_in = static_cast<std::uint32_t>(data.size());
    stream.next_out = out.get();
    stream.avail_out = static_cast<std::uint32_t>(room);
    if (isal_deflate(&stream) != COMP_OK || stream.internal_state.state != ZSTATE_END) {
        return gzip(data, 1); // what does not shrink takes more room than that
    }
    return {reinterpret_cast<const char*>(out.get()), stream.total_out};
}

std::string gunzip(std::string_view data, std::size_t size) {
    const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> decompressor(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    std::string out(size, '\0');
    if (!decompressor || libdeflate_gzip_decompress(decompressor.get(), data.data(), data.size(),
                                                    out.data(), size, nullptr) != 0) {
        throw Error("decompress_failed", "libdeflate_gzip_decompress");
    }
    return out;
}

} // namespace tuban
