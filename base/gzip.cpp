#include "base/gzip.hpp"

#include "base/error.hpp"

#include <libdeflate.h>

#include <array>
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
    std::string out(libdeflate_gzip_compress_bound(&compressor, data.size()), '\0');
    const auto size =
        libdeflate_gzip_compress(&compressor, data.data(), data.size(), out.data(), out.size());
    if (size == 0) {
        throw Error("compress_failed", "libdeflate_gzip_compress");
    }
    out.resize(size);
    return out;
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
