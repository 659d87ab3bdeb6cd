#include "tests/spatial/io/reading.hpp"

#include "base/error.hpp"
#include "data/codelists/code_lists.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <gdal_utils.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

namespace tuban::io {
namespace {

void copy_by_gdal(const std::string& from, const std::string& to) {
    const std::string bytes = read_text(from);
    VSILFILE* out = VSIFOpenL(to.c_str(), "wb");
    ASSERT_NE(out, nullptr) << to;
    EXPECT_EQ(VSIFWriteL(bytes.data(), 1, bytes.size(), out), bytes.size());
    VSIFCloseL(out);
}

} // namespace

const Patch& Reading::patch(const std::string& number) const {
    const auto found = std::ranges::find(patches, number, &Patch::number);
    if (found != patches.end()) {
        return *found;
    }
    ADD_FAILURE() << "no patch " << number << ", error " << error_text << ", report "
                  << to_json(report);
    static const Patch none = [] {
        Patch made;
        made.shape = {{geometry::Ring(1)}};
        return made;
    }();
    return none;
}

bool Reading::has_warning(const std::string& code) const {
    return std::ranges::any_of(report.warnings,
                               [&](const Issue& issue) { return issue.code == code; });
}

std::vector<std::string> Reading::refusals() const {
    std::vector<std::string> codes;
    std::ranges::transform(report.refusals, std::back_inserter(codes), &Issue::code);
    return codes;
}

Reading read(const std::filesystem::path& file, ReadOptions options) {
    Reading reading;
    if (!options.normalize_code) {
        options.normalize_code = codelists::normalize_patch_code;
    }
    options.seal_owner_id = [](std::string_view id) { return "sealed:" + std::string(id); };
    try {
        read_patches(file, options, reading.report, [&](Patch&& patch) -> std::optional<Issue> {
            reading.patches.push_back(std::move(patch));
            return std::nullopt;
        });
    } catch (const Error& error) {
        reading.error = error.code();
        reading.error_text = error.what();
    }
    return reading;
}

std::filesystem::path vector_fixture(const std::string& name) {
    return std::filesystem::path(TUBAN_FIXTURES) / "vector" / name;
}

std::filesystem::path malformed_fixture(const std::string& name) {
    return std::filesystem::path(TUBAN_FIXTURES) / "malformed" / name;
}

ScratchFolder::ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tuban-io-XXXXXX").string();
    m_path = ::mkdtemp(name.data());
}

ScratchFolder::~ScratchFolder() {
    std::filesystem::remove_all(m_path);
}

void write_text(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::string read_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_as(const std::filesystem::path& target, const std::filesystem::path& source,
              const std::vector<std::string>& arguments) {
    GDALAllRegister();
    std::vector<char*> argv;
    for (const auto& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    const GDALDatasetUniquePtr input(GDALDataset::Open(source.c_str(), GDAL_OF_VECTOR));
    ASSERT_TRUE(input) << source;
    GDALVectorTranslateOptions* options = GDALVectorTranslateOptionsNew(argv.data(), nullptr);
    GDALDatasetH from = input.get();
    const GDALDatasetUniquePtr output(GDALDataset::FromHandle(
        GDALVectorTranslate(target.c_str(), nullptr, 1, &from, options, nullptr)));
    GDALVectorTranslateOptionsFree(options);
    ASSERT_TRUE(output) << target;
}

void write_zip(const std::filesystem::path& zip, const std::vector<std::filesystem::path>& files) {
    // Open for as long as members are added, else each would begin the archive anew.
    VSILFILE* archive = VSIFOpenL(("/vsizip/" + zip.string()).c_str(), "wb");
    ASSERT_NE(archive, nullptr);
    for (const auto& file : files) {
        copy_by_gdal(file, "/vsizip/" + zip.string() + "/" + file.filename().string());
    }
    VSIFCloseL(archive);
}

void write_gzip(const std::filesystem::path& gzip, const std::filesystem::path& file) {
    copy_by_gdal(file, "/vsigzip/" + gzip.string());
}

std::string one_feature(const std::string& properties, const std::string& geometry) {
    return fmt::format(R"({{"type":"Feature","properties":{},"geometry":{}}})", properties,
                       geometry);
}

std::string collection(const std::vector<std::string>& features) {
    std::string joined;
    for (const auto& feature : features) {
        joined += (joined.empty() ? "" : ",") + feature;
    }
    return R"({"type":"FeatureCollection","features":[)" + joined + "]}";
}

} // namespace tuban::io
