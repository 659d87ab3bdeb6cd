#include "data/sample/villages.hpp"
#include "spatial/segment/builder.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/os.h>

#include <filesystem>
#include <iterator>
#include <optional>
#include <string>

/// `villages --count N --folder DIR [--county I] [--seed S] [--segment] [--csv]`: the same invented
/// patches as a county's segment and as CSV with WKT (EPSG:4490) for the peers.
namespace tuban::bench {
namespace {

std::string wkt_of(const geometry::MultiPolygon& shape) {
    std::string text = "MULTIPOLYGON(";
    for (const auto& polygon : shape) {
        text += &polygon == shape.data() ? "(" : ",(";
        for (const auto& ring : polygon) {
            text += &ring == polygon.data() ? "(" : ",(";
            for (const auto& point : ring) {
                fmt::format_to(std::back_inserter(text), "{}{:.8f} {:.8f}",
                               &point == ring.data() ? "" : ",", point.lon, point.lat);
            }
            text += ')';
        }
        text += ')';
    }
    return text + ')';
}

std::string row_of(const Patch& p) {
    return fmt::format("\"{}\",{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", wkt_of(p.shape),
                       p.number, p.division_code, p.address, p.owner_name, p.use, p.dwelling_kind,
                       p.structure, p.built_period, p.built_by, p.land_tenure, p.grade,
                       p.floors.value_or(0),
                       p.height_m ? fmt::format("{:.1f}", *p.height_m) : std::string(),
                       fmt::format("{:.1f}", p.floor_area_m2.value_or(0)));
}

int generate(int argc, char** argv) {
    CLI::App app{"Invented villages for the benches"};
    std::uint32_t count = 1'000'000;
    std::uint32_t county = 0;
    std::uint64_t seed = sample::Villages::default_seed;
    std::string folder;
    bool wants_segment = false;
    bool wants_csv = false;
    app.add_option("--count", count, "number of patches")->capture_default_str();
    app.add_option("--county", county, "0–98; its code and its place")->check(CLI::Range(98));
    app.add_option("--seed", seed, "of the random numbers")->capture_default_str();
    app.add_option("--folder", folder, "where the files go")->required();
    app.add_flag("--segment", wants_segment, "write DIR/<hash>.seg and print its name");
    app.add_flag("--csv", wants_csv, "write DIR/villages.csv");
    CLI11_PARSE(app, argc, argv);

    std::filesystem::create_directories(folder);
    sample::Villages villages(county, count, seed);
    std::optional<segment::Builder> builder;
    std::optional<fmt::ostream> csv;
    if (wants_segment) {
        builder.emplace(folder, villages.county_code());
    }
    if (wants_csv) {
        csv.emplace(fmt::output_file(folder + "/villages.csv"));
        csv->print("wkt,patch_no,division_code,address,owner_name,use,dwelling_kind,structure,"
                   "built_period,built_by,land_tenure,grade,floors,height,area\n");
    }
    for (std::uint32_t i = 0; i < count; ++i) {
        const Patch patch = villages.next();
        if (builder) {
            builder->add(patch);
        }
        if (csv) {
            csv->print("{}", row_of(patch));
        }
    }
    if (builder) {
        fmt::print("{}\n", builder->finish().file.string());
    }
    return 0;
}

} // namespace
} // namespace tuban::bench

int main(int argc, char** argv) {
    return tuban::bench::generate(argc, argv);
}
