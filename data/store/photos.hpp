#pragma once

#include "data/store/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Photos of households' records. Whoever asks has checked that the household lies in the area.
namespace tuban::store {

struct Photo {
    std::int64_t id = 0;
    std::int64_t household_id = 0;
    std::string form; ///< `lookback`
    std::string slot; ///< of the form's `x-photos`: front, risk_part, report
    std::string content_hash;
    std::string media_type;
    std::int64_t size_bytes = 0;
    std::int64_t width = 0; ///< pixels as stored, before Exif's orientation
    std::int64_t height = 0;
    std::optional<std::int64_t> taken_at_us; ///< as the camera says
    std::optional<double> lon;               ///< degrees as the camera gave them
    std::optional<double> lat;
    std::optional<double> accuracy_m;
    std::string device;
    std::int64_t added_at_us = 0;
    std::optional<std::int64_t> account_id; ///< who added it; empty: none, as in the sample
};

/// Throws StoreError `unique` when the record has a photo of this content.
void insert_photo(Transaction& transaction, const Photo& photo);
void delete_photo(Transaction& transaction, std::int64_t photo_id);

/// By slot, within one in the order added.
std::vector<Photo> list_photos(Reader& reader, std::int64_t household_id, std::string_view form);
std::optional<Photo> find_photo(Reader& reader, std::int64_t household_id, std::int64_t photo_id);

/// Whether any record has a photo of this content.
bool is_photo_kept(Reader& reader, const std::string& content_hash);
/// Every content once.
std::vector<std::string> photo_contents(Reader& reader);

} // namespace tuban::store
