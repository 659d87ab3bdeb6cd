#pragma once

#include "spatial/io/detail/field_mapping.hpp"

#include <span>
#include <string_view>

namespace tuban::io {

struct AttributeNames {
    Attribute attribute;
    std::string_view name;
    std::string_view label;
    std::span<const std::string_view> field_names; ///< folded (fold_name), best first
    std::size_t strong; ///< so many of field_names are certain; all where it is not less
};

std::span<const AttributeNames> attribute_names();

} // namespace tuban::io
