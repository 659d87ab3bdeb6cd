#include "data/import/photo.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Whatever is taken for a photo is delivered as one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (tuban::import::read_photo(bytes)) {
        const auto clean = tuban::import::without_metadata(bytes);
        if (!tuban::import::read_photo(clean)) {
            __builtin_trap();
        }
    }
    return 0;
}
