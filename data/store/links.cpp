#include "data/store/links.hpp"

#include "data/store/patch_changes.hpp"

namespace tuban::store {

void set_link(Transaction& transaction, std::int64_t household_id, const Link& link,
              std::int64_t account_id, std::int64_t now_us) {
    const auto old_number =
        transaction
            .find("SELECT patch_number FROM household WHERE id = $1", {household_id},
                  [](const Row& row) { return row.optional_text(0); })
            .value_or(std::nullopt);
    const bool is_unlinked = link.state == model::PatchState::unlinked;
    transaction.execute("UPDATE household SET patch_state = $2, patch_number = $3, "
                        "patch_source = $4, patch_account_id = $5, patch_at = $6 WHERE id = $1",
                        {household_id, model::to_string(link.state), nullable(link.number),
                         is_unlinked             ? ""
                         : link.is_from_proposal ? "proposal"
                                                 : "person",
                         account_id, now_us});
    if (old_number) {
        append_patch_change(transaction, *old_number);
    }
    if (link.number && link.number != old_number) {
        append_patch_change(transaction, *link.number);
    }
}

bool is_taken_since(Reader& reader, const std::string& number, std::int64_t household_id,
                    std::int64_t since_us, std::int64_t now_us) {
    return reader
        .find("SELECT 1 FROM household WHERE patch_number = $1 AND id <> $2 AND patch_at > $3 "
              "AND patch_at <> $4 LIMIT 1",
              {number, household_id, since_us, now_us},
              [](const Row& row) { return row.integer(0); })
        .has_value();
}

std::vector<LinkedHousehold> households_of_patch(Reader& reader, const model::Area& area,
                                                 const std::string& number) {
    return reader.list(
        "SELECT h.id, h.head_name, h.status, h.grade, h.housing FROM household h "
        "JOIN division d ON d.id = h.division_id "
        "WHERE h.patch_number = $1 AND d.first_label BETWEEN $2 AND $3 ORDER BY h.id",
        {number, area.first_label(), area.last_label()}, [](const Row& row) {
            return LinkedHousehold{row.integer(0), std::string(row.text(1)),
                                   *model::status_from(std::string(row.text(2))),
                                   std::string(row.text(3)), std::string(row.text(4))};
        });
}

} // namespace tuban::store
