#include "base/error.hpp"
#include "data/import/household_check.hpp"
#include "data/import/household_rows.hpp"
#include "tests/data/store/tree_fixture.hpp"
#include "tests/fuzz/fuzzing.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tuban::import {
namespace {

using fuzz::require;

/// The tree that rows are looked up in, and the key that they are sealed with.
struct Office {
    store::TemporaryFolder folder;
    std::unique_ptr<store::Store> store = store::open_store(folder.path());
    seal::Sealer sealer = seal::Sealer::open(folder.path() / "key", true);
    DivisionFinder divisions = [this] {
        store::TreeFixture::fill(*store);
        return store->read_value([](store::Reader& reader) { return DivisionFinder(reader); });
    }();
};

void check_row(const HouseholdText& text, const Office& office) {
    constexpr int today = 20241118;
    ImportReport report;
    const auto household = check_household(text, office.divisions, office.sealer, today, report);
    if (!household) {
        require(!household.refusal().code.empty() && !household.refusal().detail.empty());
        require(household.refusal().subject == std::to_string(text.row));
        return;
    }
    require(household->division_id >= 1 && household->division_id <= 8);
    require(!household->head_name.empty() && household->head_name.size() <= 4096);
    require(household->id_sealed.has_value() == household->id_hash.has_value());
    require(household->lon.has_value() == household->lat.has_value());
    require(!household->lon ||
            (std::abs(*household->lon) <= 180 && std::abs(*household->lat) <= 90));
    require(std::isfinite(household->location_accuracy_m.value_or(0)) &&
            std::isfinite(household->stated_area_m2.value_or(0)));
}

/// The first byte chooses the format.
void read_bytes(std::span<const std::uint8_t> bytes) {
    constexpr std::array<const char*, 3> endings{"csv", "xlsx", "zip"};
    static const Office office;
    if (bytes.empty()) {
        return;
    }
    const std::string path =
        std::string("/vsimem/households.") + endings[bytes[0] % endings.size()];
    const fuzz::MemoryFile file(path, bytes.subspan(1));
    try {
        read_household_rows(path, [&](HouseholdText&& text) {
            may_be_rounded(text);
            check_row(text, office);
        });
    } catch (const Error&) {
        // The file as a whole was refused.
    }
}

} // namespace
} // namespace tuban::import

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tuban::import::read_bytes({data, size});
    return 0;
}
