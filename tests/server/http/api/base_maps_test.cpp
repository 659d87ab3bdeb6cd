#include "tests/server/http/api/api_fixture.hpp"

#include <fstream>

namespace tuban::http::api {
namespace {

class BaseMapApi : public Api {
  protected:
    BaseMapApi() {
        add_account("clerk", model::Role::collector, 5);
        std::filesystem::create_directories(m_data.base_maps());
        const auto file = m_data.base_maps() / "a.pmtiles";
        std::ofstream(file) << "0123456789";
        map::BaseMap archive{"county", "县图", "测绘院", "", file, 512, 2, 11};
        map::BaseMap tiles{"imagery", "影像", "测绘院", "/base-maps/i/{z}/{x}/{y}", {}};
        m_services.base_maps = {std::move(tiles), std::move(archive)};
    }
};

TEST_F(BaseMapApi, lists_them_with_paths_of_the_own_origin) {
    const auto items = get("clerk", "/api/v1/base-maps", "BaseMaps").at("items");
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].at("path"), "/base-maps/i/{z}/{x}/{y}");
    EXPECT_EQ(items[0].at("kind"), "tiles");
    EXPECT_EQ(items[1].at("path"), "/api/v1/base-maps/county/archive");
    EXPECT_EQ(items[1].at("kind"), "archive");
    EXPECT_EQ(items[1].at("max_zoom"), 11);
}

TEST_F(BaseMapApi, gives_an_archive_with_a_tag_by_which_its_parts_fit_together) {
    const auto answer = respond("clerk", Method::get, "/api/v1/base-maps/county/archive");
    EXPECT_EQ(answer.status, 200);
    ASSERT_TRUE(answer.file);
    EXPECT_EQ(answer.file->length, 10U);
    EXPECT_EQ(answer.header("Accept-Ranges"), "bytes");
    const auto tag = std::string(answer.header("ETag").value());
    std::ofstream(m_data.base_maps() / "a.pmtiles") << "another one";
    const auto replaced = respond("clerk", Method::get, "/api/v1/base-maps/county/archive");
    EXPECT_NE(replaced.header("ETag"), tag);
    EXPECT_EQ(send("clerk", Method::get, "/api/v1/base-maps/imagery/archive").first, 404);
}

TEST_F(BaseMapApi, behind_nginx_names_the_file_that_nginx_sends) {
    m_services.is_behind_proxy = true;
    const auto answer = respond("clerk", Method::get, "/api/v1/base-maps/county/archive");
    EXPECT_EQ(answer.header("X-Accel-Redirect"), "/protected/base-maps/a.pmtiles");
    EXPECT_FALSE(answer.file);
}

} // namespace
} // namespace tuban::http::api
