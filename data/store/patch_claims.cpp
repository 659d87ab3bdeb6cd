#include "data/store/patch_claims.hpp"

#include "data/store/proposals.hpp"

namespace tuban::store {
namespace {

PatchClaim read(const Row& row) {
    return {std::string(row.text(0)), model::status_from(std::string(row.text(1))).value(),
            std::string(row.text(2)), row.integer(3) != 0};
}

// What waits for the blind check must not be seen on the map.
const std::string linked = "SELECT patch_number, status, grade, 0 FROM household WHERE ";
const std::string proposed =
    std::string("UNION ALL SELECT p.patch_number, h.status, h.grade, 1 FROM proposal p "
                "JOIN household h ON h.id = p.household_id WHERE ") +
    has_likely_patch_sql + " AND p.blind <> 'waiting' ";

} // namespace

std::vector<PatchClaim> claims_of_patch(Reader& reader, std::string_view patch_number) {
    static const std::string sql =
        linked + "patch_number = $1 " + proposed + "AND p.patch_number = $1";
    return reader.list(sql, {std::string(patch_number)}, read);
}

void visit_claims(Reader& reader, const std::function<void(const PatchClaim&)>& visit) {
    static const std::string sql = linked + "patch_number IS NOT NULL " + proposed;
    reader.query(sql, {}, [&](const Row& row) { visit(read(row)); });
}

} // namespace tuban::store
