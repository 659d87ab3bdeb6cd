#include "data/store/patch_changes.hpp"

namespace tuban::store {

std::int64_t append_patch_change(Transaction& transaction, const std::string& patch_number) {
    return *transaction.find("INSERT INTO patch_change (patch_number) VALUES ($1) RETURNING epoch",
                             {patch_number}, [](const Row& row) { return row.integer(0); });
}

std::vector<PatchChange> patch_changes_since(Reader& reader, std::int64_t epoch,
                                             std::int64_t limit) {
    return reader.list("SELECT epoch, patch_number FROM patch_change WHERE epoch > $1 "
                       "ORDER BY epoch LIMIT $2",
                       {epoch, limit}, [](const Row& row) {
                           return PatchChange{row.integer(0), std::string(row.text(1))};
                       });
}

std::int64_t last_patch_epoch(Reader& reader) {
    return *reader.find("SELECT coalesce(max(epoch), 0) FROM patch_change", {},
                        [](const Row& row) { return row.integer(0); });
}

} // namespace tuban::store
