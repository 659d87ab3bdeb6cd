#include "data/store/photos.hpp"
#include "tests/data/forms/lookback_bodies.hpp"
#include "tests/data/import/photo_bytes.hpp"
#include "tests/server/http/api/api_fixture.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace tuban::http::api {
namespace {

using import::test::ExifSpec;
using import::test::jpeg;
using model::Role;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::string house = "/api/v1/households/1000";
const std::string photos = house + "/photos";
constexpr std::int64_t day_us = 86'400'000'000;

class PhotosApi : public Api {
  protected:
    PhotosApi() {
        import_houses();
        add_account("clerk", Role::collector, 5);
        add_account("neighbour", Role::collector, 7);
        add_account("reviewer", Role::reviewer, 3);
        add_account("province", Role::supervisor, 1);
        EXPECT_EQ(
            send("clerk", Method::put, house + "/patch", {{"number", jobs::test::number_of(0)}})
                .first,
            200);
    }

    void save() {
        const json body{{"body", forms::test::own_rural_body()}, {"sources", json::object()}};
        EXPECT_EQ(send("clerk", Method::put, house + "/record", body).first, 200);
    }
    /// The house stands at 109.1, 34.2.
    static std::string at_house(int model = 1) {
        ExifSpec spec;
        spec.place = {109.1, 34.2};
        spec.accuracy_m = 8;
        spec.model = "P" + std::to_string(model);
        return jpeg(spec);
    }
    Answer add(const std::string& who, const std::string& slot, const std::string& bytes,
               const std::string& key = "") {
        return send_bytes(who, Method::post, photos + "?slot=" + slot, bytes, key);
    }
    std::string added(const std::string& slot, const std::string& bytes) {
        const auto [status, answer] = add("clerk", slot, bytes);
        EXPECT_EQ(status, 200) << answer;
        EXPECT_EQ(shape_fault(m_document, "PhotoAdded", answer), "") << answer;
        return answer.value("id", "");
    }
    static std::string code(const json& problem) {
        const auto type = problem.value("type", std::string());
        return type.substr(type.find_last_of(":/#") + 1);
    }
    std::ptrdiff_t files() {
        return std::distance(std::filesystem::directory_iterator(m_data.photos()), {});
    }
};

TEST_F(PhotosApi, a_photo_is_listed_with_its_own_place_and_time_and_its_distance_to_the_house) {
    save();
    const auto id = added("front", at_house());
    const auto list = get("province", photos, "PhotoList");
    EXPECT_FALSE(list["may_change"]);
    ASSERT_EQ(list["photos"].size(), 1U);
    const auto& photo = list["photos"][0];
    EXPECT_EQ(photo["id"], id);
    EXPECT_EQ(photo["slot"], "front");
    EXPECT_EQ(photo["taken_at"], "2024-10-18T03:26:00Z");
    EXPECT_EQ(photo["point"]["source"], "photo");
    EXPECT_EQ(photo["point"]["accuracy_m"], 8);
    EXPECT_LT(photo["distance_m"], 20);
    EXPECT_FALSE(photo["is_far"]);
    EXPECT_TRUE(get("clerk", photos, "PhotoList")["may_change"]);
}

TEST_F(PhotosApi, a_photo_is_sealed_at_rest_and_delivered_without_what_the_camera_wrote) {
    save();
    const auto id = added("front", at_house());
    const auto answer = send_raw("province", Method::get, photos + "/" + id);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Content-Type"), "image/jpeg");
    EXPECT_EQ(*answer.body, import::test::fixture("plain.jpg"));
    for (const auto& entry : std::filesystem::directory_iterator(m_data.photos())) {
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string sealed{std::istreambuf_iterator<char>(in), {}};
        EXPECT_THAT(sealed, Not(HasSubstr("JFIF")));
        EXPECT_EQ(entry.status().permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
}

TEST_F(PhotosApi, a_photo_taken_far_from_the_patch_is_a_warning_of_the_record) {
    save();
    ExifSpec spec;
    spec.place = {109.1, 34.21};
    added("front", jpeg(spec));
    EXPECT_TRUE(get("clerk", photos, "PhotoList")["photos"][0]["is_far"]);
    const auto warnings = get("reviewer", house + "/record", "Record")["warnings"];
    ASSERT_EQ(warnings.size(), 1U) << warnings;
    EXPECT_EQ(warnings[0]["code"], "photo_far");
}

TEST_F(PhotosApi, what_is_no_photo_is_refused_and_nothing_is_kept) {
    save();
    EXPECT_EQ(add("clerk", "front", "<html>").first, 415);
    EXPECT_EQ(add("clerk", "front", at_house().substr(0, 300)).first, 422);
    EXPECT_EQ(add("clerk", "front", at_house() + std::string(1 << 20, 'x')).first, 413);
    EXPECT_EQ(code(add("clerk", "roof", at_house()).second), "fields_invalid");
    EXPECT_TRUE(get("clerk", photos, "PhotoList")["photos"].empty());
    EXPECT_FALSE(std::filesystem::exists(m_data.photos()));
}

TEST_F(PhotosApi, a_slot_takes_as_many_as_the_form_says_and_no_picture_twice) {
    EXPECT_EQ(add("clerk", "front", at_house()).first, 409); // before the first save
    save();
    added("front", at_house());
    EXPECT_EQ(add("clerk", "front", at_house(2)).first, 422);
    EXPECT_EQ(add("clerk", "risk_part", at_house()).first, 422); // the same picture
    for (int i = 2; i < 5; ++i) {
        added("risk_part", at_house(i));
    }
    EXPECT_EQ(add("clerk", "risk_part", at_house(5)).first, 422);
}

TEST_F(PhotosApi, an_upload_sent_again_is_answered_alike_and_added_once) {
    save();
    const auto first = add("clerk", "front", at_house(), "photo-key-1");
    EXPECT_EQ(first.first, 200);
    EXPECT_EQ(add("clerk", "front", at_house(), "photo-key-1"), first);
    EXPECT_EQ(get("clerk", photos, "PhotoList")["photos"].size(), 1U);
    EXPECT_EQ(code(add("clerk", "risk_part", at_house(), "photo-key-1").second),
              "idempotency_key_reused");
}

TEST_F(PhotosApi, photos_of_another_area_are_not_there_and_a_supervisor_changes_none) {
    save();
    const auto id = added("front", at_house());
    EXPECT_EQ(send("neighbour", Method::get, photos).first, 404);
    EXPECT_EQ(send("neighbour", Method::get, photos + "/" + id).first, 404);
    EXPECT_EQ(send("neighbour", Method::del, photos + "/" + id).first, 404);
    EXPECT_EQ(add("neighbour", "risk_part", at_house(2)).first, 404);
    EXPECT_EQ(files(), 1);
    EXPECT_EQ(send("province", Method::del, photos + "/" + id).first, 403);
    EXPECT_EQ(send("clerk", Method::get, "/api/v1/households/1001/photos/" + id).first, 404);
}

TEST_F(PhotosApi, a_submitted_record_keeps_its_photos_and_each_change_is_audited) {
    save();
    const auto id = added("front", at_house());
    added("report", at_house(2));
    EXPECT_EQ(send("clerk", Method::post, house + "/record/submit").first, 200);
    EXPECT_EQ(send("clerk", Method::del, photos + "/" + id).first, 409);
    EXPECT_EQ(add("clerk", "risk_part", at_house(3)).first, 409);
    EXPECT_EQ(send("reviewer", Method::post, house + "/record/return",
                   {{"reasons", {"photo_unqualified"}}, {"opinion", "照片看不清"}})
                  .first,
              200);
    EXPECT_EQ(send("clerk", Method::del, photos + "/" + id).first, 200);
    std::vector<std::string> actions;
    m_store->read([&](store::Reader& reader) {
        reader.query("SELECT action FROM audit WHERE action LIKE 'photo.%' ORDER BY id", {},
                     [&](const store::Row& row) { actions.emplace_back(row.text(0)); });
    });
    EXPECT_THAT(actions, testing::ElementsAre("photo.add", "photo.add", "photo.remove"));
}

TEST_F(PhotosApi, a_deleted_photo_leaves_the_folder_a_day_later_and_a_named_one_stays) {
    save();
    const auto id = added("front", at_house());
    added("report", at_house(2));
    EXPECT_EQ(send("clerk", Method::del, photos + "/" + id).first, 200);
    const auto now_us = store::now_us();
    EXPECT_EQ(m_photo_files.sweep(*m_store, now_us + day_us / 2), 0U);
    EXPECT_EQ(m_photo_files.sweep(*m_store, now_us + 2 * day_us), 1U);
    EXPECT_EQ(files(), 1);
    EXPECT_EQ(m_photo_files.sweep(*m_store, now_us + 2 * day_us), 0U);
}

TEST_F(PhotosApi, the_phone_places_the_house_before_photos_do_and_photos_before_the_list) {
    save();
    const auto source = [&] {
        const auto point = get("clerk", house, "Household")["point"];
        return point.is_null() ? std::string() : point["source"].get<std::string>();
    };
    EXPECT_EQ(source(), "");
    added("report", at_house(2)); // photographed at a desk
    EXPECT_EQ(source(), "");
    const auto id = added("front", at_house());
    EXPECT_EQ(source(), "photo");
    EXPECT_EQ(send("clerk", Method::put, house + "/position", {{"lon", 0}, {"lat", 0}}).first, 422);
    EXPECT_EQ(source(), "photo");
    const json fix{{"lon", 109.1001}, {"lat", 34.2001}, {"accuracy_m", 6.5}};
    EXPECT_EQ(send("clerk", Method::put, house + "/position", fix).first, 200);
    const auto point = get("clerk", house, "Household")["point"];
    EXPECT_EQ(point["source"], "phone");
    EXPECT_EQ(point["accuracy_m"], 6.5);
    EXPECT_EQ(point["lon"], 109.1001);
    EXPECT_EQ(send("clerk", Method::del, house + "/position").first, 200);
    EXPECT_EQ(source(), "photo");
    EXPECT_EQ(send("clerk", Method::del, photos + "/" + id).first, 200);
    EXPECT_EQ(source(), "");
}

TEST_F(PhotosApi, the_position_is_evidence_of_the_candidates) {
    const auto reasons = [&] {
        std::string texts;
        const auto answer = get("clerk", house + "/candidates", "Candidates");
        for (const auto& reason : answer["candidates"][0]["reasons"]) {
            texts += reason["text"].get<std::string>() + ";";
        }
        return texts;
    };
    EXPECT_THAT(reasons(), Not(HasSubstr("米")));
    EXPECT_EQ(send("clerk", Method::put, house + "/position",
                   {{"lon", 109.10005}, {"lat", 34.20005}, {"accuracy_m", 5}})
                  .first,
              200);
    EXPECT_THAT(reasons(), HasSubstr("米"));
}

} // namespace
} // namespace tuban::http::api
