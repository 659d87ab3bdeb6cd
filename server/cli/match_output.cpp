#include "server/cli/match_output.hpp"

#include "base/durable_file.hpp"
#include "base/error.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <future>
#include <iterator>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

namespace tuban::cli {
namespace {

using Lines = fmt::memory_buffer;

void append(Lines& lines, std::string_view text) {
    lines.append(text.data(), text.data() + text.size());
}

/// In quotes where its text needs them.
void append_cell(Lines& lines, std::string_view text) {
    const auto needs_quotes = [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; };
    if (std::ranges::none_of(text, needs_quotes)) {
        append(lines, text);
        return;
    }
    lines.push_back('"');
    for (const char c : text) {
        append(lines, c == '"' ? std::string_view("\"\"") : std::string_view(&c, 1));
    }
    lines.push_back('"');
}

const char* name_of(matching::Decision decision) {
    switch (decision) {
    case matching::Decision::automatic:
        return "auto";
    case matching::Decision::review:
        return "review";
    case matching::Decision::none:
    case matching::Decision::linked: // files hold no links
        break;
    }
    return "none";
}

std::string joined(const std::vector<matching::Reason>& reasons) {
    std::string text;
    for (const matching::Reason& reason : reasons) {
        text += text.empty() ? "" : "；";
        text += reason.text;
        fmt::format_to(std::back_inserter(text), FMT_COMPILE("（{:+.1f}）"), reason.weight);
    }
    return text;
}

void append_household(Lines& lines, const std::string& id, const matching::CountyPatches& patches,
                      const matching::HouseholdMatch& match) {
    std::size_t rank = 0;
    bool has_none = false;
    const auto add = [&](std::string_view patch, double probability, std::string_view reasons) {
        ++rank;
        append_cell(lines, id);
        fmt::format_to(fmt::appender(lines), FMT_COMPILE(",{},"), rank);
        append_cell(lines, patch);
        fmt::format_to(fmt::appender(lines), FMT_COMPILE(",{:.6f},{},"), probability,
                       rank == 1 ? name_of(match.decision) : "");
        append_cell(lines, reasons);
        lines.push_back('\n');
    };
    const auto add_none = [&] {
        has_none = true;
        add("", match.none_probability,
            match.patches.empty() && match.decision == matching::Decision::review
                ? "现有资料看不出是哪一图斑，请人工选"
                : "没有与该户相符的图斑");
    };
    for (const matching::RankedPatch& ranked : match.patches) {
        if (!has_none && match.none_probability >= ranked.probability) {
            add_none();
        }
        add(patches.number(ranked.patch), ranked.probability, joined(ranked.reasons));
    }
    if (!has_none) {
        add_none();
    }
}

} // namespace

void write_matches(const std::filesystem::path& file, std::span<const std::string> ids,
                   const matching::CountyPatches& patches, const matching::CountyMatch& match,
                   unsigned threads) {
    std::filesystem::path draft = file;
    draft += ".tmp";
    const auto refuse = [&draft](const std::filesystem::path& path) {
        std::error_code ignored;
        std::filesystem::remove(draft, ignored);
        throw Error("write_failed",
                    fmt::format("写不了文件“{}”，请核对目录、权限与剩余空间。", path.string()));
    };
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> closing(
        std::fopen(draft.c_str(), "wb"),
        [](std::FILE* open) { return open ? std::fclose(open) : 0; });
    std::FILE* out = closing.get();
    if (out == nullptr) {
        refuse(file);
    }
    std::fputs("household_id,rank,patch_no,probability,decision,reasons\n", out);
    // Each thread makes the lines of some households; they are written in their order.
    constexpr std::size_t share = 1024;
    for (std::size_t begin = 0; begin < ids.size();) {
        std::vector<std::future<Lines>> parts;
        for (unsigned t = 0; t < threads && begin < ids.size(); ++t) {
            const std::size_t end = std::min(begin + share, ids.size());
            parts.push_back(std::async(std::launch::async, [&, begin, end] {
                Lines lines;
                for (std::size_t h = begin; h < end; ++h) {
                    append_household(lines, ids[h], patches, match.households[h]);
                }
                return lines;
            }));
            begin = end;
        }
        for (std::future<Lines>& part : parts) {
            const Lines lines = part.get();
            std::fwrite(lines.data(), 1, lines.size(), out);
        }
    }
    if (std::fflush(out) != 0 || std::ferror(out) != 0) {
        refuse(file);
    }
    try {
        put_in_place(draft, file);
    } catch (const Error&) {
        refuse(file);
    }
}

} // namespace tuban::cli
