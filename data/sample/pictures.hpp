#pragma once

#include <string_view>
#include <vector>

/// Invented pictures for the sample's records, JPEG, drawn by web/scripts/sample-photos.mjs.
namespace tuban::sample {

std::vector<std::string_view> fronts();
std::vector<std::string_view> risk_parts();

} // namespace tuban::sample
