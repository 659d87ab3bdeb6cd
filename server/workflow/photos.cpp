#include "server/workflow/photos.hpp"

#include "data/store/audit.hpp"
#include "server/workflow/answers.hpp"
#include "server/workflow/calendar.hpp"
#include "server/workflow/review.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tuban::workflow {
namespace {

using nlohmann::json;

bool may_change(const RecordState& state, const Caller& caller) {
    return next_status(state.document.status, model::Action::save, caller.role,
                       is_filling_in(state, caller))
        .has_value();
}

json to_json(const store::Photo& photo, const std::optional<geometry::LonLat>& patch) {
    json point;
    if (photo.lon && photo.lat) {
        point = {{"lon", *photo.lon}, {"lat", *photo.lat}, {"source", "photo"}};
        if (photo.accuracy_m) {
            point["accuracy_m"] = *photo.accuracy_m;
        }
    }
    const auto distance_m = distance_to_patch_m(photo, patch);
    return {{"id", std::to_string(photo.id)},
            {"slot", photo.slot},
            {"media_type", photo.media_type},
            {"size_bytes", photo.size_bytes},
            {"width", photo.width},
            {"height", photo.height},
            {"taken_at", photo.taken_at_us ? json(time_text(*photo.taken_at_us)) : json()},
            {"point", std::move(point)},
            {"distance_m", distance_m ? json(std::round(*distance_m)) : json()},
            {"is_far", distance_m && is_far(photo, *distance_m)},
            {"added_at", time_text(photo.added_at_us)}};
}

Outcome invalid(const char* code, const std::string& field, std::string message) {
    auto detail = message;
    return refuse(Refusal::invalid, std::move(message), {{code, "照片", field, std::move(detail)}});
}

Outcome no_such_photo() {
    return refuse(Refusal::not_found, "没有找到这张照片，可能已被删除，请刷新页面。");
}

} // namespace

Photos::Photos(store::Store& store, const store::PhotoFiles& files, PatchPlace patch_place,
               const forms::Form& form, Clock clock)
    : m_store(&store), m_files(&files), m_patch_place(std::move(patch_place)), m_form(&form),
      m_clock(std::move(clock)) {}

Outcome Photos::list(const Caller& caller, const model::Area& area,
                     std::int64_t household_id) const {
    return m_store->read_value([&](store::Reader& reader) -> Outcome {
        const auto state = find_record(reader, area, household_id, m_form->name());
        if (!state) {
            return not_found();
        }
        const auto patch = place_of_patch(m_patch_place, reader, area, *state);
        auto photos = json::array();
        for (const auto& photo : store::list_photos(reader, household_id, m_form->name())) {
            photos.push_back(to_json(photo, patch));
        }
        const json answer{{"photos", std::move(photos)},
                          {"may_change", may_change(*state, caller)}};
        return Answer{state->document.version, answer.dump()};
    });
}

Outcome Photos::change(const Caller& caller, const model::Area& area, std::int64_t household_id,
                       const Key& key, const Change& work) const {
    return m_store->write_value([&](store::Transaction& transaction) -> Outcome {
        if (auto answered = find_answered(transaction, key)) {
            return std::move(*answered);
        }
        const auto state = find_record(transaction, area, household_id, m_form->name());
        if (!state) {
            return not_found();
        }
        if (!may_change(*state, caller)) {
            return refuse(Refusal::not_allowed,
                          "这份档案现在不能由您的账号改动照片和定位。已上报或已审核的，请县级先退回"
                          "补正。");
        }
        auto outcome = work(transaction, *state);
        return outcome ? remember(transaction, key, std::move(outcome.value()), m_clock())
                       : std::move(outcome);
    });
}

Outcome Photos::add(const Caller& caller, const model::Area& area, std::int64_t household_id,
                    store::Photo facts, std::string_view content, const Key& key) const {
    const auto slot = m_form->find_photo_slot(facts.slot);
    if (!slot) {
        return invalid("unknown_slot", "slot", "没有这类照片，请刷新页面后重新选择。");
    }
    // Asked before the file is written, so that who may not add leaves nothing behind; again in
    // the transaction.
    const bool is_refused = m_store->read_value([&](store::Reader& reader) {
        const auto state = find_record(reader, area, household_id, m_form->name());
        return !state || !may_change(*state, caller);
    });
    facts.content_hash = is_refused ? "" : m_files->keep(content);
    return change(
        caller, area, household_id, key,
        [&](store::Transaction& transaction, const RecordState& state) -> Outcome {
            if (state.document.version == 0) {
                return refuse(Refusal::not_allowed, "请先保存档案，再上传照片。");
            }
            if (facts.content_hash.empty() || !m_files->has(facts.content_hash)) {
                facts.content_hash = m_files->keep(content);
            }
            const auto there = store::list_photos(transaction, household_id, m_form->name());
            const auto same = [&](const store::Photo& photo) {
                return photo.content_hash == facts.content_hash;
            };
            if (std::any_of(there.begin(), there.end(), same)) {
                return invalid("photo_repeated", "", "这张照片本户已经上传过，请换一张。");
            }
            const auto in_slot = std::count_if(there.begin(), there.end(), [&](const auto& photo) {
                return photo.slot == facts.slot;
            });
            if (in_slot >= slot->most) {
                return invalid(
                    "too_many", "slot",
                    fmt::format("“{}”最多 {} 张，请先删除一张再上传。", slot->label, slot->most));
            }
            auto photo = facts;
            photo.id = store::new_id();
            photo.household_id = household_id;
            photo.form = m_form->name();
            photo.size_bytes = static_cast<std::int64_t>(content.size());
            photo.added_at_us = m_clock();
            photo.account_id = caller.actor.account_id == 0
                                   ? std::nullopt
                                   : std::optional(caller.actor.account_id);
            store::insert_photo(transaction, photo);
            store::refresh_photo_position(transaction, household_id);
            store::append_audit(transaction, caller.actor, "photo.add", "household",
                                std::to_string(household_id),
                                json{{"slot", photo.slot}, {"content", photo.content_hash}}.dump());
            return Answer{
                state.document.version,
                json{{"id", std::to_string(photo.id)}, {"version", state.document.version}}.dump()};
        });
}

Outcome Photos::remove(const Caller& caller, const model::Area& area, std::int64_t household_id,
                       std::int64_t photo_id, const Key& key) const {
    return change(caller, area, household_id, key,
                  [&](store::Transaction& transaction, const RecordState& state) -> Outcome {
                      const auto photo = store::find_photo(transaction, household_id, photo_id);
                      if (!photo || photo->form != m_form->name()) {
                          return no_such_photo();
                      }
                      store::delete_photo(transaction, photo_id);
                      store::refresh_photo_position(transaction, household_id);
                      store::append_audit(
                          transaction, caller.actor, "photo.remove", "household",
                          std::to_string(household_id),
                          json{{"slot", photo->slot}, {"content", photo->content_hash}}.dump());
                      return written(state.household, state.document);
                  });
}

std::optional<Photos::Content> Photos::read(const model::Area& area, std::int64_t household_id,
                                            std::int64_t photo_id) const {
    auto photo = m_store->read_value([&](store::Reader& reader) -> std::optional<store::Photo> {
        return find_record(reader, area, household_id, m_form->name())
                   ? store::find_photo(reader, household_id, photo_id)
                   : std::nullopt;
    });
    if (!photo) {
        return std::nullopt;
    }
    auto bytes = m_files->read(photo->content_hash);
    return Content{std::move(*photo), std::move(bytes)};
}

Outcome Photos::set_position(const Caller& caller, const model::Area& area,
                             std::int64_t household_id, const store::Position& position,
                             const Key& key) const {
    return change(caller, area, household_id, key,
                  [&](store::Transaction& transaction, const RecordState& state) -> Outcome {
                      store::set_phone_position(transaction, household_id, position, m_clock());
                      store::append_audit(transaction, caller.actor, "position.set", "household",
                                          std::to_string(household_id));
                      return written(state.household, state.document);
                  });
}

Outcome Photos::remove_position(const Caller& caller, const model::Area& area,
                                std::int64_t household_id, const Key& key) const {
    return change(caller, area, household_id, key,
                  [&](store::Transaction& transaction, const RecordState& state) -> Outcome {
                      if (store::remove_phone_position(transaction, household_id)) {
                          store::refresh_photo_position(transaction, household_id);
                          store::append_audit(transaction, caller.actor, "position.remove",
                                              "household", std::to_string(household_id));
                      }
                      return written(state.household, state.document);
                  });
}

} // namespace tuban::workflow
