#include "server/map/patch_states.hpp"

#include "data/store/patch_changes.hpp"
#include "data/store/patch_claims.hpp"
#include "tiles/tile_frame.hpp"

#include <algorithm>
#include <utility>

namespace tuban::map {
namespace {

std::uint8_t grade_number(const std::string& grade) {
    return grade.empty() ? 0 : static_cast<std::uint8_t>(grade.front() - 'A' + 1);
}

void add(PatchState& state, const store::PatchClaim& claim) {
    if (claim.is_proposed) {
        state.link = std::max<std::uint8_t>(state.link, 1);
        return;
    }
    state.status = state.link <= 1
                       ? static_cast<std::uint8_t>(claim.status)
                       : std::min(state.status, static_cast<std::uint8_t>(claim.status));
    state.link = state.link <= 1 ? 2 : 3;
    if (claim.status == model::Status::approved) {
        state.grade = std::max(state.grade, grade_number(claim.grade));
    }
}

} // namespace

void PatchStates::catch_up(store::Reader& reader) {
    if (!m_is_loaded) {
        std::unordered_map<std::string, PatchState> states;
        store::visit_claims(reader, [&](const store::PatchClaim& claim) {
            add(states[claim.patch_number], claim);
        });
        m_epoch = store::last_patch_epoch(reader);
        m_states = std::move(states);
        m_is_loaded = true;
        return;
    }
    for (;;) {
        const auto changes = store::patch_changes_since(reader, m_epoch);
        if (changes.empty()) {
            return;
        }
        for (const auto& change : changes) {
            PatchState state;
            for (const auto& claim : store::claims_of_patch(reader, change.patch_number)) {
                add(state, claim);
            }
            if (state == PatchState{}) {
                m_states.erase(change.patch_number);
            } else {
                m_states[change.patch_number] = state;
            }
            m_epoch = change.epoch;
        }
    }
}

PatchStates::TileStates PatchStates::in_tile(store::Reader& reader, const AreaView& view,
                                             tiles::TileId tile) {
    const std::lock_guard lock(m_mutex);
    catch_up(reader);
    TileStates answer{m_epoch, {}};
    const auto box = tiles::TileFrame(tile).buffered_box();
    std::vector<segment::Position> found;
    for (const auto& scoped : view.scope) {
        found.clear();
        scoped.segment->search(box, found);
        for (const auto position : found) {
            if (!scoped.allows(position)) {
                continue;
            }
            const auto known = m_states.find(std::string(scoped.segment->number(position)));
            if (known != m_states.end()) {
                answer.states.push_back({scoped.id_of(position), known->second});
            }
        }
    }
    std::sort(answer.states.begin(), answer.states.end(),
              [](const auto& a, const auto& b) { return a.feature < b.feature; });
    return answer;
}

PatchStates::Changes PatchStates::changes_since(store::Reader& reader,
                                                std::optional<std::int64_t> epoch) {
    const std::lock_guard lock(m_mutex);
    catch_up(reader);
    Changes answer{m_epoch, {}};
    if (!epoch) {
        answer.states.assign(m_states.begin(), m_states.end());
        return answer;
    }
    // A reader of an earlier moment has fewer changes than others have caught up with.
    answer.epoch = *epoch;
    for (;;) {
        const auto changes = store::patch_changes_since(reader, answer.epoch);
        if (changes.empty()) {
            return answer;
        }
        for (const auto& change : changes) {
            const auto known = m_states.find(change.patch_number);
            answer.states.emplace_back(change.patch_number,
                                       known == m_states.end() ? PatchState{} : known->second);
            answer.epoch = change.epoch;
        }
    }
}

PatchState PatchStates::of(store::Reader& reader, const std::string& patch_number) {
    const std::lock_guard lock(m_mutex);
    catch_up(reader);
    const auto known = m_states.find(patch_number);
    return known == m_states.end() ? PatchState{} : known->second;
}

} // namespace tuban::map
