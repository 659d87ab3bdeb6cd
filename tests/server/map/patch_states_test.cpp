#include "data/store/households.hpp"
#include "data/store/links.hpp"
#include "server/map/patch_states.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <gtest/gtest.h>

namespace tuban::map {
namespace {

constexpr const char* near_house = "9901010000001";
constexpr const char* far_house = "9901010000002";

/// Passes a reader's rows on, and fails at the second.
class FailingReader : public store::Reader {
  public:
    explicit FailingReader(store::Reader& reader) : m_reader(reader) {}
    void query(std::string_view sql, store::Parameters parameters,
               const store::RowVisitor& visit) override {
        int rows = 0;
        m_reader.query(sql, parameters, [&](const store::Row& row) {
            if (++rows == 2) {
                throw store::StoreError(store::StoreFault::unavailable, "for this test");
            }
            visit(row);
        });
    }

  private:
    store::Reader& m_reader;
};

/// Two households in 上河村 that no patch is chosen for.
class PatchStatesTest : public testing::Test {
  protected:
    PatchStatesTest() : m_store(store::open_store(m_folder.path())) {
        store::TreeFixture::fill(*m_store);
        m_store->write([](store::Transaction& t) {
            for (const std::int64_t id : {1, 2}) {
                model::Household household;
                household.id = id;
                household.division_id = 5;
                household.head_name = "张三";
                store::insert_household(t, household);
            }
        });
    }

    void link(std::int64_t household, const char* number) {
        m_store->write([&](store::Transaction& t) {
            t.execute("INSERT INTO account (id, login, display_name, role, division_id, "
                      "password_hash, created_at) VALUES (1, 'clerk', '', 'collector', 5, '', 0) "
                      "ON CONFLICT DO NOTHING",
                      {});
            store::set_link(t, household, {model::PatchState::linked, number, false}, 1, 1);
        });
    }
    int link_of(const char* number) {
        return m_store->read_value(
            [&](store::Reader& reader) { return int{m_states.of(reader, number).link}; });
    }

    store::TemporaryFolder m_folder;
    std::unique_ptr<store::Store> m_store;
    PatchStates m_states;
};

TEST_F(PatchStatesTest, a_reader_of_an_earlier_moment_is_told_what_had_changed_by_then) {
    link_of(near_house);
    link(1, near_house);
    m_store->read([&](store::Reader& earlier) {
        const auto before = m_states.changes_since(earlier, 0);
        EXPECT_EQ(before.states.size(), 1U);
        link(2, far_house);
        EXPECT_EQ(link_of(far_house), 2) << "caught up by a reader of today";
        const auto after = m_states.changes_since(earlier, 0);
        EXPECT_EQ(after.states.size(), 1U);
        EXPECT_EQ(after.epoch, before.epoch) << "so that the rest is asked for again";
    });
    m_store->read([&](store::Reader& today) {
        EXPECT_EQ(m_states.changes_since(today, 1).states.front().first, far_house);
    });
}

TEST_F(PatchStatesTest, a_first_look_that_fails_leaves_nothing_behind) {
    link(1, near_house);
    link(2, far_house);
    m_store->read([&](store::Reader& reader) {
        FailingReader failing(reader);
        EXPECT_THROW(m_states.of(failing, near_house), store::StoreError);
    });
    EXPECT_EQ(link_of(near_house), 2) << "one household, not several";
}

} // namespace
} // namespace tuban::map
