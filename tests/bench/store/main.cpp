#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "tests/bench/store/province.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <string>

/// province_store DIR [--households N]: makes a data folder with an invented province in it.
int main(int argc, char** argv) {
    CLI::App app("makes a data folder with an invented province");
    std::string folder;
    tuban::bench::ProvinceSize size;
    app.add_option("DIR", folder, "an empty folder")->required();
    app.add_option("--households", size.households)->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const auto begin = std::chrono::steady_clock::now();
    std::filesystem::create_directories(folder);
    const tuban::model::DataFolder data{folder};
    const auto sealer = tuban::seal::Sealer::open(data.key_file(), true);
    const auto store = tuban::store::open_store(folder);
    tuban::bench::fill_province(*store, sealer, size);
    fmt::print("{} households, {:.1f} s, {} MB\n", size.households,
               std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
               std::filesystem::file_size(data.database()) / 1'000'000);
    return 0;
}
