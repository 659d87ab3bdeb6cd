#include "data/store/patch_claims.hpp"

namespace tuban::store {
namespace {

PatchClaim read(const Row& row) {
    return {std::string(row.text(0)), model::status_from(std::string(row.text(1))).value(),
            std::string(row.text(2))};
}

} // namespace

std::vector<PatchClaim> claims_of_patch(Reader& reader, std::string_view patch_number) {
    return reader.list("SELECT patch_number, status, grade FROM household WHERE patch_number = $1",
                       {std::string(patch_number)}, read);
}

void visit_claims(Reader& reader, const std::function<void(const PatchClaim&)>& visit) {
    reader.query("SELECT patch_number, status, grade FROM household WHERE patch_number IS NOT NULL",
                 {}, [&](const Row& row) { visit(read(row)); });
}

} // namespace tuban::store
