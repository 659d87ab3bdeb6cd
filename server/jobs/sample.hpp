#pragma once

#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"

#include <functional>
#include <string>

namespace tuban::jobs {

enum class SampleSize { county, province };

/// Fills a data folder with the invented county or province (data/sample/README.md): divisions,
/// patches and households through the importers, then one account per role (of a province two more
/// in each further county) and records in every state through the same use cases as the pages. Its
/// accounts and their passwords are kept in DataFolder::sample_accounts(), which only the folder's
/// owner may read; that file is written last, and while it is there nothing is done again. Returns
/// whether anything was done. Throws Error `sample_refused` when the folder holds another tree.
bool make_sample(store::Store& store, const seal::Sealer& sealer, const model::DataFolder& folder,
                 SampleSize size, const std::function<void(const std::string& step)>& progress);

} // namespace tuban::jobs
