#include "base/report.hpp"
#include "data/model/account.hpp"
#include "data/model/data_folder.hpp"
#include "data/store/store.hpp"
#include "server/auth/administration.hpp"
#include "server/cli/command.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace tuban::cli {
namespace {

struct UserOptions {
    std::string data_dir;
    std::string login;
    std::string display_name;
    std::string role;
    std::string division_code;
    bool is_json = false;
};

using Json = nlohmann::ordered_json;

const model::Actor& command_line() {
    static const model::Actor actor{0, "local"};
    return actor;
}

ExitCode fail(const std::string& why) {
    fmt::print(stderr, "{}\n", why);
    return ExitCode::failed;
}

/// The secret stands alone on stdout, so that a script can take it; what it is goes to stderr.
ExitCode print_secret(const UserOptions& options, const Json& document, const char* member,
                      const std::string& explanation) {
    if (options.is_json) {
        fmt::print("{}\n", document.dump());
    } else {
        fmt::print(stderr, "{}\n", explanation);
        fmt::print("{}\n", document.at(member).get<std::string>());
    }
    return ExitCode::done;
}

/// Opens the store of a folder that has one; a mistyped folder is not turned into an empty store.
ExitCode with_accounts(const UserOptions& options,
                       const std::function<ExitCode(auth::Administration&)>& work) {
    if (!std::filesystem::exists(model::DataFolder{options.data_dir}.database())) {
        return fail(fmt::format("“{}”不是图斑的数据目录（其中没有 tuban.sqlite），请核对 --data；"
                                "新系统请先运行 tuban import divisions。",
                                options.data_dir));
    }
    const auto store = store::open_store(options.data_dir);
    const auth::AuthenticationRules rules;
    auth::PasswordHasher hasher(rules.cost);
    auth::Administration accounts(*store, hasher, rules);
    return work(accounts);
}

ExitCode add_user(const UserOptions& options) {
    return with_accounts(options, [&](auth::Administration& accounts) {
        const model::Role role = *model::find_role(options.role);
        const auto added = accounts.add(
            {options.login, options.display_name, role, options.division_code}, command_line());
        if (!added) {
            return fail(added.refusal().detail);
        }
        const model::Division& division = added->division;
        if (!model::is_usual_level(role, division.level)) {
            fmt::print(stderr, "提示：角色 {} 通常不设在“{}”这一级，请确认没有选错。\n",
                       options.role, division.full_name);
        }
        const Json document{{"account", added->account.login},
                            {"name", added->account.display_name},
                            {"role", options.role},
                            {"division", division.code},
                            {"password", added->first_password}};
        return print_secret(options, document, "password",
                            fmt::format("已为“{}”建立账号 {}。初始密码只显示这一次，30 "
                                        "天内有效，首次登录须修改：",
                                        division.full_name, added->account.login));
    });
}

ExitCode reset_user(const UserOptions& options) {
    return with_accounts(options, [&](auth::Administration& accounts) {
        const auto secret = accounts.reset(options.login, command_line());
        if (!secret) {
            return fail(secret.refusal().detail);
        }
        return print_secret(options, {{"account", options.login}, {"password", secret.value()}},
                            "password",
                            fmt::format("账号 {} "
                                        "的密码已重置，原有登录和令牌全部失效。新的初始密码只显示"
                                        "这一次，30 天内有效，首次登录须修改：",
                                        options.login));
    });
}

ExitCode close_user(const UserOptions& options) {
    return with_accounts(options, [&](auth::Administration& accounts) {
        if (const auto issue = accounts.close(options.login, command_line())) {
            return fail(issue->detail);
        }
        if (options.is_json) {
            fmt::print("{}\n", Json{{"account", options.login}, {"closed", true}}.dump());
        } else {
            fmt::print("账号 {} 已注销，其登录和令牌全部失效。\n", options.login);
        }
        return ExitCode::done;
    });
}

ExitCode issue_token(const UserOptions& options) {
    return with_accounts(options, [&](auth::Administration& accounts) {
        const auto token = accounts.issue_token(options.login, command_line());
        if (!token) {
            return fail(token.refusal().detail);
        }
        return print_secret(
            options, {{"account", options.login}, {"token", token.value()}}, "token",
            fmt::format("账号 {} 的访问令牌，365 天内有效，只显示这一次：", options.login));
    });
}

/// One verb below `user`, with what all of them take.
CLI::App* add_verb(CLI::App& user, const char* name, const char* description,
                   const std::shared_ptr<UserOptions>& options, Action& action,
                   ExitCode (*run)(const UserOptions&)) {
    CLI::App* verb = user.add_subcommand(name, description);
    verb->add_option("account", options->login, "账号")->required();
    verb->add_option("--data", options->data_dir, "数据目录")->required();
    verb->add_flag("--json", options->is_json, "以 JSON 输出");
    verb->callback([options, &action, run] { action = [options, run] { return run(*options); }; });
    return verb;
}

std::string check_role(const std::string& text) {
    return model::find_role(text)
               ? std::string{}
               : fmt::format("没有角色“{}”，可选 collector、reviewer、supervisor、administrator",
                             text);
}

} // namespace

void add_user_commands(CLI::App& app, Action& action) {
    CLI::App* user = app.add_subcommand("user", "管理账号");
    user->require_subcommand(1);
    const auto options = std::make_shared<UserOptions>();

    CLI::App* add = add_verb(*user, "add", "新建账号，输出初始密码", options, action, add_user);
    add->add_option("--division", options->division_code, "属地的行政区划代码")->required();
    add->add_option("--role", options->role, "角色：collector|reviewer|supervisor|administrator")
        ->required()
        ->check(check_role);
    add->add_option("--name", options->display_name, "姓名或单位，默认为区划名称");

    add_verb(*user, "reset", "重置密码，输出新的初始密码", options, action, reset_user);
    add_verb(*user, "close", "注销账号", options, action, close_user);
    add_verb(*user, "token", "发放访问令牌", options, action, issue_token);
}

} // namespace tuban::cli
