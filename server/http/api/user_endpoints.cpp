#include "data/model/division_code.hpp"
#include "data/store/accounts.hpp"
#include "data/store/divisions.hpp"
#include "data/store/store.hpp"
#include "server/auth/administration.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"
#include "server/http/api/write_request.hpp"

#include <memory>

namespace tuban::http::api {
namespace {

constexpr std::int64_t default_page = 50;
constexpr std::int64_t max_page = 200;
constexpr std::int64_t max_page_number = 1'000'000;
constexpr std::size_t longest_login = 64;
constexpr std::size_t longest_name = 50;

/// User of schemas.json.
json user_json(const store::AccountRow& row, const auth::Principal& administrator) {
    const auto& account = row.account;
    return {{"id", std::to_string(account.id)},
            {"account", account.login},
            {"name", account.display_name},
            {"role", model::to_string(account.role)},
            {"division", division_ref(row.division)},
            {"status", account.is_closed ? "closed" : "active"},
            {"must_change_password", account.must_change_password},
            {"created_at", utc_text(row.created_at_us)},
            {"can_manage", !account.is_closed && auth::may_manage(administrator, row.division)}};
}

[[noreturn]] void refuse_own_level() {
    throw Refused({403, "not_allowed", "没有这项权限",
                   "您管理下级行政区划的账号；本级账号由上一级管理员管理。"});
}

/// Codes of Administration as answers.
[[noreturn]] void refuse(const Issue& issue) {
    if (issue.code == "login_taken" || issue.code == "account_closed") {
        throw Refused({409, issue.code, "现在不能这样做", issue.detail});
    }
    throw Refused({422,
                   "fields_invalid",
                   "有内容填写不正确",
                   "请按提示修改后再提交。",
                   {{"/" + issue.field, issue.code, issue.detail}}});
}

/// The managed account of the path's id. Throws Refused.
store::AccountRow managed(store::Reader& reader, const Call& call) {
    const auto id = parse_id(call.request.path_value("id"));
    auto row = id ? store::find_account_row(reader, call.who().area, *id) : std::nullopt;
    if (!row) {
        throw not_found();
    }
    if (!auth::may_manage(call.who(), row->division)) {
        refuse_own_level();
    }
    return *std::move(row);
}

/// In the transaction of an act: it is done once for its key, and only to whom it may be done.
/// What is kept for a repetition holds no password.
auth::BeforeAct once(const Call& call, const store::RequestKey& key, const json& answer) {
    return [&call, key, answer](store::Transaction& transaction, const model::Account& account) {
        const auto division = store::find_division(transaction, account.division_id);
        if (!division || !auth::may_manage(call.who(), *division)) {
            throw not_found();
        }
        if (answered_before(transaction, key)) {
            throw Refused({409, "not_allowed_now", "现在不能这样做",
                           "同一操作刚刚已经完成，请刷新列表查看。"});
        }
        store::remember_answer(transaction, key, {200, answer.dump()}, store::now_us());
    };
}

Response list(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    const auto role = query.text("role", 20);
    const auto status = query.text("account_status", 10);
    const auto login = query.text("account", longest_login);
    const auto page = query.integer("page", 1, 1, max_page_number);
    const auto size = query.integer("size", default_page, 1, max_page);
    query.finish();
    store::AccountFilter filter;
    filter.login = login.value_or("");
    if (role) {
        filter.role = model::find_role(*role);
    }
    if (status) {
        filter.is_closed = *status == "closed";
    }
    if ((role && !filter.role) || (status && *status != "closed" && *status != "active")) {
        throw Refused({400, "parameters_invalid", "筛选条件不正确", "请从列表中重新选择。"});
    }
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        const auto found =
            store::list_accounts(reader, place.area, filter, size, (page - 1) * size);
        auto items = json::array();
        for (const auto& row : found.rows) {
            items.push_back(user_json(row, call.who()));
        }
        return json_response(200, json{{"total", found.total},
                                       {"page", page},
                                       {"size", size},
                                       {"items", std::move(items)}}
                                      .dump());
    });
}

/// Where a request was answered before: that answer.
std::optional<Response> repeated(Services& services, const store::RequestKey& key) {
    const auto before = services.store.read_value(
        [&](store::Reader& reader) { return answered_before(reader, key); });
    return before ? std::optional(json_response(before->status, before->body)) : std::nullopt;
}

Response with_password(json user, json password) {
    return json_response(200,
                         json{{"user", std::move(user)}, {"password", std::move(password)}}.dump());
}

Response add(Services& services, auth::Administration& accounts, const Call& call) {
    BodyReader body(call.request);
    auth::AccountRequest request;
    request.login = body.text("account", longest_login);
    request.display_name = body.optional_text("name", longest_name).value_or("");
    const auto role = model::find_role(body.text("role", 20));
    const auto code = model::padded_code(body.text("division", 12));
    body.finish();
    const auto key = request_key(call);
    if (auto before = repeated(services, key)) {
        return *std::move(before);
    }
    if (!role) {
        refuse({"unknown_value", "", "role",
                "角色应为 collector、reviewer、supervisor 或 administrator。"});
    }
    const auto division = services.store.read_value([&](store::Reader& reader) {
        const auto area =
            code ? store::readable_area(reader, call.who().area, *code) : std::nullopt;
        return area ? store::find_division(reader, *code) : std::nullopt;
    });
    if (!division) {
        refuse({"division_unknown", "", "division", "没有这个行政区划，或者它不归您管理。"});
    }
    if (!auth::may_manage(call.who(), *division)) {
        refuse_own_level();
    }
    request.role = *role;
    request.division_code = division->code;
    store::AccountRow row;
    row.division = *division;
    row.created_at_us = store::now_us();
    const auto before = [&](store::Transaction& transaction, const model::Account& account) {
        row.account = account;
        row.account.must_change_password = true;
        once(call, key, {{"user", user_json(row, call.who())}, {"password", nullptr}})(transaction,
                                                                                       account);
    };
    const auto added = accounts.add(request, call.actor(), before);
    if (!added) {
        refuse(added.refusal());
    }
    return with_password(user_json(row, call.who()), added->first_password);
}

Response reset(Services& services, auth::Administration& accounts, const Call& call) {
    const auto key = request_key(call);
    if (auto before = repeated(services, key)) {
        return *std::move(before);
    }
    auto row =
        services.store.read_value([&](store::Reader& reader) { return managed(reader, call); });
    const auto login = row.account.login;
    row.account.must_change_password = true;
    const auto user = user_json(row, call.who());
    const auto secret = accounts.reset(login, call.actor(),
                                       once(call, key, {{"user", user}, {"password", nullptr}}));
    if (!secret) {
        refuse(secret.refusal());
    }
    return with_password(user, secret.value());
}

Response close(Services& services, auth::Administration& accounts, const Call& call) {
    const auto key = request_key(call);
    if (auto before = repeated(services, key)) {
        return *std::move(before);
    }
    auto row =
        services.store.read_value([&](store::Reader& reader) { return managed(reader, call); });
    row.account.is_closed = true;
    const auto user = user_json(row, call.who());
    if (const auto issue = accounts.close(row.account.login, call.actor(), once(call, key, user))) {
        refuse(*issue);
    }
    return json_response(200, user.dump());
}

} // namespace

Endpoints user_endpoints(Services& services) {
    const auto accounts = std::make_shared<auth::Administration>(
        services.store, services.authentication.hasher(), services.authentication.rules());
    return {
        {{Method::get,
          "/api/v1/users",
          Access::administrator,
          Lane::pool,
          "Accounts of an area",
          "",
          "UserPage",
          {"division", "role", "account_status", "account", "page", "size"}},
         [&](const Call& call) { return list(services, call); }},
        {{Method::post,
          "/api/v1/users",
          Access::administrator,
          Lane::pool,
          "Make an account below the own division; the first password is shown once",
          "UserAdd",
          "UserWithPassword",
          {}},
         [&services, accounts](const Call& call) { return add(services, *accounts, call); }},
        {{Method::post,
          "/api/v1/users/{id}/reset",
          Access::administrator,
          Lane::pool,
          "A new first password, shown once; sessions and tokens end",
          "",
          "UserWithPassword",
          {}},
         [&services, accounts](const Call& call) { return reset(services, *accounts, call); }},
        {{Method::post,
          "/api/v1/users/{id}/close",
          Access::administrator,
          Lane::pool,
          "Close an account for good; sessions and tokens end",
          "",
          "User",
          {}},
         [&services, accounts](const Call& call) { return close(services, *accounts, call); }},
    };
}

} // namespace tuban::http::api
