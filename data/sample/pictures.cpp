#include "data/sample/pictures.hpp"

#include "tuban_sample_files_embedded.hpp"

namespace tuban::sample {

std::vector<std::string_view> fronts() {
    return {embedded_file("front-1.jpg"), embedded_file("front-2.jpg"),
            embedded_file("front-3.jpg")};
}

std::vector<std::string_view> risk_parts() {
    return {embedded_file("risk-1.jpg"), embedded_file("risk-2.jpg")};
}

} // namespace tuban::sample
