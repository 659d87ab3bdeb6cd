#include "server/jobs/import_patches_county.hpp"

#include "server/map/edit_overlay.hpp"
#include "server/map/evidence.hpp"
#include "server/map/patch_text.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace tuban::jobs {
namespace {

using segment::CodeColumn;
using segment::Position;
using segment::Segment;
using segment::TextColumn;

/// Rings as the grid holds them, in order.
std::vector<std::pair<bool, std::vector<geometry::GridPoint>>>
rings_of(const Segment& segment, Position position, segment::RingBuffer& buffer) {
    std::vector<std::pair<bool, std::vector<geometry::GridPoint>>> rings;
    segment.visit_rings(position, buffer, [&](const segment::RingView& ring) {
        rings.emplace_back(ring.is_outer, std::vector(ring.points.begin(), ring.points.end()));
    });
    return rings;
}

bool is_same_patch(const Segment& a, Position i, const Segment& b, Position j,
                   segment::RingBuffer& buffer) {
    for (std::size_t column = 0; column < segment::code_column_count; ++column) {
        const auto code = static_cast<CodeColumn>(column);
        if (a.code(code, i) != b.code(code, j)) {
            return false;
        }
    }
    for (std::size_t column = 0; column < segment::text_column_count; ++column) {
        const auto text = static_cast<TextColumn>(column);
        if (a.text(text, i) != b.text(text, j)) {
            return false;
        }
    }
    return a.villages()[a.village_index(i)].code == b.villages()[b.village_index(j)].code &&
           a.floors(i) == b.floors(j) && a.height_m(i) == b.height_m(j) &&
           a.floor_area_m2(i) == b.floor_area_m2(j) && a.ground_area_m2(i) == b.ground_area_m2(j) &&
           rings_of(a, i, buffer) == rings_of(b, j, buffer);
}

} // namespace

CountyMerge::CountyMerge(std::filesystem::path folder, std::string county_code,
                         std::shared_ptr<const Segment> in_force, std::string hash_in_force)
    : m_folder(std::move(folder)), m_county_code(std::move(county_code)),
      m_in_force(std::move(in_force)), m_hash_in_force(std::move(hash_in_force)),
      m_builder(std::in_place, m_folder, m_county_code) {}

void CountyMerge::set_edits(std::vector<store::PatchEdit> edits) {
    for (auto& edit : edits) {
        std::string number = edit.number;
        m_edits.emplace(std::move(number), std::move(edit));
    }
}

void CountyMerge::add(const Patch& patch) {
    ++m_added_count;
    if (m_edits.contains(patch.number)) {
        m_words.emplace(patch.number, map::to_text(patch));
    } else {
        m_builder->add(patch);
    }
}

void CountyMerge::build(const Decisions& decisions) {
    carry_over(decisions);
    fold_edits();
    m_built = m_builder->finish();
    m_builder.reset();
    m_new = Segment::open(m_built.file);
    for (const auto& village : m_new->villages()) {
        m_census_codes.push_back({std::string(village.code), village.patch_count});
    }
}

bool CountyMerge::finish(const Decisions& decisions) {
    build(decisions);
    if (m_in_force) {
        compare_patches(decisions);
        trace_retired();
        compare_words(decisions);
    } else {
        m_change.added = m_added_count;
    }
    const bool was_none = m_in_force == nullptr;
    m_new.reset();
    m_in_force.reset();
    if (was_none || has_batch_changed() || (decisions.folds && m_built.hash != m_hash_in_force)) {
        return true;
    }
    if (!decisions.folds) {
        m_folded.clear();
    }
    if (m_built.hash != m_hash_in_force) {
        std::filesystem::remove(m_built.file);
    }
    return false;
}

void CountyMerge::compare_patches(const Decisions& decisions) {
    segment::RingBuffer buffer;
    for (Position after = 0; after < m_new->size(); ++after) {
        const std::string number(m_new->number(after));
        if (!decisions.added.contains(number) || m_words.contains(number)) {
            continue;
        }
        const auto before = m_in_force->find_number(number);
        if (!before) {
            ++m_change.added;
        } else if (is_same_patch(*m_in_force, *before, *m_new, after, buffer)) {
            ++m_change.unchanged;
            decisions.on_unchanged(number);
        } else {
            ++m_change.updated;
            auto lineage = segment::lineage_of(*m_in_force, *before, *m_new);
            if (lineage.fate == segment::Fate::moved) {
                m_change.lineage.emplace_back(number, std::move(lineage));
            }
        }
    }
}

bool CountyMerge::has_batch_changed() const noexcept {
    return m_change.unchanged < m_added_count || !m_change.retired.empty() || !m_new_words.empty();
}

void CountyMerge::carry_over(const Decisions& decisions) {
    const Position size = m_in_force ? m_in_force->size() : 0;
    for (Position position = 0; position < size; ++position) {
        std::string number(m_in_force->number(position));
        if (decisions.added.contains(number)) {
            continue;
        }
        const bool retires = decisions.retires(*m_in_force, position);
        if (const auto edit = m_edits.find(number); edit != m_edits.end()) {
            if (retires && edit->second.original) {
                m_new_words.push_back({number, std::nullopt});
            }
        } else if (retires) {
            m_change.retired.push_back(std::move(number));
        } else {
            m_builder->add(patch_of(*m_in_force, position));
        }
    }
}

/// Two patches that one heir would follow are a merger, not the same house under a new number.
void CountyMerge::trace_retired() {
    std::map<std::string, std::size_t> followers;
    const auto begin = m_change.lineage.size();
    for (const auto& number : m_change.retired) {
        auto lineage =
            segment::lineage_of(*m_in_force, m_in_force->find_number(number).value(), *m_new);
        if (lineage.fate == segment::Fate::renumbered) {
            ++followers[lineage.successors.front()];
        }
        m_change.lineage.emplace_back(number, std::move(lineage));
    }
    for (auto i = begin; i < m_change.lineage.size(); ++i) {
        auto& lineage = m_change.lineage[i].second;
        if (lineage.fate == segment::Fate::renumbered &&
            followers.at(lineage.successors.front()) > 1) {
            lineage.fate = segment::Fate::merged;
        }
    }
}

void CountyMerge::fold_edits() {
    for (const auto& [number, edit] : m_edits) {
        const auto word = m_words.find(number);
        if (edit.is_dropped && word != m_words.end()) {
            m_builder->add(map::patch_from_text(word->second));
        } else if (edit.patch) {
            m_builder->add(map::patch_from_text(*edit.patch));
        }
        m_folded.push_back({number, edit.version});
    }
}

/// Does the batch say of an edited patch what the batches before it said?
void CountyMerge::compare_words(const Decisions& decisions) {
    if (m_words.empty()) {
        return;
    }
    std::vector<store::PatchEdit> before;
    std::vector<store::PatchEdit> now;
    for (const auto& [number, word] : m_words) {
        store::PatchEdit edit = m_edits.at(number);
        edit.patch = edit.original;
        before.push_back(edit);
        edit.patch = word;
        now.push_back(std::move(edit));
    }
    const auto scratch = m_folder / "overlays";
    const auto old_words = map::make_overlay(*m_in_force, before, scratch).patches;
    const auto new_words = map::make_overlay(*m_in_force, now, scratch).patches;
    segment::RingBuffer buffer;
    for (const auto& [number, word] : m_words) {
        const auto i = old_words->find_number(number);
        const auto j = new_words->find_number(number).value();
        if (i && is_same_patch(*old_words, *i, *new_words, j, buffer)) {
            ++m_change.unchanged;
            decisions.on_unchanged(number);
        } else {
            ++m_change.updated;
            m_new_words.push_back({number, word});
        }
    }
}

std::shared_ptr<const Segment> CountyMerge::open_built() const {
    return Segment::open(m_built.file, false);
}

std::string sealed_text(const seal::Sealer& sealer, std::string_view plain) {
    const auto box = sealer.seal(plain);
    return {box.begin(), box.end()};
}

void keep_sealed_id(Patch& patch, const Segment* in_force, const seal::Sealer& sealer) {
    const auto before = in_force == nullptr || patch.owner_id_sealed.empty()
                            ? std::nullopt
                            : in_force->find_number(patch.number);
    if (!before) {
        return;
    }
    const auto sealed = in_force->text(TextColumn::owner_id_sealed, *before);
    if (!sealed.empty() &&
        map::unsealed(sealer, sealed) == map::unsealed(sealer, patch.owner_id_sealed)) {
        patch.owner_id_sealed = sealed;
    }
}

Patch patch_of(const Segment& segment, Position position) {
    const auto code = [&](CodeColumn column) {
        return std::string(segment.code(column, position));
    };
    const auto text = [&](TextColumn column) {
        return std::string(segment.text(column, position));
    };
    Patch patch;
    patch.number = segment.number(position);
    patch.division_code = segment.villages()[segment.village_index(position)].code;
    patch.shape = segment.shape(position);
    patch.address = text(TextColumn::address);
    patch.building_name = text(TextColumn::building_name);
    patch.owner_name = text(TextColumn::owner_name);
    patch.owner_id_sealed = text(TextColumn::owner_id_sealed);
    patch.use = code(CodeColumn::use);
    patch.dwelling_kind = code(CodeColumn::dwelling_kind);
    patch.structure = code(CodeColumn::structure);
    patch.built_period = code(CodeColumn::built_period);
    patch.built_by = code(CodeColumn::built_by);
    patch.land_tenure = code(CodeColumn::land_tenure);
    patch.grade = code(CodeColumn::grade);
    patch.floors = segment.floors(position);
    patch.height_m = segment.height_m(position);
    patch.ground_area_m2 = segment.ground_area_m2(position);
    patch.floor_area_m2 = segment.floor_area_m2(position);
    return patch;
}

} // namespace tuban::jobs
