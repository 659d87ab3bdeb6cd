#include "data/store/household_columns.hpp"
#include "data/store/households.hpp"
#include "data/store/sqlite/dialect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace tuban::store {
namespace {

// The pieces of a list's statement, each with its own parameters: $1 and $2 are the area, $3 … $21
// the filter, $22 … $29 what is looked for, $30 and $31 the range. A piece stands in it only where
// it narrows the list.
constexpr std::string_view row_columns =
    "SELECT h.id, h.list, h.source_id, h.division_id, h.head_name, h.head_name_key, h.id_masked, "
    "h.phone_masked, h.address, h.village_group, h.kind, h.family_size, h.members, h.lon, h.lat, "
    "h.location_source, h.location_accuracy_m, h.patch_state, h.patch_number, h.patch_source, "
    "h.patch_account_id, h.patch_at, h.status, h.grade, h.housing, h.status_at, h.resubmitted, "
    "d.code, d.name, d.level, t.name ";
constexpr std::string_view with_town =
    "LEFT JOIN division t ON t.id = d.parent_id AND t.level = 4 ";
constexpr std::string_view range_clause = "LIMIT $30 OFFSET $31 ";

constexpr std::string_view in_area = "WHERE d.first_label BETWEEN $1 AND $2 ";
constexpr std::string_view of_list = "AND h.list = $3 ";
constexpr std::string_view of_kind = "AND h.kind = $21 ";

constexpr std::string_view of_resubmitted = "AND h.status = 'submitted' AND h.resubmitted = 1 ";
constexpr std::string_view of_own = "AND d.first_label = $1 ";

constexpr std::string_view look_for_id =
    "AND h.list IN ('lookback', 'six_groups') AND h.id_hash = $22 ";
constexpr std::string_view look_for_phone = "AND h.phone_hash = $22 ";
constexpr std::string_view look_for_patch = "AND h.patch_number = $22 ";
constexpr std::string_view look_for_name = "AND h.head_name >= $22 AND h.head_name < $23 ";
constexpr std::string_view look_for_text =
    "AND (h.head_name LIKE $22 ESCAPE '\\' OR h.address LIKE $22 ESCAPE '\\' "
    "OR (h.head_name_key >= $24 AND h.head_name_key < $25) "
    "OR (h.patch_number >= $26 AND h.patch_number < $27) "
    "OR (h.patch_number >= $28 AND h.patch_number < $29)) ";

/// Where the households come from, and how they hang together with what stands beside them.
struct Source {
    std::string from;
    std::string_view joined;
};
// CROSS JOIN keeps SQLite to the order written.
const Source by_place{"FROM division d CROSS JOIN household h ON h.division_id = d.id ", ""};
/// From the index of what is looked for.
const Source by_key{"FROM household h CROSS JOIN division d ON d.id = h.division_id ", ""};

// A superset of what look_for_text admits, each part from an index of its own.
constexpr std::string_view in_names =
    "SELECT id FROM household WHERE head_name_key >= $24 AND head_name_key < $25 ";
constexpr std::string_view in_numbers =
    "SELECT id FROM household WHERE patch_number >= $26 AND patch_number < $27 ";
constexpr std::string_view in_capitals =
    "SELECT id FROM household WHERE patch_number >= $28 AND patch_number < $29 ";

std::string found_in_texts(std::string_view set_operator) {
    return fmt::format("{1}{0}{2}{0}{3}{0}{4}", set_operator, sqlite::households_with_pieces,
                       in_names, in_numbers, in_capitals);
}

const Source by_text{"FROM (" + found_in_texts("UNION ") +
                         ") AS found CROSS JOIN household h CROSS JOIN division d ",
                     "AND h.id = found.id AND d.id = h.division_id "};

/// The ids of the whole store from the first in the order on, by its index. The untouched have no
/// time: the latest end where they begin.
std::optional<std::string_view> first_in(HouseholdOrder order) {
    switch (order) {
    case HouseholdOrder::name:
        return "SELECT id FROM household ORDER BY head_name_key, head_name, id";
    case HouseholdOrder::status_time:
        return "SELECT id FROM household WHERE coalesce(status_at, 0) > 0 "
               "ORDER BY coalesce(status_at, 0) DESC, id";
    case HouseholdOrder::status_time_oldest:
        return "SELECT id FROM household ORDER BY coalesce(status_at, 0), id";
    case HouseholdOrder::place:
    case HouseholdOrder::review_queue:
        return std::nullopt;
    }
    throw std::logic_error("order");
}

Source among_first(std::string_view ids, std::int64_t most) {
    return {fmt::format("FROM ({} LIMIT {}) AS found CROSS JOIN household h CROSS JOIN division d ",
                        ids, most),
            by_text.joined};
}

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

/// Each value once, in up to N parameters.
template <std::size_t N>
struct Chosen {
    explicit Chosen(std::vector<std::string> chosen) {
        std::sort(chosen.begin(), chosen.end());
        chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
        if (chosen.size() > N) {
            throw Error("store_usage", "more values than there are identifiers");
        }
        size = chosen.size();
        std::move(chosen.begin(), chosen.end(), parameters.begin());
    }

    /// One value is sought in the index; coalesce keeps the planner from seeking every combination
    /// of larger sets in turn.
    std::string sql(std::string_view column, std::size_t first_parameter) const {
        if (size == 1) {
            return fmt::format("AND h.{} = ${} ", column, first_parameter);
        }
        std::string set;
        for (std::size_t i = 0; i < size; ++i) {
            set += fmt::format("{}${}", i == 0 ? "" : ", ", first_parameter + i);
        }
        return fmt::format("AND coalesce(h.{}, '') IN ({}) ", column, set);
    }

    std::array<std::string, N> parameters;
    std::size_t size = 0;
};

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

std::string in_case(std::string text, char first, char change) {
    for (char& letter : text) {
        if (letter >= first && letter <= first + 25) {
            letter = static_cast<char>(letter + change);
        }
    }
    return text;
}

/// What the text index is asked for: the characters of a text, two by two. A few are enough, as
/// what is found is compared with the row.
std::string text_query(const std::string& text) {
    constexpr std::size_t most_pieces = 16;
    const auto is_first_byte = [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    };
    std::vector<std::string> characters;
    for (const char byte : text) {
        if (characters.empty() || is_first_byte(byte)) {
            characters.emplace_back();
        }
        characters.back() += byte == '"' ? std::string(2, byte) : std::string(1, byte);
    }
    std::string query =
        '"' + characters.front() + (characters.size() > 1 ? characters[1] : "") + '"';
    for (std::size_t i = 1; i + 1 < std::min(characters.size(), most_pieces); ++i) {
        query += " AND \"" + characters[i] + characters[i + 1] + '"';
    }
    return query;
}

/// The first text that doesn't begin with this one, as SQLite and Unicode order them.
std::string end_of(const std::string& beginning) {
    return beginning + "\xF4\x8F\xBF\xBF"; // the last character that there is
}

/// The filter as SQL and its parameters.
class Condition {
  public:
    Condition(const model::Area& area, const HouseholdFilter& filter)
        : m_area(area), m_statuses(identifiers(filter.statuses)), m_grades(filter.grades),
          m_patch_states(identifiers(filter.patch_states)), m_housings(filter.housings),
          m_kind(filter.kind.value_or("")) {
        if (filter.list) {
            m_list = to_string(*filter.list);
        }
        narrow_if(filter.list.has_value(), of_list);
        narrow_if(!filter.statuses.empty(), m_statuses.sql("status", 4));
        narrow_if(!filter.grades.empty(), m_grades.sql("grade", 9));
        narrow_if(!filter.patch_states.empty(), m_patch_states.sql("patch_state", 14));
        narrow_if(!filter.housings.empty(), m_housings.sql("housing", 17));
        narrow_if(filter.kind.has_value(), of_kind);
        narrow_if(filter.only_resubmitted, of_resubmitted);
        narrow_if(filter.only_own, of_own);
        look_for(filter);
    }

    /// The statement that `head` begins, for households of that source.
    std::string sql(std::string_view head, const Source& source, std::string_view tail,
                    std::string_view beside = {}) const {
        return fmt::format("{}{}{}{}{}{}", head, source.from, beside, m_where, source.joined, tail);
    }

    /// Whether the households are found sooner by their texts than place by place.
    bool is_rare_text(Reader& reader, std::int64_t most_found) const {
        static const std::string sql = "SELECT count(*) FROM (SELECT 1 FROM (" +
                                       found_in_texts("UNION ALL ") +
                                       ") AS text LIMIT $30 OFFSET $31) AS found";
        std::int64_t found = 0;
        run(reader, sql, {most_found + 1, 0}, [&](const Row& row) { found = row.integer(0); });
        return found <= most_found;
    }

    bool has_text() const noexcept { return m_has_text; }
    bool has_key() const noexcept { return m_has_key; }

    void run(Reader& reader, std::string_view sql, PageRange range, const RowVisitor& visit) const {
        const auto& s = m_statuses.parameters;
        const auto& g = m_grades.parameters;
        const auto& p = m_patch_states.parameters;
        const auto& h = m_housings.parameters;
        reader.query(sql,
                     {m_area.first_label(),
                      m_area.last_label(),
                      m_list,
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
                      m_wanted[0],
                      m_wanted[1],
                      m_wanted[2],
                      m_wanted[3],
                      m_wanted[4],
                      m_wanted[5],
                      m_wanted[6],
                      m_wanted[7],
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
            look_for(look_for_id, {*filter.id_hash});
        } else if (filter.phone_hash) {
            look_for(look_for_phone, {*filter.phone_hash});
        } else if (!filter.patch_number.empty()) {
            look_for(look_for_patch, {filter.patch_number});
        } else if (!filter.name.empty()) {
            look_for(look_for_name, {filter.name, end_of(filter.name)});
        } else if (!filter.text.empty()) {
            const auto& text = filter.text;
            const auto initials = in_case(text, 'A', 'a' - 'A');
            const auto capitals = in_case(text, 'a', 'A' - 'a');
            look_for(look_for_text,
                     {"%" + like_escaped(text) + "%", text_query(text), initials, end_of(initials),
                      text, end_of(text), capitals, end_of(capitals)});
            m_has_text = true;
        }
        m_has_key = !m_has_text && m_wanted[0] != Value();
    }

    void look_for(std::string_view piece, std::vector<Value> wanted) {
        m_where += piece;
        std::move(wanted.begin(), wanted.end(), m_wanted.begin());
    }

    model::Area m_area;
    std::string m_list;
    Chosen<5> m_statuses;
    Chosen<5> m_grades;
    Chosen<3> m_patch_states;
    Chosen<4> m_housings;
    std::string m_kind;
    std::string m_where{in_area};
    std::array<Value, 8> m_wanted;
    bool m_has_text = false;
    bool m_has_key = false; ///< one that an index of its own has
};

model::HouseholdRow to_row(const Row& row) {
    return {to_household(row), std::string(row.text(27)), std::string(row.text(28)),
            static_cast<model::Level>(row.integer(29)), row.optional_text(30)};
}

const Source& source_of(Reader& reader, const Condition& condition, const ListBounds& bounds = {}) {
    if (condition.has_key()) {
        return by_key;
    }
    return condition.has_text() && condition.is_rare_text(reader, bounds.most_found) ? by_text
                                                                                     : by_place;
}

std::int64_t count(Reader& reader, const Condition& condition, const Source& source) {
    std::int64_t total = 0;
    condition.run(reader, condition.sql("SELECT count(*) ", source, range_clause), everything,
                  [&](const Row& row) { total = row.integer(0); });
    return total;
}

/// Place by place, and no further than that many.
std::int64_t count_up_to(Reader& reader, const Condition& condition, std::int64_t most) {
    std::int64_t total = 0;
    const auto found = condition.sql("SELECT 1 ", by_place, range_clause);
    condition.run(reader, "SELECT count(*) FROM (" + found + ") AS found", {most, 0},
                  [&](const Row& row) { total = row.integer(0); });
    return total;
}

/// A page is chosen within the index; the rows of those few are read afterwards.
std::vector<model::HouseholdRow> rows_of_page(Reader& reader, const Condition& condition,
                                              const Source& source, HouseholdOrder order,
                                              PageRange range) {
    const auto ordered = order_clause(order);
    const auto chosen =
        condition.sql("SELECT h.id AS id ", source, fmt::format("{}{}", ordered, range_clause));
    std::vector<model::HouseholdRow> rows;
    condition.run(reader,
                  fmt::format("{}FROM ({}) AS page JOIN household h ON h.id = page.id "
                              "JOIN division d ON d.id = h.division_id {}{}",
                              row_columns, chosen, with_town, ordered),
                  range, [&](const Row& row) { rows.push_back(to_row(row)); });
    return rows;
}

} // namespace

std::optional<model::HouseholdRow> find_household_row(Reader& reader, const model::Area& area,
                                                      std::int64_t id) {
    static const std::string sql =
        fmt::format("{}{}{}{}AND h.id = $3", row_columns, by_key.from, with_town, in_area);
    return reader.find(sql, {area.first_label(), area.last_label(), id}, to_row);
}

HouseholdPage list_households(Reader& reader, const model::Area& area,
                              const HouseholdFilter& filter, HouseholdOrder order, PageRange range,
                              ListBounds bounds) {
    const Condition condition(area, filter);
    const auto& source = source_of(reader, condition, bounds);
    HouseholdPage page;
    if (condition.has_text() && &source == &by_place) {
        page.total = count_up_to(reader, condition, bounds.most_counted + 1);
        page.is_total_minimum = page.total > bounds.most_counted;
        page.total = std::min(page.total, bounds.most_counted);
    } else {
        page.total = count(reader, condition, source);
    }
    const bool is_long = page.is_total_minimum || page.total >= bounds.long_list;
    const auto ids = first_in(order);
    if (ids && is_long && range.limit <= bounds.most_walked - range.offset) {
        page.rows =
            rows_of_page(reader, condition, among_first(*ids, bounds.most_walked), order, range);
        const auto left = page.is_total_minimum ? range.limit : page.total - range.offset;
        if (static_cast<std::int64_t>(page.rows.size()) >= std::min(range.limit, left)) {
            return page;
        }
    }
    page.rows = rows_of_page(reader, condition, source, order, range);
    return page;
}

std::int64_t count_households(Reader& reader, const model::Area& area,
                              const HouseholdFilter& filter) {
    const Condition condition(area, filter);
    return count(reader, condition, source_of(reader, condition));
}

void visit_households(Reader& reader, const model::Area& area, const HouseholdFilter& filter,
                      HouseholdOrder order,
                      const std::function<void(const model::HouseholdRow&)>& visit) {
    const Condition condition(area, filter);
    condition.run(reader,
                  condition.sql(row_columns, source_of(reader, condition),
                                fmt::format("{}{}", order_clause(order), range_clause), with_town),
                  everything, [&](const Row& row) { visit(to_row(row)); });
}

} // namespace tuban::store
