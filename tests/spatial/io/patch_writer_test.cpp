#include "base/error.hpp"
#include "spatial/io/patch_writer.hpp"
#include "tests/spatial/io/reading.hpp"

#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>
#include <sys/resource.h>

#include <array>
#include <csignal>
#include <memory>

namespace tuban::io {
namespace {

constexpr std::array all_formats{PatchFormat::geopackage, PatchFormat::shapefile,
                                 PatchFormat::flatgeobuf, PatchFormat::geojson};

Patch house() {
    Patch patch;
    patch.number = "H99010100001";
    patch.division_code = "990101001200";
    patch.shape = {{{{109.123456789012, 34.2},
                     {109.1236, 34.2},
                     {109.1236, 34.2001},
                     {109.123456789012, 34.2001},
                     {109.123456789012, 34.2}},
                    {{109.1235, 34.20002},
                     {109.1235, 34.20004},
                     {109.12355, 34.20004},
                     {109.12355, 34.20002},
                     {109.1235, 34.20002}}},
                   {{{109.124, 34.2},
                     {109.1241, 34.2},
                     {109.1241, 34.2001},
                     {109.124, 34.2001},
                     {109.124, 34.2}}}};
    patch.address = "河口镇上河村三组12号—东头·甲";
    patch.building_name = "塬家老屋";
    patch.use = "residential";
    patch.structure = "brick_stone";
    patch.grade = "C";
    patch.floors = 2;
    patch.height_m = 6.4F;
    patch.ground_area_m2 = 95.37F;
    return patch;
}

std::filesystem::path write(const ScratchFolder& folder, PatchFormat format,
                            const std::vector<Patch>& patches,
                            TextEncoding encoding = TextEncoding::utf8,
                            PatchWriteReport* report = nullptr) {
    auto file = folder / ("patches" + std::string(extension_of(format)));
    PatchWriter writer(file, {format, encoding, "patches", "试", patches.size()});
    for (const auto& patch : patches) {
        writer.add(patch, "上河村");
    }
    const auto done = writer.finish();
    EXPECT_EQ(done.written, patches.size());
    if (report != nullptr) {
        *report = done;
    }
    return file;
}

double far_apart(const geometry::MultiPolygon& a, const geometry::MultiPolygon& b) {
    // Readers may turn a ring and begin it elsewhere: each point has its like.
    double farthest = a.size() == b.size() ? 0 : 1;
    for (std::size_t p = 0; p < std::min(a.size(), b.size()); ++p) {
        EXPECT_EQ(a[p].size(), b[p].size());
        for (std::size_t r = 0; r < std::min(a[p].size(), b[p].size()); ++r) {
            EXPECT_EQ(a[p][r].size(), b[p][r].size());
            for (const auto& point : a[p][r]) {
                double nearest = 1;
                for (const auto& other : b[p][r]) {
                    nearest = std::min(nearest, std::max(std::abs(point.lon - other.lon),
                                                         std::abs(point.lat - other.lat)));
                }
                farthest = std::max(farthest, nearest);
            }
        }
    }
    return farthest;
}

TEST(PatchWriter, what_it_writes_in_each_format_is_read_back_the_same) {
    for (const auto format : all_formats) {
        const ScratchFolder folder;
        const auto file = write(folder, format, {house()});
        const auto reading = read(file);
        SCOPED_TRACE(file.filename().string() + reading.error_text);
        ASSERT_EQ(reading.patches.size(), 1U);
        const auto wanted = house();
        const auto& found = reading.patches.front();
        EXPECT_EQ(found.number, wanted.number);
        EXPECT_EQ(found.division_code, wanted.division_code);
        EXPECT_EQ(found.address, wanted.address);
        EXPECT_EQ(found.building_name, wanted.building_name);
        EXPECT_EQ(found.use, wanted.use);
        EXPECT_EQ(found.structure, wanted.structure);
        EXPECT_EQ(found.grade, wanted.grade);
        EXPECT_EQ(found.floors, wanted.floors);
        EXPECT_EQ(found.height_m, wanted.height_m);
        EXPECT_EQ(found.ground_area_m2, wanted.ground_area_m2);
        EXPECT_FALSE(found.floor_area_m2.has_value());
        EXPECT_LT(far_apart(found.shape, wanted.shape), 1e-10);
    }
}

TEST(PatchWriter, a_shapefile_in_gbk_shows_what_gbk_lacks_as_a_mark_and_counts_it) {
    const ScratchFolder folder;
    auto patch = house();
    patch.number = "H99010100002";
    patch.building_name = "𠮷野家";
    PatchWriteReport report;
    const auto reading =
        read(write(folder, PatchFormat::shapefile, {house(), patch}, TextEncoding::gbk, &report));
    ASSERT_EQ(reading.patches.size(), 2U);
    EXPECT_EQ(reading.patches[0].address, house().address);
    EXPECT_EQ(reading.patches[0].building_name, house().building_name);
    EXPECT_EQ(reading.patches[1].building_name, "〓野家");
    EXPECT_EQ(report.texts_replaced, 1U);
    EXPECT_EQ(report.texts_shortened, 0U);
}

TEST(PatchWriter, a_text_too_long_for_a_shapefile_is_cut_between_characters_and_counted) {
    for (const auto encoding : {TextEncoding::utf8, TextEncoding::gbk}) {
        const ScratchFolder folder;
        auto patch = house();
        patch.address.clear();
        for (int i = 0; i < 200; ++i) {
            patch.address += "村";
        }
        PatchWriteReport report;
        const auto reading =
            read(write(folder, PatchFormat::shapefile, {patch}, encoding, &report));
        EXPECT_EQ(report.texts_shortened, 1U);
        const std::size_t characters = encoding == TextEncoding::gbk ? 127 : 84;
        EXPECT_EQ(reading.patches.at(0).address, patch.address.substr(0, 3 * characters));
    }
}

TEST(PatchWriter, files_tell_their_coordinate_system_and_have_no_field_of_an_owner) {
    GDALAllRegister();
    for (const auto format : all_formats) {
        const ScratchFolder folder;
        auto patch = house();
        patch.owner_name = "张三";
        const auto file = write(folder, format, {patch});
        SCOPED_TRACE(file.filename().string());
        const std::unique_ptr<GDALDataset> dataset(
            GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
        ASSERT_TRUE(dataset);
        OGRLayer* const layer = dataset->GetLayer(0);
        EXPECT_STREQ(layer->GetName(), "patches");
        OGRSpatialReference wanted;
        wanted.importFromEPSG(format == PatchFormat::geojson ? 4326 : 4490);
        const char* const loose[] = {"CRITERION=EQUIVALENT",
                                     "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", nullptr};
        EXPECT_TRUE(layer->GetSpatialRef()->IsSame(&wanted, loose));
        for (int i = 0; i < layer->GetLayerDefn()->GetFieldCount(); ++i) {
            const std::string name = layer->GetLayerDefn()->GetFieldDefn(i)->GetNameRef();
            EXPECT_EQ(name.find("owner"), std::string::npos) << name;
        }
    }
}

/// The process may write no file beyond some bytes, as on a full disk, while it lives.
class FullDisk {
  public:
    FullDisk() {
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit tight{rlim_t{64} * 1024, m_before.rlim_max};
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &tight);
    }
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

TEST(PatchWriter, a_full_disk_is_an_error_and_never_a_short_file) {
    for (const auto format : all_formats) {
        const ScratchFolder folder;
        const std::vector<Patch> many(4000, house());
        std::string code;
        {
            const FullDisk full;
            try {
                write(folder, format, many);
            } catch (const Error& error) {
                code = error.code();
            }
        }
        EXPECT_EQ(code, "write_failed") << extension_of(format);
    }
}

} // namespace
} // namespace tuban::io
