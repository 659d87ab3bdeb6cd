#include "server/jobs/sample.hpp"

#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"
#include "server/cli/command.hpp"
#include "server/cli/usage.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

namespace tuban::cli {

void add_sample_command(CLI::App& app, Action& action) {
    struct Options {
        std::string data;
        std::string size = "county";
    };
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("sample", "装入虚构的样例县或样例省");
    command->add_option("--data", options->data, "数据目录（空的）")->required();
    command
        ->add_option("--size", options->size,
                     "样例大小：county（4 千图斑、2 千户），province（13 个县、100 万图斑、5.6 "
                     "万户，数分钟）")
        ->check(one_of({"county", "province"}))
        ->capture_default_str();
    command->callback([options, &action] {
        action = [options] {
            const model::DataFolder folder{options->data};
            const auto store = store::open_store(options->data);
            const auto sealer = seal::Sealer::open(folder.key_file(), true);
            const bool is_new = jobs::make_sample(
                *store, sealer, folder,
                options->size == "province" ? jobs::SampleSize::province : jobs::SampleSize::county,
                [](const std::string& step) { fmt::print(stderr, "{}\n", step); });
            fmt::print("{}\n", is_new ? "样例已装入" : "样例已在，未作改动");
            return ExitCode::done;
        };
    });
}

} // namespace tuban::cli
