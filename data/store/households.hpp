#pragma once

#include "data/model/household.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// The households of the programme lists. Whoever asks does so within an area.
namespace tuban::store {

/// What a list is narrowed to; an empty set narrows nothing.
struct HouseholdFilter {
    std::optional<model::HouseholdList> list;
    std::vector<model::Status> statuses;
    std::vector<std::string> grades; ///< "" stands for none yet
    std::vector<model::PatchState> patch_states;
    std::vector<std::string> housings; ///< "" stands for none yet
    std::optional<std::string> kind;
    bool only_resubmitted = false; ///< submitted again after a return, and waiting
    bool only_own = false;         ///< filed under the area's own division, not under one below it

    /// At most one of these is looked for, the first that is given:
    std::optional<Blob> id_hash;    ///< Sealer::lookup_hash of the whole id
    std::optional<Blob> phone_hash; ///< Sealer::lookup_hash of the whole phone
    std::string patch_number;
    std::string name; ///< beginning of the head's name
    /// Part of name or address (ASCII letters in either case), or beginning of the pinyin initials
    /// or of the patch number (as given or in capitals).
    std::string text;
};

enum class HouseholdOrder {
    place,              ///< division by division, within one by name
    name,               ///< by name over the whole area
    status_time,        ///< last decision or save first
    status_time_oldest, ///< those that wait longest first; the untouched before them
    review_queue,       ///< resubmitted ones, then C and D, oldest first
};

struct PageRange {
    std::int64_t limit = 20;
    std::int64_t offset = 0;
};

struct HouseholdPage {
    std::int64_t total = 0;
    bool is_total_minimum = false; ///< there are more than `total`, see ListBounds
    std::vector<model::HouseholdRow> rows;
};

/// How a text is looked for. As many as `most_found` in the whole store are read one by one as the
/// text index found them, and counted. Where there are more, the text is so frequent that a page is
/// soon found by reading place by place, and the total is counted no further than `most_counted`.
/// A list by name or time of at least `long_list`, or of which that is not known, is sought among
/// the first `most_walked` of the whole store in that order; where these don't fill the page, it is
/// sorted.
struct ListBounds {
    std::int64_t most_found = 40'000;
    std::int64_t most_counted = 5'000;
    std::int64_t long_list = 150'000;
    std::int64_t most_walked = 20'000;
};

/// Everything about one, sealed boxes too; nothing where it lies outside the area.
std::optional<model::Household> find_household(Reader& reader, const model::Area& area,
                                               std::int64_t id);

/// The same as lists show it.
std::optional<model::HouseholdRow> find_household_row(Reader& reader, const model::Area& area,
                                                      std::int64_t id);

/// Everything about each, sealed boxes too, place by place: for jobs.
void visit_whole_households(Reader& reader, const model::Area& area,
                            const std::function<void(model::Household&)>& visit);

HouseholdPage list_households(Reader& reader, const model::Area& area,
                              const HouseholdFilter& filter, HouseholdOrder order, PageRange range,
                              ListBounds bounds = {});
/// All of them, however many.
std::int64_t count_households(Reader& reader, const model::Area& area,
                              const HouseholdFilter& filter);
/// All rows of a list one by one, for exports.
void visit_households(Reader& reader, const model::Area& area, const HouseholdFilter& filter,
                      HouseholdOrder order,
                      const std::function<void(const model::HouseholdRow&)>& visit);

/// A new one with everything that stands in it. Throws StoreError `unique` when the id is on the
/// list already.
void insert_household(Transaction& transaction, const model::Household& household);

} // namespace tuban::store
