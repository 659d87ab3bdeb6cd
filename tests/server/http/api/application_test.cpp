#include "server/http/api/application.hpp"
#include "tests/data/store/engine.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace tuban::http::api {
namespace {

using store::StoreFault;

/// What a client is told of a fault of the store.
struct Told {
    StoreFault fault;
    int status;
    std::string code;
    std::string title;
    std::string detail;
};

TEST(FaultsOfTheStore, each_is_answered_with_what_it_means_and_without_the_engines_words) {
    const store::TemporaryFolder folder;
    const auto store = store::open_store(folder.path().string());
    auth::Authentication authentication(*store);
    StoreFault fault = StoreFault::other;
    const Route route{Method::get, "/api/v1/fault", Access::open, Lane::pool, "Fails", "", "", {}};
    ApiApplication application(
        {{route, [&](const Call&) -> Response { throw store::StoreError(fault, "engine"); }}},
        authentication, nullptr);
    const std::string busy = "刚才的内容没有保存，请稍后重试。";
    const std::string internal = "请把请求编号告诉管理员。";
    const std::vector<Told> all{{StoreFault::unique, 500, "internal", "服务器出错", internal},
                                {StoreFault::foreign_key, 500, "internal", "服务器出错", internal},
                                {StoreFault::check, 500, "internal", "服务器出错", internal},
                                {StoreFault::busy, 503, "store_busy", "服务器正忙", busy},
                                {StoreFault::serialization, 503, "store_busy", "服务器正忙", busy},
                                {StoreFault::full, 507, "disk_full", "服务器磁盘已满",
                                 "刚才的内容没有保存。请联系管理员清理磁盘。"},
                                {StoreFault::unavailable, 503, "store_busy", "服务器正忙", busy},
                                {StoreFault::unknown_outcome, 503, "unknown_outcome",
                                 "保存结果未知", "不能确定是否已经写入，请先查看，没有再重试。"},
                                {StoreFault::corrupt, 500, "internal", "服务器出错", internal},
                                {StoreFault::newer, 500, "internal", "服务器出错", internal},
                                {StoreFault::other, 500, "internal", "服务器出错", internal}};
    Request request;
    request.method = Method::get;
    request.path = "/api/v1/fault";
    for (const auto& told : all) {
        fault = told.fault;
        const auto response = application.handle(request);
        const auto answer = nlohmann::json::parse(*response.body);
        EXPECT_EQ(response.status, told.status);
        EXPECT_EQ(answer["code"], told.code);
        EXPECT_EQ(answer["title"], told.title);
        EXPECT_EQ(answer["detail"], told.detail);
    }
}

} // namespace
} // namespace tuban::http::api
