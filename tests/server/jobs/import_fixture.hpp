#pragma once

#include "data/store/segments.hpp"
#include "data/store/store.hpp"
#include "server/jobs/import_patches.hpp"
#include "spatial/segment/segment.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tuban::jobs {

inline const std::filesystem::path houses =
    std::filesystem::path(TUBAN_FIXTURES) / "vector" / "houses.geojson";
inline const std::string county = "990101000000";
/// A number of houses.geojson.
inline const std::string second = "9901011000002";

inline std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
}

/// houses.geojson in which one house has another number of floors.
inline std::string houses_of(int floors) {
    return replaced(bytes_of(houses), R"("cs": 2)", fmt::format(R"("cs": {})", floors));
}

/// Squares at these longitudes, under a county's code alone.
inline std::string squares(const std::vector<std::pair<std::string, double>>& places) {
    std::string text;
    for (const auto& [number, lon] : places) {
        const auto polygon =
            nlohmann::json{{{lon, 34.2}, {lon + 1e-4, 34.2}, {lon + 1e-4, 34.2001}, {lon, 34.2}}};
        const nlohmann::json feature{
            {"type", "Feature"},
            {"properties", {{"patch_no", number}, {"division_code", "990101"}}},
            {"geometry", {{"type", "Polygon"}, {"coordinates", polygon}}}};
        text += feature.dump() + "\n";
    }
    return text;
}

/// Houses in a row, in turn of so many counties; every fifth has no shape.
inline std::string row_of_houses(int count, double lon = 109.2, int counties = 2) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += fmt::format(
            R"({{"type":"Feature","properties":{{"patch_no":"{}-{:04}","division_code":"99010{}101201","address":"{}号"}},"geometry":{}}})"
            "\n",
            lon, i, 1 + i % counties, i,
            i % 5 == 4
                ? "null"
                : fmt::format(
                      R"({{"type":"Polygon","coordinates":[[[{0},34.2],[{1},34.2],[{1},34.2001],[{0},34.2]]]}})",
                      lon + i * 2e-4, lon + i * 2e-4 + 1e-4));
    }
    return text;
}

/// An import that is cancelled the `at`th time that it asks.
inline std::function<void(PatchImportRequest&)> cancelled_at(int at) {
    return [at](PatchImportRequest& request) {
        request.is_cancelled = [at, now = 0]() mutable { return ++now == at; };
    };
}

/// A data folder that imports are made into.
class ImportFixture : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "tuban-jobs-XXXXXX").string();
        m_root = ::mkdtemp(name.data());
        m_folder.root = m_root / "data";
        std::filesystem::create_directories(m_folder.root);
    }
    void TearDown() override { std::filesystem::remove_all(m_root); }

    store::Store& store() {
        if (!m_store) {
            m_store = store::open_store(m_folder.root);
        }
        return *m_store;
    }
    seal::Sealer sealer() const { return seal::Sealer::open(m_folder.key_file(), true); }

    PatchImportResult import(std::vector<std::filesystem::path> files,
                             const std::function<void(PatchImportRequest&)>& change = {}) {
        PatchImportRequest request;
        request.files = std::move(files);
        if (change) {
            change(request);
        }
        return import_patches(store(), sealer(), m_folder, request, {0, "test"});
    }

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::ofstream(m_root / name, std::ios::binary) << text;
        return m_root / name;
    }

    std::optional<store::SegmentInForce> in_force(const std::string& code = county) {
        return store().read_value(
            [&](store::Reader& reader) { return store::find_segment(reader, code); });
    }
    std::shared_ptr<const segment::Segment> segment(const std::string& code = county) {
        return segment::Segment::open(m_folder.segment(in_force(code).value().file_hash));
    }
    std::int64_t epoch() {
        return store().read_value(
            [](store::Reader& reader) { return store::segments_epoch(reader); });
    }
    std::vector<store::Batch> batches() {
        return store().read_value(
            [](store::Reader& reader) { return store::list_batches(reader); });
    }

    std::filesystem::path m_root;
    model::DataFolder m_folder;
    std::unique_ptr<store::Store> m_store;
};

} // namespace tuban::jobs
