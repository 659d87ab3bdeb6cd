#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

/// What CLI11 says in English, in Chinese.
namespace tuban::cli {

/// A number between two bounds, both included.
CLI::Validator between(double low, double high);
CLI::Validator one_of(std::vector<std::string> words);
CLI::Validator existing_file();

class HelpFormatter : public CLI::Formatter {
  public:
    HelpFormatter();
    std::string make_help(const CLI::App* app, std::string name,
                          CLI::AppFormatMode mode) const override;
};

/// What is wrong with the command line, and what to do; ends in a line break.
std::string explain_usage(const CLI::Error& error);

} // namespace tuban::cli
