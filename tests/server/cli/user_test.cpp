#include "data/store/divisions.hpp"
#include "server/auth/service.hpp"
#include "tests/data/store/engine.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace tuban::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct Outcome {
    int exit_code = -1;
    std::string out;
    std::string err;
};

/// Runs the program on a data folder with one village, beside a store that stays open.
class UserCommandTest : public testing::Test {
  protected:
    UserCommandTest() : m_store(store::open_store(data())) {
        m_store->write([](store::Transaction& transaction) {
            store::GazetteerEntry entry;
            entry.division = {1,  "990101001001", "一村", model::Level::village,
                              {}, "甲县一村",     1,      1};
            store::insert_division(transaction, entry);
        });
    }

    std::string data() const { return m_folder.path().string(); }

    Outcome run(const std::string& arguments) const {
        const std::string err_file = data() + "/stderr.txt";
        const std::string command =
            std::string(TUBAN_PROGRAM) + " user " + arguments + " 2>'" + err_file + "'";
        Outcome outcome;
        FILE* pipe = ::popen(command.c_str(), "r");
        std::array<char, 4096> buffer{};
        for (std::size_t size = 0;
             (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
            outcome.out.append(buffer.data(), size);
        }
        const int status = ::pclose(pipe);
        outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        std::ifstream stream(err_file, std::ios::binary);
        outcome.err.assign(std::istreambuf_iterator<char>(stream), {});
        return outcome;
    }

    Outcome add(const std::string& more = "") const {
        return run("add clerk-one --division 990101001001 --role collector --data '" + data() +
                   "' " + more);
    }

    std::string on_data() const { return " --data '" + data() + "'"; }

    auth::Authentication& service() { return m_service; }

    Result<auth::SignedIn, auth::SignInRefusal> sign_in(const std::string& password) {
        return m_service.sign_in({"clerk-one", password, "192.0.2.7", "", "", ""});
    }

  private:
    store::TemporaryFolder m_folder;
    std::unique_ptr<store::Store> m_store;
    auth::Authentication m_service{*m_store};
};

std::string without_newline(std::string text) {
    EXPECT_TRUE(!text.empty() && text.back() == '\n');
    text.pop_back();
    return text;
}

TEST_F(UserCommandTest, add_prints_the_first_password_alone_and_a_running_server_knows_it) {
    const auto outcome = add();
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr("首次登录须修改"));
    const auto answer = sign_in(without_newline(outcome.out));
    ASSERT_TRUE(answer.is_ok());
    EXPECT_TRUE(answer->account.must_change_password);
}

TEST_F(UserCommandTest, add_answers_machines_with_one_object) {
    const auto outcome = add("--json --name 王某");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, IsEmpty());
    auto document = nlohmann::json::parse(outcome.out);
    EXPECT_TRUE(sign_in(document.at("password")).is_ok());
    document.erase("password");
    EXPECT_EQ(document, nlohmann::json({{"account", "clerk-one"},
                                        {"name", "王某"},
                                        {"role", "collector"},
                                        {"division", "990101001001"}}));
}

TEST_F(UserCommandTest, add_refuses_a_second_account_of_that_name) {
    add();
    const auto outcome = add();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr("已存在"));
}

TEST_F(UserCommandTest, add_names_the_division_that_there_is_not) {
    const auto outcome = run("add clerk-one --division 990199 --role collector" + on_data());
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("没有代码为“990199”的行政区划"));
}

TEST_F(UserCommandTest, add_hints_at_an_unusual_level_but_obeys) {
    const auto outcome = run("add chief --division 990101001001 --role supervisor" + on_data());
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr("通常不设在"));
}

TEST_F(UserCommandTest, wrong_usage_is_told_apart) {
    EXPECT_EQ(run("add clerk-one --division 990101001001 --role chief" + on_data()).exit_code, 2);
    EXPECT_EQ(run("add clerk-one --role collector" + on_data()).exit_code, 2);
    EXPECT_EQ(run("reset").exit_code, 2);
    EXPECT_EQ(run("").exit_code, 2);
}

TEST_F(UserCommandTest, a_folder_without_a_store_is_an_error_and_stays_empty) {
    const std::string empty = data() + "/empty";
    std::filesystem::create_directory(empty);
    const auto outcome = run("reset clerk-one --data '" + empty + "'");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("不是图斑的数据目录"));
    EXPECT_TRUE(std::filesystem::is_empty(empty));
}

TEST_F(UserCommandTest, reset_ends_the_old_password_and_sessions_of_a_running_server) {
    const auto first = without_newline(add().out);
    const auto token = sign_in(first)->token;
    const auto outcome = run("reset clerk-one" + on_data());
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_FALSE(service().authenticate(token, store::SessionKind::cookie));
    EXPECT_FALSE(sign_in(first).is_ok());
    EXPECT_TRUE(sign_in(without_newline(outcome.out)).is_ok());
}

TEST_F(UserCommandTest, token_prints_a_bearer_token_that_a_running_server_takes) {
    add();
    const auto outcome = run("token clerk-one" + on_data());
    EXPECT_EQ(outcome.exit_code, 0);
    const auto principal =
        service().authenticate(without_newline(outcome.out), store::SessionKind::bearer);
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->account.login, "clerk-one");
    EXPECT_FALSE(principal->account.must_change_password);
}

TEST_F(UserCommandTest, close_ends_the_account) {
    add();
    const auto token = without_newline(run("token clerk-one" + on_data()).out);
    EXPECT_EQ(run("close clerk-one" + on_data()).exit_code, 0);
    EXPECT_FALSE(service().authenticate(token, store::SessionKind::bearer));
    for (const char* verb : {"reset", "token"}) {
        const auto outcome = run(std::string(verb) + " clerk-one" + on_data());
        EXPECT_EQ(outcome.exit_code, 1);
        EXPECT_THAT(outcome.err, HasSubstr("已注销"));
    }
}

TEST_F(UserCommandTest, an_unknown_account_is_named) {
    for (const char* verb : {"reset", "close", "token"}) {
        const auto outcome = run(std::string(verb) + " nobody" + on_data());
        EXPECT_EQ(outcome.exit_code, 1);
        EXPECT_THAT(outcome.err, HasSubstr("没有账号“nobody”"));
    }
}

} // namespace
} // namespace tuban::cli
