#include "server/jobs/sample_photos.hpp"

#include "base/error.hpp"
#include "data/forms/form.hpp"
#include "data/import/photo.hpp"
#include "data/sample/pictures.hpp"
#include "data/store/photos.hpp"
#include "data/store/positions.hpp"

#include <string_view>

namespace tuban::jobs {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;
constexpr double accuracy_m = 8;

/// Kept, with what can be read from each.
std::vector<store::Photo> keep(const store::PhotoFiles& files, const std::string& slot,
                               const std::vector<std::string_view>& pictures) {
    std::vector<store::Photo> kept;
    for (const auto picture : pictures) {
        const auto read = import::read_photo(picture);
        if (!read) {
            throw Error("sample_refused", read.refusal().detail);
        }
        store::Photo photo;
        photo.form = forms::Form::lookback().name();
        photo.slot = slot;
        photo.content_hash = files.keep(picture);
        photo.media_type = read->media_type;
        photo.size_bytes = static_cast<std::int64_t>(picture.size());
        photo.width = read->width;
        photo.height = read->height;
        kept.push_back(std::move(photo));
    }
    return kept;
}

void add(store::Transaction& transaction, store::Photo photo, const SampleVisit& visit) {
    photo.id = store::new_id();
    photo.household_id = visit.household_id;
    photo.taken_at_us = visit.at_us - hour_us;
    photo.added_at_us = visit.at_us;
    if (visit.camera) {
        photo.lon = visit.camera->lon;
        photo.lat = visit.camera->lat;
        photo.accuracy_m = accuracy_m;
    }
    store::insert_photo(transaction, photo);
}

} // namespace

void add_sample_photos(store::Store& store, const store::PhotoFiles& files,
                       const std::vector<SampleVisit>& visits) {
    const auto fronts = keep(files, "front", sample::fronts());
    const auto risk_parts = keep(files, "risk_part", sample::risk_parts());
    const auto form = forms::Form::lookback().name();
    store.write([&](store::Transaction& transaction) {
        for (const auto& visit : visits) {
            if (!store::list_photos(transaction, visit.household_id, form).empty()) {
                continue;
            }
            add(transaction, fronts[visit.lot % fronts.size()], visit);
            if (visit.has_hazard) {
                add(transaction, risk_parts[visit.lot % risk_parts.size()], visit);
            }
            store::refresh_photo_position(transaction, visit.household_id);
        }
    });
}

} // namespace tuban::jobs
