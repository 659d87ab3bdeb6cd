#include "server/workflow/personal_fields.hpp"

#include "base/hex.hpp"
#include "data/model/identifiers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace tuban::workflow {
namespace {

using forms::Field;
using forms::Personal;
using nlohmann::json;
using Bytes = std::vector<std::uint8_t>;
using Visit = std::function<void(json& value, const Field& field, const std::string& pointer)>;

/// Every value of a personal field, wherever it stands in a body.
void visit_personal(const forms::Form& form, json& body, const Visit& visit) {
    for (const auto& field : form.fields()) {
        if (field.personal == Personal::none) {
            continue;
        }
        const auto star = field.path.find("/*/");
        if (star == std::string::npos) {
            const json::json_pointer pointer(field.path);
            if (body.contains(pointer)) {
                visit(body[pointer], field, field.path);
            }
            continue;
        }
        const auto list = field.path.substr(0, star);
        const auto name = field.path.substr(star + 3);
        if (!body.contains(json::json_pointer(list))) {
            continue;
        }
        auto& entries = body[json::json_pointer(list)];
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (entries[i].is_object() && entries[i].contains(name)) {
                visit(entries[i][name], field, fmt::format("{}/{}/{}", list, i, name));
            }
        }
    }
}

bool is_secret(const Field& field) {
    return field.personal == Personal::id || field.personal == Personal::phone;
}

bool is_masked(const json& value) {
    return value.is_string() && value.get_ref<const std::string&>().find('*') != std::string::npos;
}

/// What is no whole id or phone (a draft) shows nothing but its length.
std::string masked_text(const Field& field, const std::string& plain) {
    if (field.personal == Personal::id && model::is_citizen_id(plain)) {
        return model::mask_id(plain);
    }
    if (field.personal == Personal::phone && model::is_phone(plain)) {
        return model::mask_phone(plain);
    }
    return std::string(plain.size(), '*');
}

std::string plain_of(const seal::Sealer& sealer, const json& sealed) {
    return sealer.unseal(from_hex(sealed.at("box").get<std::string>()));
}

} // namespace

bool is_sealed(const json& value) {
    return value.is_object() && value.contains("box");
}

void PersonalFields::normalize(json& plain) const {
    visit_personal(*m_form, plain, [](json& value, const Field& field, const std::string&) {
        if (!value.is_string() || is_masked(value)) {
            return;
        }
        const auto text = value.get<std::string>();
        if (field.personal == Personal::id) {
            value = model::normalize_id(text);
        } else if (field.personal == Personal::phone) {
            value = model::normalize_phone(text);
        } else {
            value = model::normalize_name(text);
        }
    });
}

forms::Issues PersonalFields::resolve_masks(json& plain, const json& stored,
                                            const model::Household& household) const {
    std::map<std::string, json> by_place;
    std::map<std::string, std::set<std::string>> by_mask; // masked text → plain values
    auto known = stored;
    visit_personal(*m_form, known, [&](json& value, const Field&, const std::string& pointer) {
        if (is_sealed(value)) {
            by_place[pointer] = value;
            by_mask[value["masked"].get<std::string>()].insert(plain_of(*m_sealer, value));
        }
    });
    if (household.id_sealed) {
        by_mask[household.id_masked].insert(m_sealer->unseal(*household.id_sealed));
    }
    if (household.phone_sealed) {
        by_mask[household.phone_masked].insert(m_sealer->unseal(*household.phone_sealed));
    }
    forms::Issues issues;
    visit_personal(
        *m_form, plain, [&](json& value, const Field& field, const std::string& pointer) {
            if (!is_secret(field) || !is_masked(value)) {
                return;
            }
            const auto masked = value.get<std::string>();
            const auto same_place = by_place.find(pointer);
            if (same_place != by_place.end() && same_place->second["masked"] == masked) {
                value = plain_of(*m_sealer, same_place->second);
                return;
            }
            const auto candidates = by_mask.find(masked);
            if (candidates != by_mask.end() && candidates->second.size() == 1) {
                value = *candidates->second.begin();
                return;
            }
            issues.push_back({"masked_value", field.label, pointer,
                              fmt::format("{}：“{}”带有星号，请重新填写完整号码。",
                                          m_form->section_name(field.section), field.label)});
        });
    return issues;
}

json PersonalFields::seal(json plain, const json& stored) const {
    std::map<std::string, json> by_hash;
    auto known = stored;
    visit_personal(*m_form, known, [&](json& value, const Field&, const std::string&) {
        if (is_sealed(value)) {
            by_hash[value["hash"].get<std::string>()] = value;
        }
    });
    visit_personal(*m_form, plain, [&](json& value, const Field& field, const std::string&) {
        if (!is_secret(field) || !value.is_string()) {
            return;
        }
        const auto text = value.get<std::string>();
        const auto hash = to_hex(m_sealer->lookup_hash(text));
        const auto same = by_hash.find(hash);
        value = same != by_hash.end() ? same->second
                                      : json{{"box", to_hex(m_sealer->seal(text))},
                                             {"hash", hash},
                                             {"masked", masked_text(field, text)}};
    });
    return plain;
}

json PersonalFields::unseal(json sealed) const {
    visit_personal(*m_form, sealed, [&](json& value, const Field&, const std::string&) {
        if (is_sealed(value)) {
            value = plain_of(*m_sealer, value);
        }
    });
    return sealed;
}

json PersonalFields::mask(json sealed) const {
    visit_personal(*m_form, sealed, [](json& value, const Field&, const std::string&) {
        if (is_sealed(value)) {
            value = value["masked"].get<std::string>();
        }
    });
    return sealed;
}

std::vector<std::pair<std::string, std::string>> PersonalFields::secrets(json sealed) const {
    std::vector<std::pair<std::string, std::string>> plain;
    visit_personal(*m_form, sealed, [&](json& value, const Field&, const std::string& pointer) {
        if (is_sealed(value)) {
            plain.emplace_back(pointer, plain_of(*m_sealer, value));
        }
    });
    return plain;
}

} // namespace tuban::workflow
