#pragma once

#include "data/forms/form.hpp"
#include "data/store/idempotency.hpp"
#include "data/store/photo_files.hpp"
#include "data/store/photos.hpp"
#include "data/store/positions.hpp"
#include "server/workflow/patch_place.hpp"
#include "server/workflow/problem.hpp"
#include "server/workflow/record_state.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::workflow {

/// Photos of a record (SPEC 5.2.5) and the phone's position of its house. They may be changed by
/// whoever may save the record now, each change with its audit row. A household outside the area
/// answers like one that does not exist. Thread-safe.
class Photos {
  public:
    using Clock = std::function<std::int64_t()>; ///< UTC microseconds
    using Key = std::optional<store::RequestKey>;

    /// All outlive this object.
    Photos(store::Store& store, const store::PhotoFiles& files, PatchPlace patch_place,
           const forms::Form& form = forms::Form::lookback(), Clock clock = store::now_us);

    /// PhotoList of api/schemas.json.
    Outcome list(const Caller& caller, const model::Area& area, std::int64_t household_id) const;

    /// `facts` is what was read from `content`; its ids, hash and times are filled in here. After
    /// the record's first save. Answers a PhotoAdded.
    Outcome add(const Caller& caller, const model::Area& area, std::int64_t household_id,
                store::Photo facts, std::string_view content, const Key& key = {}) const;

    /// Answers a Written.
    Outcome remove(const Caller& caller, const model::Area& area, std::int64_t household_id,
                   std::int64_t photo_id, const Key& key = {}) const;

    struct Content {
        store::Photo photo;
        std::string bytes; ///< as uploaded: with all that the camera wrote
    };
    /// Nothing where the area has no such photo.
    std::optional<Content> read(const model::Area& area, std::int64_t household_id,
                                std::int64_t photo_id) const;

    /// Keeps the phone's position, or forgets it. Answers a Written.
    Outcome set_position(const Caller& caller, const model::Area& area, std::int64_t household_id,
                         const store::Position& position, const Key& key = {}) const;
    Outcome remove_position(const Caller& caller, const model::Area& area,
                            std::int64_t household_id, const Key& key = {}) const;

  private:
    using Change = std::function<Outcome(store::Transaction&, const RecordState&)>;
    Outcome change(const Caller& caller, const model::Area& area, std::int64_t household_id,
                   const Key& key, const Change& work) const;

    store::Store* m_store;
    const store::PhotoFiles* m_files;
    PatchPlace m_patch_place;
    const forms::Form* m_form;
    Clock m_clock;
};

} // namespace tuban::workflow
