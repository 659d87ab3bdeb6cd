#include "data/store/households.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <string_view>

namespace tuban::store {
namespace {

// The pieces of a list's statement, each with its own parameters: $1 and $2 are the area, $3 … $22
// the filter, $23 and $24 what is looked for, $25 and $26 the range. A piece stands in it only
// where it narrows the list.
constexpr std::string_view row_columns =
    "SELECT h.id, h.list, h.source_id, h.division_id, h.head_name, h.head_name_key, h.id_masked, "
    "h.phone_masked, h.address, h.village_group, h.kind, h.family_size, h.members, h.lon, h.lat, "
    "h.location_source, h.location_accuracy_m, h.patch_state, h.patch_number, h.patch_source, "
    "h.patch_account_id, h.patch_at, h.status, h.grade, h.housing, h.status_at, h.resubmitted, "
    "d.code, d.name, d.level, t.name ";
constexpr std::string_view from_area =
    "FROM division d JOIN household h ON h.division_id = d.id "
    "LEFT JOIN division t ON t.id = d.parent_id AND t.level = 4 ";
// A page is chosen within the index; the rows of those few are read afterwards.
constexpr std::string_view from_page =
    "FROM (SELECT h.id AS id FROM division d JOIN household h ON h.division_id = d.id ";
constexpr std::string_view join_page =
    ") AS page JOIN household h ON h.id = page.id "
    "JOIN division d ON d.id = h.division_id "
    "LEFT JOIN division t ON t.id = d.parent_id AND t.level = 4 ";
constexpr std::string_view range_clause = "LIMIT $25 OFFSET $26 ";
constexpr std::string_view count_columns =
    "SELECT count(*) FROM division d JOIN household h ON h.division_id = d.id ";
constexpr std::string_view in_area = "WHERE d.first_label BETWEEN $1 AND $2 ";
// coalesce keeps the planner from seeking every combination of the sets in turn.
constexpr std::string_view of_list = "AND coalesce(h.list, '') = $3 ";
constexpr std::string_view of_status = "AND coalesce(h.status, '') IN ($5, $6, $7, $8, $9) ";
constexpr std::string_view of_grade = "AND coalesce(h.grade, '') IN ($10, $11, $12, $13, $14) ";
constexpr std::string_view of_patch_state = "AND coalesce(h.patch_state, '') IN ($15, $16, $17) ";
constexpr std::string_view of_housing = "AND coalesce(h.housing, '') IN ($18, $19, $20, $21) ";
constexpr std::string_view of_kind = "AND coalesce(h.kind, '') = $22 ";

constexpr std::string_view of_resubmitted = "AND h.status = 'submitted' AND h.resubmitted = 1 ";
constexpr std::string_view of_own = "AND d.first_label = $1 ";

constexpr std::string_view look_for_id =
    "AND h.list IN ('lookback', 'six_groups') AND h.id_hash = $23 ";
constexpr std::string_view look_for_phone = "AND h.phone_hash = $23 ";
constexpr std::string_view look_for_patch = "AND h.patch_number = $23 ";
constexpr std::string_view look_for_name = "AND h.head_name >= $23 AND h.head_name < $24 ";
constexpr std::string_view look_for_text =
    "AND (h.head_name LIKE $23 ESCAPE '\\' OR h.address LIKE $23 ESCAPE '\\' "
    "OR h.head_name_key LIKE $24 ESCAPE '\\' OR h.patch_number LIKE $24 ESCAPE '\\') ";

constexpr PageRange everything{std::numeric_limits<std::int64_t>::max(), 0};

std::string_view order_clause(HouseholdOrder order) {
    switch (order) {
    case HouseholdOrder::place:
        return "ORDER BY d.first_label, h.head_name_key, h.id ";
    case HouseholdOrder::name:
        return "ORDER BY h.head_name_key, h.head_name, h.id ";
    case HouseholdOrder::status_time:
        return "ORDER BY coalesce(h.status_at, 0) DESC, h.id ";
    case HouseholdOrder::status_time_oldest:
        return "ORDER BY coalesce(h.status_at, 0), h.id ";
    case HouseholdOrder::review_queue:
        return "ORDER BY h.resubmitted DESC, CASE WHEN h.grade IN ('C', 'D') THEN 0 ELSE 1 END, "
               "coalesce(h.status_at, 0), h.id ";
    }
    throw std::logic_error("order");
}

/// A set that isn't empty as exactly N parameters, the last one repeated.
template <std::size_t N>
std::array<std::string, N> as_parameters(std::vector<std::string> chosen) {
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    if (chosen.size() > N) {
        throw Error("store_usage", "more values than there are identifiers");
    }
    std::array<std::string, N> parameters;
    for (std::size_t i = 0; i < N && !chosen.empty(); ++i) {
        parameters[i] = chosen[std::min(i, chosen.size() - 1)];
    }
    return parameters;
}

template <typename Identified>
std::vector<std::string> identifiers(const std::vector<Identified>& values) {
    std::vector<std::string> texts;
    texts.reserve(values.size());
    for (const auto value : values) {
        texts.emplace_back(to_string(value));
    }
    return texts;
}

std::string like_escaped(std::string_view text) {
    std::string escaped;
    for (const char letter : text) {
        if (letter == '%' || letter == '_' || letter == '\\') {
            escaped.push_back('\\');
        }
        escaped.push_back(letter);
    }
    return escaped;
}

/// The filter as SQL and its parameters.
class Condition {
  public:
    Condition(const model::Area& area, const HouseholdFilter& filter)
        : m_area(area), m_statuses(as_parameters<5>(identifiers(filter.statuses))),
          m_grades(as_parameters<5>(filter.grades)),
          m_patch_states(as_parameters<3>(identifiers(filter.patch_states))),
          m_housings(as_parameters<4>(filter.housings)), m_kind(filter.kind.value_or("")) {
        if (filter.list) {
            m_list = to_string(*filter.list);
        }
        narrow_if(filter.list.has_value(), of_list);
        narrow_if(!filter.statuses.empty(), of_status);
        narrow_if(!filter.grades.empty(), of_grade);
        narrow_if(!filter.patch_states.empty(), of_patch_state);
        narrow_if(!filter.housings.empty(), of_housing);
        narrow_if(filter.kind.has_value(), of_kind);
        narrow_if(filter.only_resubmitted, of_resubmitted);
        narrow_if(filter.only_own, of_own);
        look_for(filter);
    }

    /// WHERE …, between what the caller puts before and behind it.
    std::string sql(std::initializer_list<std::string_view> before,
                    std::initializer_list<std::string_view> behind) const {
        std::string text;
        for (const auto piece : before) {
            text += piece;
        }
        text += m_where;
        for (const auto piece : behind) {
            text += piece;
        }
        return text;
    }

    void run(Reader& reader, std::string_view sql, PageRange range, const RowVisitor& visit) const {
        const auto& s = m_statuses;
        const auto& g = m_grades;
        const auto& p = m_patch_states;
        const auto& h = m_housings;
        reader.query(sql,
                     {m_area.first_label(),
                      m_area.last_label(),
                      m_list,
                      Value{},
                      s[0],
                      s[1],
                      s[2],
                      s[3],
                      s[4],
                      g[0],
                      g[1],
                      g[2],
                      g[3],
                      g[4],
                      p[0],
                      p[1],
                      p[2],
                      h[0],
                      h[1],
                      h[2],
                      h[3],
                      m_kind,
                      m_first,
                      m_second,
                      range.limit,
                      range.offset},
                     visit);
    }

  private:
    void narrow_if(bool is_wanted, std::string_view piece) {
        if (is_wanted) {
            m_where += piece;
        }
    }

    void look_for(const HouseholdFilter& filter) {
        if (filter.id_hash) {
            m_where += look_for_id;
            m_first = *filter.id_hash;
        } else if (filter.phone_hash) {
            m_where += look_for_phone;
            m_first = *filter.phone_hash;
        } else if (!filter.patch_number.empty()) {
            m_where += look_for_patch;
            m_first = filter.patch_number;
        } else if (!filter.name.empty()) {
            m_where += look_for_name;
            m_first = filter.name;
            m_second = filter.name + "\xF4\x8F\xBF\xBF"; // the last character that there is
        } else if (!filter.text.empty()) {
            m_where += look_for_text;
            const auto text = like_escaped(filter.text);
            m_first = "%" + text + "%";
            m_second = text + "%";
        }
    }

    model::Area m_area;
    std::string m_list;
    std::array<std::string, 5> m_statuses;
    std::array<std::string, 5> m_grades;
    std::array<std::string, 3> m_patch_states;
    std::array<std::string, 4> m_housings;
    std::string m_kind;
    std::string m_where{in_area};
    Value m_first;
    Value m_second;
};

/// Columns 0 … 26 of row_columns.
model::Household to_household(const Row& row) {
    model::Household household;
    household.id = row.integer(0);
    household.list = *model::household_list_from(std::string(row.text(1)));
    household.source_id = row.text(2);
    household.division_id = row.integer(3);
    household.head_name = row.text(4);
    household.head_name_key = row.text(5);
    household.id_masked = row.text(6);
    household.phone_masked = row.text(7);
    household.address = row.text(8);
    household.village_group = row.text(9);
    household.kind = row.text(10);
    household.family_size = row.optional_integer(11);
    household.members = row.text(12);
    household.lon = row.optional_real(13);
    household.lat = row.optional_real(14);
    household.location_source = row.text(15);
    household.location_accuracy_m = row.optional_real(16);
    household.patch_state = *model::patch_state_from(std::string(row.text(17)));
    household.patch_number = row.optional_text(18);
    household.patch_source = row.text(19);
    household.patch_account_id = row.optional_integer(20);
    household.patch_at_us = row.optional_integer(21);
    household.status = *model::status_from(std::string(row.text(22)));
    household.grade = row.text(23);
    household.housing = row.text(24);
    household.status_at_us = row.optional_integer(25);
    household.is_resubmitted = row.integer(26) != 0;
    return household;
}

model::HouseholdRow to_row(const Row& row) {
    return {to_household(row), std::string(row.text(27)), std::string(row.text(28)),
            static_cast<model::Level>(row.integer(29)), row.optional_text(30)};
}

// A position from a visit stands before the list's own.
const std::string whole_of_area =
    "SELECT h.id, h.list, h.source_id, h.division_id, h.head_name, h.head_name_key, "
    "h.id_masked, h.phone_masked, h.address, h.village_group, h.kind, h.family_size, "
    "h.members, coalesce(v.lon, h.lon), coalesce(v.lat, h.lat), "
    "coalesce(v.source, h.location_source), "
    "CASE WHEN v.source IS NULL THEN h.location_accuracy_m ELSE v.accuracy_m END, h.patch_state, "
    "h.patch_number, h.patch_source, h.patch_account_id, h.patch_at, h.status, h.grade, "
    "h.housing, h.status_at, h.resubmitted, h.id_sealed, h.id_hash, h.phone_sealed, "
    "h.phone_hash, coalesce(v.device, h.location_device), h.stated_floors, h.stated_area_m2, "
    "h.stated_built_year "
    "FROM household h JOIN division d ON d.id = h.division_id "
    "LEFT JOIN household_position v ON v.household_id = h.id "
    "WHERE d.first_label BETWEEN $1 AND $2 ";

model::Household to_whole_household(const Row& row) {
    auto household = to_household(row);
    household.id_sealed = row.optional_blob(27);
    household.id_hash = row.optional_blob(28);
    household.phone_sealed = row.optional_blob(29);
    household.phone_hash = row.optional_blob(30);
    household.location_device = row.text(31);
    household.stated_floors = row.optional_integer(32);
    household.stated_area_m2 = row.optional_real(33);
    household.stated_built_year = row.optional_integer(34);
    return household;
}

} // namespace

std::optional<model::Household> find_household(Reader& reader, const model::Area& area,
                                               std::int64_t id) {
    static const std::string sql = whole_of_area + "AND h.id = $3";
    return reader.find(sql, {area.first_label(), area.last_label(), id}, to_whole_household);
}

std::optional<model::HouseholdRow> find_household_row(Reader& reader, const model::Area& area,
                                                      std::int64_t id) {
    static const std::string sql =
        std::string(row_columns) + std::string(from_area) + std::string(in_area) + "AND h.id = $3";
    return reader.find(sql, {area.first_label(), area.last_label(), id}, to_row);
}

void visit_whole_households(Reader& reader, const model::Area& area,
                            const std::function<void(model::Household&)>& visit) {
    static const std::string sql = whole_of_area + "ORDER BY d.first_label, h.id";
    reader.query(sql, {area.first_label(), area.last_label()}, [&](const Row& row) {
        auto household = to_whole_household(row);
        visit(household);
    });
}

HouseholdPage list_households(Reader& reader, const model::Area& area,
                              const HouseholdFilter& filter, HouseholdOrder order,
                              PageRange range) {
    HouseholdPage page;
    page.total = count_households(reader, area, filter);
    const Condition condition(area, filter);
    const auto ordered = order_clause(order);
    condition.run(
        reader,
        condition.sql({row_columns, from_page}, {ordered, range_clause, join_page, ordered}), range,
        [&](const Row& row) { page.rows.push_back(to_row(row)); });
    return page;
}

std::int64_t count_households(Reader& reader, const model::Area& area,
                              const HouseholdFilter& filter) {
    const Condition condition(area, filter);
    std::int64_t total = 0;
    condition.run(reader, condition.sql({count_columns}, {range_clause}), everything,
                  [&](const Row& row) { total = row.integer(0); });
    return total;
}

void visit_households(Reader& reader, const model::Area& area, const HouseholdFilter& filter,
                      HouseholdOrder order,
                      const std::function<void(const model::HouseholdRow&)>& visit) {
    const Condition condition(area, filter);
    condition.run(reader,
                  condition.sql({row_columns, from_area}, {order_clause(order), range_clause}),
                  everything, [&](const Row& row) { visit(to_row(row)); });
}

void insert_household(Transaction& transaction, const model::Household& household) {
    transaction.execute(
        "INSERT INTO household (id, list, source_id, division_id, head_name, head_name_key, "
        "id_sealed, id_hash, id_masked, phone_sealed, phone_hash, phone_masked, address, "
        "village_group, kind, family_size, members, lon, lat, location_source, "
        "location_accuracy_m, patch_state, patch_number, patch_source, patch_account_id, patch_at, "
        "status, grade, housing, status_at, resubmitted, location_device, "
        "stated_floors, stated_area_m2, stated_built_year) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
        "$19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)",
        {household.id,
         std::string(to_string(household.list)),
         household.source_id,
         household.division_id,
         household.head_name,
         household.head_name_key,
         nullable(household.id_sealed),
         nullable(household.id_hash),
         household.id_masked,
         nullable(household.phone_sealed),
         nullable(household.phone_hash),
         household.phone_masked,
         household.address,
         household.village_group,
         household.kind,
         nullable(household.family_size),
         household.members,
         nullable(household.lon),
         nullable(household.lat),
         household.location_source,
         nullable(household.location_accuracy_m),
         std::string(to_string(household.patch_state)),
         nullable(household.patch_number),
         household.patch_source,
         nullable(household.patch_account_id),
         nullable(household.patch_at_us),
         std::string(to_string(household.status)),
         household.grade,
         household.housing,
         nullable(household.status_at_us),
         std::int64_t{household.is_resubmitted ? 1 : 0},
         household.location_device,
         nullable(household.stated_floors),
         nullable(household.stated_area_m2),
         nullable(household.stated_built_year)});
}

} // namespace tuban::store
