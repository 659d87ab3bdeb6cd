#include "server/cli/usage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace tuban::cli {
namespace {

/// What the formatter has no label for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> headings{{
    {"\nOptions:\n", "\n选项:\n"},
    {"\nSubcommands:\n", "\n命令:\n"},
    {"[Option Group: ", "["},
    {"  [Exactly 1 of the following options is required]\n", ""},
    {"\n  Options:\n", "\n"},
}};

std::string_view after(std::string_view text, std::string_view mark) {
    const auto at = text.find(mark);
    return at == std::string_view::npos ? text : text.substr(at + mark.size());
}

std::string cause_of(const CLI::Error& error) {
    const std::string_view text = error.what();
    switch (static_cast<CLI::ExitCodes>(error.get_exit_code())) {
    case CLI::ExitCodes::RequiredError:
        if (text == "A subcommand is required") {
            return "没有给出要做什么，或者没有这个命令";
        }
        if (const auto list = after(text, "["); list != text) {
            return fmt::format("以下选项须给且只给一个：{}", list.substr(0, list.find(']')));
        }
        return fmt::format("缺少 {}", text.substr(0, text.find(" is required")));
    case CLI::ExitCodes::ExtrasError:
        return fmt::format("没有这个选项或参数：{}", after(text, "expected: "));
    case CLI::ExitCodes::ConversionError:
        return fmt::format("值不是数字：{}", after(text, "Could not convert: "));
    case CLI::ExitCodes::ArgumentMismatch:
        return fmt::format("{} 后面的值缺少或太多", text.substr(0, text.find(':')));
    case CLI::ExitCodes::ExcludesError:
        return fmt::format("{} 不能与 {} 同用", text.substr(0, text.find(" excludes ")),
                           after(text, " excludes "));
    case CLI::ExitCodes::RequiresError:
        return fmt::format("{} 须与 {} 同用", text.substr(0, text.find(" requires ")),
                           after(text, " requires "));
    default: // of the validators below
        return std::string(text);
    }
}

} // namespace

CLI::Validator between(double low, double high) {
    return {[low, high](std::string& text) {
                double value = 0;
                const auto* const end = text.data() + text.size();
                const auto read = std::from_chars(text.data(), end, value);
                return read.ec == std::errc() && read.ptr == end && value >= low && value <= high
                           ? std::string()
                           : fmt::format("应为 {} 到 {} 的数，不能是“{}”", low, high, text);
            },
            fmt::format("{}–{}", low, high)};
}

CLI::Validator one_of(std::vector<std::string> words) {
    auto list = fmt::format("{}", fmt::join(words, "、"));
    auto description = fmt::format("{{{}}}", fmt::join(words, ","));
    return {[words = std::move(words), list = std::move(list)](std::string& text) {
                return std::find(words.begin(), words.end(), text) != words.end()
                           ? std::string()
                           : fmt::format("应为 {} 之一，不能是“{}”", list, text);
            },
            std::move(description)};
}

CLI::Validator existing_file() {
    return {[](std::string& text) {
                std::error_code error;
                if (std::filesystem::is_directory(text, error)) {
                    return fmt::format("“{}”是文件夹，请给出其中的文件", text);
                }
                return std::filesystem::exists(text, error)
                           ? std::string()
                           : fmt::format("找不到文件“{}”，请核对路径", text);
            },
            "FILE"};
}

HelpFormatter::HelpFormatter() {
    label("Usage", "用法");
    label("OPTIONS", "选项");
    label("SUBCOMMAND", "命令");
    label("SUBCOMMANDS", "命令");
    label("Positionals", "参数");
    label("REQUIRED", "必填");
    label("Needs", "同用");
    label("Excludes", "不能同用");
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode mode) const {
    auto text = Formatter::make_help(app, std::move(name), mode);
    for (const auto& [english, chinese] : headings) {
        if (const auto at = text.find(english); at != std::string::npos) {
            text.replace(at, english.size(), chinese);
        }
    }
    return text;
}

std::string explain_usage(const CLI::Error& error) {
    return fmt::format("{}。写法见 tuban --help，或者在命令后面加 --help。\n", cause_of(error));
}

} // namespace tuban::cli
