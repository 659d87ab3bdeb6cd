#pragma once

#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tuban::store {

/// The pictures, sealed, each under the hash of its content in DIR/photos. Thread-safe.
class PhotoFiles {
  public:
    /// The sealer outlives this object.
    PhotoFiles(model::DataFolder folder, const seal::Sealer& sealer);

    /// Durable when this returns; the same content again is kept once. A row naming it must follow
    /// within a day. Returns the hash. Throws Error `write_failed`.
    std::string keep(std::string_view content) const;
    /// Whether it is there, to be asked in the transaction that names it.
    bool has(const std::string& content_hash) const;

    /// Throws Error `photo_missing`, `seal_broken`, `photo_altered`.
    std::string read(const std::string& content_hash) const;

    /// Removes what no record has named for a day: photos that were deleted, uploads that broke
    /// off. Returns how many.
    std::size_t sweep(Store& store, std::int64_t now_us) const;

  private:
    model::DataFolder m_folder;
    const seal::Sealer* m_sealer;
};

} // namespace tuban::store
