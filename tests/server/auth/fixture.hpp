#pragma once

#include "data/store/divisions.hpp"
#include "server/auth/administration.hpp"
#include "server/auth/service.hpp"
#include "tests/data/store/engine.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tuban::auth {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t minute_us = 60 * second_us;
constexpr std::int64_t hour_us = 60 * minute_us;
constexpr std::int64_t day_us = 24 * hour_us;

/// The least that Argon2id takes: what is tested is how often it runs, not how long.
inline AuthenticationRules cheap_rules() {
    AuthenticationRules rules;
    rules.cost = {1, 8192};
    return rules;
}

/// A store with a small tree, a clock that the test moves, and one collector in the village.
class AuthenticationTest : public testing::Test {
  protected:
    static constexpr const char* login = "clerk-one";
    static constexpr const char* office = "192.0.2.7";
    static constexpr const char* captcha = "ACEH";

    AuthenticationTest() : m_store(store::open_store(m_folder.path().string())) {
        m_store->write([](store::Transaction& transaction) {
            insert_division(transaction, 1, "990000000000", "试验省", model::Level::province, {}, 0,
                            100);
            insert_division(transaction, 2, "990101000000", "甲县", model::Level::county, 1, 10,
                            49);
            insert_division(transaction, 3, "990102000000", "乙县", model::Level::county, 1, 50,
                            89);
            insert_division(transaction, 4, "990101001001", "一村", model::Level::village, 2, 20,
                            20);
        });
        m_password = add(login, model::Role::collector, "990101001001");
    }

    std::string add(const std::string& name, model::Role role, const std::string& division) {
        const auto added = administration().add({name, "", role, division, false}, m_actor);
        EXPECT_TRUE(added.is_ok());
        return added->first_password;
    }

    Result<SignedIn, SignInRefusal> sign_in(const std::string& name, const std::string& password) {
        return m_service.sign_in({name, password, m_remote, "", "", ""});
    }

    /// With the captcha solved, whether asked for or not.
    Result<SignedIn, SignInRefusal> sign_in_solving(const std::string& name,
                                                    const std::string& password) {
        const auto challenge = m_service.captchas().issue();
        return m_service.sign_in({name, password, m_remote, challenge.id, captcha, ""});
    }

    void fail_until_locked(const std::string& name) {
        for (int i = 0; i < 5; ++i) {
            EXPECT_FALSE(sign_in_solving(name, "wrong").is_ok());
        }
    }

    std::int64_t count_audit(const std::string& action) {
        return store().read_value([&](store::Reader& reader) {
            return *reader.find("SELECT count(*) FROM audit WHERE action = $1", {action},
                                [](const store::Row& row) { return row.integer(0); });
        });
    }

    std::string sign_in_well() {
        const auto answer = sign_in_solving(login, m_password);
        EXPECT_TRUE(answer.is_ok());
        return answer->token;
    }

    std::optional<Principal> by_cookie(const std::string& token) {
        return m_service.authenticate(token, store::SessionKind::cookie);
    }
    std::optional<Principal> by_bearer(const std::string& token) {
        return m_service.authenticate(token, store::SessionKind::bearer);
    }

    Administration& administration() { return m_administration; }
    store::Store& store() { return *m_store; }
    const std::filesystem::path& folder() const { return m_folder.path(); }

    static void insert_division(store::Transaction& transaction, std::int64_t id,
                                const std::string& code, const std::string& name,
                                model::Level level, std::optional<std::int64_t> parent_id,
                                std::int64_t first_label, std::int64_t last_label) {
        store::GazetteerEntry entry;
        entry.division = {id, code, name, level, parent_id, name, first_label, last_label};
        store::insert_division(transaction, entry);
    }

  private:
    store::TemporaryFolder m_folder;
    std::unique_ptr<store::Store> m_store;

  protected:
    std::int64_t m_now_us = 1'800'000'000 * second_us;
    std::string m_remote = office;
    model::Actor m_actor{0, "local"};
    Authentication m_service{*m_store, cheap_rules(), [this] { return m_now_us; },
                             [] { return captcha; }};

  private:
    Administration m_administration{*m_store, m_service.hasher(), cheap_rules(),
                                    [this] { return m_now_us; }};

  protected:
    std::string m_password;
};

} // namespace tuban::auth
