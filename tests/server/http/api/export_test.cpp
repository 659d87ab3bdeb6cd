#include "data/store/audit.hpp"
#include "server/http/file_answer.hpp"
#include "server/jobs/export_patches.hpp"
#include "tests/server/http/api/api_fixture.hpp"

namespace tuban::http::api {
namespace {

class ExportApi : public Api {
  protected:
    ExportApi() {
        import_houses();
        add_account("clerk", model::Role::collector, 5);
        add_account("neighbour", model::Role::collector, 6);
        add_account("county", model::Role::reviewer, 3);
        add_account("elsewhere", model::Role::reviewer, 7);
    }
    json start(const std::string& who, const json& body) {
        return post(who, "/api/v1/exports", body, "Job");
    }
    void work() {
        jobs::Worker(*m_store, m_folder.path(),
                     jobs::export_kinds({*m_store, m_sealer, m_scopes, 1}))
            .run_queue();
    }
};

TEST_F(ExportApi, gives_the_file_to_whom_it_belongs_and_to_the_county_and_to_no_one_else) {
    const auto job = start("clerk", {{"format", "geojson"}});
    EXPECT_EQ(m_wakes, 1);
    const std::string path = "/api/v1/jobs/" + job.at("id").get<std::string>() + "/file";
    EXPECT_EQ(send("clerk", Method::get, path).first, 409);
    work();
    EXPECT_EQ(send("clerk", Method::get, path).first, 200);
    EXPECT_EQ(send("county", Method::get, path).first, 200);
    EXPECT_EQ(send("neighbour", Method::get, path).first, 404);
    EXPECT_EQ(send("elsewhere", Method::get, path).first, 404);
    store::AuditSearch downloads;
    downloads.action = "export.download";
    const auto told = m_store->read_value(
        [&](store::Reader& reader) { return store::search_audit(reader, {}, downloads, 10); });
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].login, "county");
    EXPECT_EQ(json::parse(told[0].entry.change).at("job"), job.at("id"));
    const auto done = get("clerk", "/api/v1/jobs/" + job.at("id").get<std::string>(), "Job");
    EXPECT_EQ(done.at("report").at("patches"), jobs::test::houses);
    std::filesystem::remove_all(m_data.exports());
    EXPECT_EQ(send("clerk", Method::get, path).first, 410);
}

TEST_F(ExportApi, refuses_what_it_cannot_write_and_names_the_field) {
    for (const json& body :
         {json{{"format", "dwg"}}, json{{"format", "geojson"}, {"encoding", "gbk"}},
          json{{"format", "shapefile"}, {"encoding", "big5"}}}) {
        const auto [status, problem] = send("clerk", Method::post, "/api/v1/exports", body);
        EXPECT_EQ(status, 422) << body;
        EXPECT_EQ(problem.at("errors").size(), 1U) << problem;
    }
    EXPECT_EQ(send("neighbour", Method::post, "/api/v1/exports", {{"format", "geojson"}}).first,
              409);
    EXPECT_EQ(send("neighbour", Method::post, "/api/v1/exports",
                   {{"format", "geojson"}, {"division", "990101001200"}})
                  .first,
              404);
}

class Parts : public testing::Test {
  protected:
    Response ask(const std::string& range, const std::string& condition = "") {
        Request request;
        request.headers = {{"Range", range}};
        if (!condition.empty()) {
            request.headers.emplace_back("If-Range", condition);
        }
        return file_response(request, OpenFile::find(m_file), "text/plain", "\"7\"");
    }
    std::string part(const std::string& range) {
        const auto response = ask(range);
        if (response.status != 206) {
            return std::to_string(response.status);
        }
        return std::to_string(response.file->offset) + "+" + std::to_string(response.file->length) +
               " " + std::string(response.header("Content-Range").value());
    }
    void SetUp() override { std::ofstream(m_file) << "0123456789"; }

    store::TemporaryFolder m_folder;
    std::filesystem::path m_file = m_folder.path() / "ten";
};

TEST_F(Parts, of_a_file_are_those_that_the_range_names) {
    EXPECT_EQ(part("bytes=0-3"), "0+4 bytes 0-3/10");
    EXPECT_EQ(part("bytes=7-"), "7+3 bytes 7-9/10");
    EXPECT_EQ(part("bytes=8-99"), "8+2 bytes 8-9/10");
    EXPECT_EQ(part("bytes=-4"), "6+4 bytes 6-9/10");
    EXPECT_EQ(part("bytes=-40"), "0+10 bytes 0-9/10");
    EXPECT_EQ(part("bytes=10-"), "416");
    EXPECT_EQ(part("bytes=-0"), "416");
    EXPECT_EQ(ask("bytes=10-").header("Content-Range"), "bytes */10");
}

TEST_F(Parts, are_the_whole_file_where_the_range_is_none) {
    for (const auto* const range : {"bytes=5-2", "bytes=a-b", "bytes=1", "bytes=-", "lines=1-2",
                                    "bytes=0-1,3-4", "bytes=1-2x", "bytes=99999999999999999999-"}) {
        EXPECT_EQ(part(range), "200") << range;
    }
    EXPECT_EQ(ask("bytes=0-3", "\"8\"").status, 200);
    EXPECT_EQ(ask("bytes=0-3", "\"7\"").status, 206);
}

TEST_F(Parts, of_what_is_no_file_are_not_there) {
    EXPECT_EQ(OpenFile::find(m_folder.path()), nullptr);
    EXPECT_EQ(OpenFile::find(m_folder.path() / "none"), nullptr);
    std::filesystem::create_symlink(m_file, m_folder.path() / "link");
    EXPECT_EQ(OpenFile::find(m_folder.path() / "link"), nullptr);
}

} // namespace
} // namespace tuban::http::api
