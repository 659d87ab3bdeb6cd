#pragma once

#include "server/auth/administration.hpp"
#include "server/http/api/application.hpp"
#include "server/http/api/services.hpp"
#include "server/map/patch_place.hpp"
#include "server/map/patch_states.hpp"
#include "server/ogc/endpoints.hpp"
#include "server/workflow/photos.hpp"
#include "server/workflow/records.hpp"
#include "tests/server/http/api/shape.hpp"
#include "tests/server/jobs/match_fixture.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace tuban::http::api {

/// The county of match_fixture.hpp behind the API; requests go to it as they leave the parser.
class Api : public jobs::test::Matches {
  protected:
    using json = nlohmann::json;

    Api()
        : m_authentication(*m_store),
          m_records(*m_store, m_sealer, forms::Form::lookback(), store::now_us, patch_place()),
          m_photo_files(m_data, m_sealer),
          m_photos(*m_store, m_photo_files, patch_place()), m_services{*m_store,
                                                                       m_sealer,
                                                                       m_authentication,
                                                                       m_records,
                                                                       m_photos,
                                                                       m_scopes,
                                                                       m_states,
                                                                       [this] { ++m_wakes; },
                                                                       [] { return true; },
                                                                       [] { return std::string(); }},
          m_application(served(m_services), m_authentication, nullptr),
          m_document(send("", Method::get, "/api/v1/openapi.json").second) {}

    workflow::PatchPlace patch_place() {
        return [this](auto& reader, const auto& area, const auto& number) {
            return map::find_patch_place(reader, m_scopes, area, number);
        };
    }

    /// What `tuban serve` answers.
    static Endpoints served(Services& services) {
        auto endpoints = all_endpoints(services);
        std::ranges::move(ogc::endpoints(services), std::back_inserter(endpoints));
        return endpoints;
    }

    /// Returns its id.
    std::int64_t add_account(const std::string& login, model::Role role, std::int64_t division) {
        const auto id = ++m_last_account;
        m_store->write([&](store::Transaction& t) {
            t.execute("INSERT INTO account (id, login, display_name, role, division_id, "
                      "password_hash, must_change_password, created_at) "
                      "VALUES ($1, $2, $2, $3, $4, '', 0, 0)",
                      {id, login, std::string(model::to_string(role)), division});
        });
        auth::Administration accounts(*m_store, m_authentication.hasher(),
                                      m_authentication.rules());
        m_tokens[login] = accounts.issue_token(login, {}).value();
        return id;
    }

    using Answer = std::pair<int, json>;
    /// As nobody where `who` has no account; records as the first who writes them.
    Response respond(const std::string& who, Method method, const std::string& path,
                     const json& body = nullptr, const std::string& key = "") {
        return send_raw(who, method, path, body.is_null() ? "" : body.dump(), key);
    }
    Answer send(const std::string& who, Method method, const std::string& path,
                const json& body = nullptr, const std::string& key = "") {
        return send_bytes(who, method, path, body.is_null() ? "" : body.dump(), key);
    }
    Answer send_bytes(const std::string& who, Method method, const std::string& path,
                      const std::string& body, const std::string& key = "") {
        const auto response = send_raw(who, method, path, body, key);
        return {response.status, response.body && !response.body->empty()
                                     ? json::parse(*response.body, nullptr, false)
                                     : json(nullptr)};
    }
    Response send_raw(const std::string& who, Method method, const std::string& path,
                      const std::string& body = "", const std::string& key = "") {
        Request request;
        request.method = method;
        request.path = path.substr(0, path.find('?'));
        for (auto at = path.find('?'); at != std::string::npos;) {
            const auto next = path.find('&', at + 1);
            const auto pair = path.substr(at + 1, next - at - 1);
            const auto equals = pair.find('=');
            request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
            at = next;
        }
        if (m_tokens.contains(who)) {
            request.headers.emplace_back("Authorization", "Bearer " + m_tokens[who]);
        }
        request.headers.emplace_back("Idempotency-Key",
                                     key.empty() ? "key-" + std::to_string(++m_keys) : key);
        if (path.ends_with("/record")) {
            request.headers.emplace_back("If-Match", m_if_match);
        }
        request.body = body;
        return m_application.handle(request);
    }
    json get(const std::string& who, const std::string& path, const char* schema) {
        auto [status, answer] = send(who, Method::get, path);
        EXPECT_EQ(status, 200) << path << answer;
        EXPECT_EQ(shape_fault(m_document, schema, answer), "") << path << answer;
        return answer;
    }
    json post(const std::string& who, const std::string& path, const json& body,
              const char* schema) {
        auto [status, answer] = send(who, Method::post, path, body);
        EXPECT_EQ(status, 200) << path << answer;
        EXPECT_EQ(shape_fault(m_document, schema, answer), "") << path << answer;
        return answer;
    }

    const std::string& token_of(const std::string& login) const { return m_tokens.at(login); }

  private:
    std::map<std::string, std::string> m_tokens; ///< by login
    std::int64_t m_last_account = 100;
    int m_keys = 10'000;

  protected:
    auth::Authentication m_authentication;
    workflow::Records m_records;
    store::PhotoFiles m_photo_files;
    workflow::Photos m_photos;
    map::PatchStates m_states;
    Services m_services;
    ApiApplication m_application;
    json m_document;                  ///< OpenAPI
    std::string m_if_match = "\"0\""; ///< what the next saving of a record stands on
    int m_wakes = 0;
};

} // namespace tuban::http::api
