#pragma once

#include "data/seal/sealer.hpp"
#include "server/auth/administration.hpp"
#include "server/http/api/application.hpp"
#include "server/http/api/services.hpp"
#include "server/http/uri.hpp"
#include "server/workflow/photos.hpp"
#include "server/workflow/records.hpp"
#include "tests/server/map/border_counties.hpp"
#include "tests/tiles/mvt_decoder.hpp"
#include "tiles/tile.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

namespace tuban::http::api {

/// Four counties that meet in one tile behind the API, with an account of each level.
class TilesApi : public map::test::BorderCounties {
  protected:
    void SetUp() override {
        BorderCounties::SetUp();
        const auth::AuthenticationRules rules;
        auth::PasswordHasher hasher(rules.cost);
        auth::Administration accounts(*m_store, hasher, rules);
        const std::map<std::string, std::int64_t> divisions{
            {"province", 1}, {"city", 2}, {"county", 10}, {"town", 11}, {"neighbour", 60}};
        m_store->write([&](store::Transaction& t) {
            std::int64_t id = 100;
            for (const auto& [login, division] : divisions) {
                t.execute("INSERT INTO account (id, login, display_name, role, division_id, "
                          "password_hash, must_change_password, created_at) "
                          "VALUES ($1, $2, $2, 'supervisor', $3, '', 0, 0)",
                          {++id, login, division});
            }
        });
        m_sealer.emplace(seal::Sealer::open(m_folder.key_file(), true));
        m_authentication.emplace(*m_store);
        m_records.emplace(*m_store, *m_sealer);
        m_photo_files.emplace(m_folder, *m_sealer);
        m_photos.emplace(*m_store, *m_photo_files, workflow::PatchPlace{});
        m_services.emplace(Services{*m_store, *m_sealer, *m_authentication, *m_records, *m_photos,
                                    m_scopes, m_states, [] {}, [] { return true; },
                                    [] { return std::string(); }});
        m_application.emplace(all_endpoints(*m_services), *m_authentication, nullptr);
        for (const auto& [login, division] : divisions) {
            m_tokens[login] = accounts.issue_token(login, {}).value();
        }
    }

    Response get(const std::string& who, const std::string& target, bool takes_gzip = false) {
        auto parsed = parse_target(target).value();
        Request request;
        request.path = std::move(parsed.path);
        request.query = std::move(parsed.query);
        request.headers.emplace_back("Authorization", "Bearer " + m_tokens[who]);
        if (takes_gzip) {
            request.headers.emplace_back("Accept-Encoding", "gzip");
        }
        return m_application->handle(request);
    }
    nlohmann::json tile_json(const std::string& who) {
        return nlohmann::json::parse(*get(who, "/tiles/patches.json").body);
    }
    /// Of the account's own area and version unless others are given.
    std::string path_of(const std::string& who, tiles::TileId tile, std::string area = "",
                        std::string version = "") {
        const auto described = tile_json(who);
        area = area.empty() ? described["area"].get<std::string>() : area;
        version = version.empty() ? described["version"].get<std::string>() : version;
        return fmt::format("/tiles/patches/{}/{}/{}/{}/{}.mvt", area, version, tile.zoom, tile.x,
                           tile.y);
    }
    std::set<std::string> shown(const std::string& who) {
        std::set<std::string> villages;
        const auto answer = get(who, path_of(who, map::test::border));
        EXPECT_EQ(answer.status, 200);
        const auto decoded = tiles::test::decode(*answer.body);
        for (const auto& feature : decoded.features("patches")) {
            villages.insert(std::get<std::string>(feature.attributes.at("patch_no")).substr(0, 6));
        }
        return villages;
    }

    std::optional<seal::Sealer> m_sealer;
    std::optional<auth::Authentication> m_authentication;
    std::optional<workflow::Records> m_records;
    std::optional<store::PhotoFiles> m_photo_files;
    std::optional<workflow::Photos> m_photos;
    std::optional<Services> m_services;
    std::optional<ApiApplication> m_application;
    std::map<std::string, std::string> m_tokens;
};

} // namespace tuban::http::api
