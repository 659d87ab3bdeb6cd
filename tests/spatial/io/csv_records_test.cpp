#include "spatial/io/detail/csv_feature.hpp"
#include "spatial/io/detail/csv_records.hpp"
#include "tests/spatial/io/reading.hpp"

#include <cpl_conv.h>
#include <cpl_csv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace tuban::io {
namespace {

using Records = std::vector<std::vector<std::string>>;

/// As GDAL reads them; blank lines left out.
Records records_of_gdal(const std::string& path) {
    Records records;
    VSILFILE* file = VSIFOpenL(path.c_str(), "rb");
    for (;;) {
        const CPLStringList cells(CSVReadParseLine3L(file, 1 << 20, ",", true, false, false, true));
        if (cells.List() == nullptr) {
            break;
        }
        if (!cells.empty()) {
            records.emplace_back(cells.List(), cells.List() + cells.size());
        }
    }
    VSIFCloseL(file);
    return records;
}

/// The same by blocks; a number says how many records come before each.
Records records_of(const std::string& path) {
    CsvBlocks blocks(path);
    Records records{blocks.header()};
    CsvBlock block;
    CsvCells cells;
    std::uint64_t number = 0;
    for (std::uint64_t expected = 0; blocks.next(block, number); ++expected) {
        EXPECT_EQ(number, expected);
        EXPECT_EQ(block.first, records.size());
        for (std::size_t begin = 0; begin < block.text.size();) {
            const std::size_t end = std::min(find_record_end(block.text, begin), block.text.size());
            if (end > begin) {
                cells.split(std::string_view(block.text).substr(begin, end - begin));
                auto& record = records.emplace_back();
                for (std::size_t i = 0; i < cells.size(); ++i) {
                    record.emplace_back(cells[i]);
                }
            }
            begin = end + 1;
        }
    }
    return records;
}

TEST(CsvRecords, AreThoseThatGdalReads) {
    constexpr std::string_view letters = "ab,,,\"\"\"\n\n\r ";
    std::minstd_rand random(5);
    for (int i = 0; i < 3000; ++i) {
        std::string text = "a,b";
        const auto length = random() % 40;
        for (std::size_t k = 0; k < length; ++k) {
            text += letters[random() % letters.size()];
        }
        const std::string path = fmt::format("/vsimem/records-{}.csv", i);
        VSIFCloseL(VSIFileFromMemBuffer(path.c_str(), reinterpret_cast<GByte*>(text.data()),
                                        text.size(), FALSE));
        // GDAL drops the line end behind a quote that is never closed.
        const Records own = records_of(path);
        if (std::ranges::count(text, '"') % 2 == 0) {
            EXPECT_EQ(own, records_of_gdal(path)) << text;
        }
        VSIUnlink(path.c_str());
    }
}

/// One with tabs is read by GDAL alone.
std::string with_tabs(std::string text) {
    bool is_quoted = false;
    for (char& c : text) {
        is_quoted = is_quoted != (c == '"');
        c = c == ',' && !is_quoted ? '\t' : c;
    }
    return text;
}

void expect_as_by_gdal(const std::string& text, unsigned threads) {
    const ScratchFolder folder;
    write_text(folder / "a.csv", text);
    write_text(folder / "tabs.csv", with_tabs(text));
    ReadOptions options;
    options.batch_name = "batch";
    options.threads = threads;
    const Reading own = read(folder / "a.csv", options);
    const Reading by_gdal = read(folder / "tabs.csv", options);
    EXPECT_EQ(own.error, by_gdal.error);
    EXPECT_EQ(own.refusals(), by_gdal.refusals());
    EXPECT_EQ(own.report.repaired, by_gdal.report.repaired);
    ASSERT_EQ(own.patches.size(), by_gdal.patches.size());
    for (std::size_t i = 0; i < own.patches.size(); ++i) {
        const Patch& a = own.patches[i];
        const Patch& b = by_gdal.patches[i];
        EXPECT_EQ(a.number, b.number);
        EXPECT_EQ(a.division_code, b.division_code) << a.number;
        EXPECT_EQ(a.address, b.address) << a.number;
        EXPECT_EQ(a.owner_name, b.owner_name) << a.number;
        EXPECT_EQ(a.owner_id_sealed, b.owner_id_sealed) << a.number;
        EXPECT_EQ(a.use, b.use) << a.number;
        EXPECT_EQ(a.floors, b.floors) << a.number;
        EXPECT_EQ(a.floor_area_m2, b.floor_area_m2) << a.number;
        EXPECT_TRUE(a.shape == b.shape) << a.number;
    }
    std::vector<std::string> details[2];
    for (std::size_t i = 0; i < 2; ++i) {
        for (const Issue& issue : (i == 0 ? own : by_gdal).report.refusals) {
            details[i].push_back(issue.subject + issue.detail);
        }
        for (const Issue& issue : (i == 0 ? own : by_gdal).report.warnings) {
            details[i].push_back(issue.code + issue.field + issue.detail);
        }
    }
    EXPECT_EQ(details[0], details[1]);
}

constexpr const char* square = "POLYGON((109 34,109.0004 34,109.0004 34.0004,109 34.0004,109 34))";

TEST(ReadCsv, GivesWhatGdalReadsOfQuotesBlankLinesAndOddShapes) {
    std::string text =
        "\xEF\xBB\xBFpatch_no,WKT,division_code,address,owner_name,use,floors,area\n";
    const auto add = [&text](const std::string& line) { text += line + "\n"; };
    add(fmt::format("A1,\"{}\",610111001208,\"幸福村, \"\"老\"\"屋\",张三,住宅,2,\"1,200\"",
                    square));
    add("");
    add(fmt::format("A2,\"{}\",610111,\"两行\r\n地址\",李 四,怪,二层,x\r", square));
    add(fmt::format(",\"{}\",,没有编号,,,,", square));
    add("A4,,610111001208,没有图形");
    add("A5,POINT(109 34),610111001208");
    add("A6,\"POLYGON((109 34,109.0004 34,109.0004 34.0004,109 34.0004))\",1234,开口");
    add("A7,\"  polygon ( (109 34, 109.0004 34, 109.0004 34.0004, 109 34) )  \",,小写");
    add("A8,\"POLYGON Z((109 34 1,109.0004 34 1,109.0004 34.0004 1,109 34 1))\"");
    add("A9,\"MULTIPOLYGON(((109 34,109.0004 34,109.0004 34.0004,109 34)),((109.1 34,109.1004 34,"
        "109.1004 34.0004,109.1 34)))\",,,,,,,多一列,再一列");
    add("B1,\"POLYGON((109 34,nan 34,109.0004 34.0004,109 34))\",abc,代码不对");
    add("B2,\"POLYGON((109 34,109.0004 34.0004,109.0004 34,109 34.0004,109 34))\",,自交");
    add("B3,乱写,,");
    add("B4,\"{\"\"type\"\":\"\"Polygon\"\",\"\"coordinates\"\":[[[109,34],[109.0004,34],"
        "[109.0004,34.0004],[109,34]]]}\",,");
    add(fmt::format("A1,\"{}\",,重号", square));
    text += fmt::format("C1,\"{}\",,没有换行的末行", square);
    for (const unsigned threads : {1U, 2U, 5U}) {
        expect_as_by_gdal(text, threads);
    }
}

TEST(ReadCsv, KeepsTheOrderOfALongFileOnSeveralThreads) {
    std::string text = "patch_no,owner_name,WKT\n";
    for (int i = 0; i < 20'000; ++i) {
        text += fmt::format("{},户{},\"{}\"\n", i % 1999 == 5 ? "" : fmt::format("N{:08}", i), i,
                            i % 2003 == 7 ? "POINT(1 2)" : square);
    }
    expect_as_by_gdal(text, 3);
}

TEST(ReadCsv, RefusesAFileWithARecordWithoutEnd) {
    const ScratchFolder folder;
    // Behind what GDAL looks at first, for it takes a minute here for such a record.
    std::string text = "patch_no,address,WKT\n";
    for (int i = 0; i < 5000; ++i) {
        text += fmt::format("A{},x,\"{}\"\n", i, square);
    }
    text += "B,\"";
    text.append(CsvBlocks::longest_record + 10, 'x');
    write_text(folder / "a.csv", text);
    const Reading reading = read(folder / "a.csv");
    EXPECT_EQ(reading.error, "file_unreadable");
}

TEST(ReadPlainWkt, LeavesToGdalWhatIsNotPlain) {
    EXPECT_TRUE(read_plain_wkt(square));
    EXPECT_EQ(read_plain_wkt("MULTIPOLYGON(((1 2,3 2,3 4,1 2)),((5 6,7 6,7 8,5 6)))")->size(), 2U);
    for (const char* text :
         {"", "POLYGON", "POLYGON EMPTY", "POLYGON((1 2,3 2,3 4,1 2)", "POLYGON((1 2,3 2,3 4,1 3))",
          "POLYGON((1 2 3,3 2 3,3 4 3,1 2 3))", "POLYGON((1 2,3 2,1 2))",
          "POLYGON((1 2,inf 2,3 4,1 2))", "POLYGON((1 2,3 2,3 4,1 2)) x", "POINT(1 2)",
          "POLYGON((+1 2,3 2,3 4,+1 2))", "POLYGON((0x1 2,3 2,3 4,0x1 2))"}) {
        EXPECT_FALSE(read_plain_wkt(text)) << text;
    }
}

} // namespace
} // namespace tuban::io
