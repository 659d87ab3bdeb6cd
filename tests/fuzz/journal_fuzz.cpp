#include "base/error.hpp"
#include "spatial/io/detail/reading_record.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

/// What is read is what was written, or the journal is damaged.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tuban;
    const std::string_view all{reinterpret_cast<const char*>(data), size};
    std::string_view rest = all;
    try {
        const auto [layer, reading] = io::read_record(rest);
        std::string first;
        io::write_record(layer, reading, first);
        std::string_view written = first;
        const auto again = io::read_record(written);
        std::string second;
        io::write_record(again.layer, again.reading, second);
        if (!written.empty() || first != second) {
            std::abort();
        }
        rest = all;
        io::read_issues(rest);
    } catch (const Error& error) {
        if (error.code() != "journal_damaged") {
            std::abort();
        }
    }
    return 0;
}
