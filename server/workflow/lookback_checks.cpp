#include "server/workflow/lookback_checks.hpp"

#include "data/model/identifiers.hpp"
#include "server/workflow/calendar.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace tuban::workflow {
namespace {

using nlohmann::json;

constexpr const char* first_appraisal_date = "2021-01-01";

/// 20241018 of 2024-10-18.
int date_number(const std::string& date) {
    return std::stoi(date.substr(0, 4) + date.substr(5, 2) + date.substr(8, 2));
}

/// Collects issues about the fields of one body.
class Checker {
  public:
    Checker(const forms::Form& form, const json& body) : m_form(&form), m_body(&body) {}

    std::string text(const std::string& pointer) const {
        const json::json_pointer place(pointer);
        return m_body->contains(place) && m_body->at(place).is_string()
                   ? m_body->at(place).get<std::string>()
                   : std::string{};
    }

    /// `what` follows the field's name in the message.
    void add(const std::string& pointer, const char* code, const std::string& what) {
        const auto* const field = m_form->find_field(pointer);
        if (field == nullptr) {
            return;
        }
        m_issues.push_back({code, field->label, pointer,
                            fmt::format("{}：“{}”{}。", m_form->section_name(field->section),
                                        field->label, what)});
    }

    /// Pointers of one field in every entry of a list.
    std::vector<std::string> in_list(const std::string& list, const std::string& name) const {
        std::vector<std::string> pointers;
        const auto entries = m_body->find(list);
        for (std::size_t i = 0; entries != m_body->end() && i < entries->size(); ++i) {
            pointers.push_back(fmt::format("/{}/{}/{}", list, i, name));
        }
        return pointers;
    }

    const json& body() const { return *m_body; }
    forms::Issues take() { return std::move(m_issues); }

  private:
    const forms::Form* m_form;
    const json* m_body;
    forms::Issues m_issues;
};

std::vector<std::string> joined(std::vector<std::string> left,
                                const std::vector<std::string>& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

void check_dates(Checker& check, const std::string& today) {
    for (const auto* const pointer :
         {"/survey_date", "/planning_permit_date", "/homestead_approval_date",
          "/title_registration_date", "/seismic_retrofit_date", "/appraisal_date",
          "/seismic_appraisal_date"}) {
        if (check.text(pointer) > today) {
            check.add(pointer, "date_in_future", fmt::format("不能晚于今天（{}）", today));
        }
    }
    const auto appraised = check.text("/appraisal_date");
    if (!appraised.empty() && appraised < first_appraisal_date) {
        check.add("/appraisal_date", "date_too_early",
                  "应在 2021年1月1日或以后；更早的结论不能沿用，请重新鉴定或评估");
    }
}

void check_identifiers(Checker& check, int today) {
    const auto ids = joined(joined({"/new_head_id"}, check.in_list("split_heads", "id_number")),
                            check.in_list("owners", "id_number"));
    for (const auto& pointer : ids) {
        const auto id = check.text(pointer);
        const auto fault = model::check_id_number(id, today);
        if (!id.empty() && fault != model::IdFault::none) {
            check.add(pointer, "bad_id_number", fmt::format("不对：{}", model::explain(fault)));
        }
    }
    const auto phones =
        joined(joined({"/phone", "/new_head_phone"}, check.in_list("split_heads", "phone")),
               check.in_list("owners", "phone"));
    for (const auto& pointer : phones) {
        const auto phone = check.text(pointer);
        if (!phone.empty() && !model::is_phone(phone)) {
            check.add(pointer, "bad_phone", "不是有效的手机号或带区号的固定电话，请核对");
        }
    }
    const auto code = check.text("/appraisal_body_code");
    if (!code.empty() && !model::is_credit_code(code)) {
        check.add("/appraisal_body_code", "bad_credit_code",
                  "不是有效的18位统一社会信用代码，请对照证照核对；没有的请留空");
    }
}

void check_owner_sexes(Checker& check) {
    for (const auto& pointer : check.in_list("owners", "id_number")) {
        const auto id = check.text(pointer);
        const auto sex_pointer = pointer.substr(0, pointer.rfind('/')) + "/sex";
        const auto sex = check.text(sex_pointer);
        if (model::is_citizen_id(id) && !sex.empty() && sex != model::sex_of_citizen(id)) {
            check.add(sex_pointer, "sex_differs", "与身份证号不一致，请核对");
        }
    }
}

void check_repeated_people(Checker& check, const std::string& list) {
    std::set<std::string> seen;
    for (const auto& pointer : check.in_list(list, "id_number")) {
        const auto id = check.text(pointer);
        if (!id.empty() && !seen.insert(id).second) {
            check.add(pointer, "repeated", "与前面一项相同，请删去重复的人");
        }
    }
}

/// Names and addresses must say something (codelists 4.12).
void check_texts(Checker& check) {
    static const std::set<std::string> says_nothing{"未知", "/", "不详", "无名", "无"};
    const auto pointers = joined(
        joined({"/surveyor", "/new_head_name", "/address"}, check.in_list("split_heads", "name")),
        joined(check.in_list("owners", "name"), check.in_list("users", "name")));
    for (const auto& pointer : pointers) {
        if (says_nothing.contains(check.text(pointer))) {
            check.add(pointer, "says_nothing", "不能填“未知”“不详”“/”等，请如实填写");
        }
    }
}

void check_years(Checker& check, int this_year) {
    for (const auto* const name : {"guarantee_year", "planned_year"}) {
        const auto value = check.body().find(name);
        if (value != check.body().end() && value->is_number_integer()) {
            const auto year = value->get<int>();
            if (year != this_year && year != this_year + 1) {
                check.add(std::string("/") + name, "year_out_of_range",
                          fmt::format("只能是 {} 年或 {} 年", this_year, this_year + 1));
            }
        }
    }
}

void check_place(Checker& check, const LookbackContext& context) {
    if (!context.has_village) {
        check.add("/division", "required", "还没有落到村（社区），请选定所在村");
    }
    const auto target = check.text("/moved_to");
    if (!target.empty() && !context.is_other_village(target)) {
        check.add("/moved_to", "bad_division", "应是另一个村（社区），请重新选择");
    }
    if (check.text("/housing") == "own_rural" &&
        context.patch_state == model::PatchState::unlinked) {
        check.add("/patch", "required", "还没有选择，请在地图上选择图斑，或选“未发现图斑”");
    }
}

} // namespace

forms::Issues lookback_issues(const forms::Form& form, const json& body,
                              const LookbackContext& context) {
    auto visible = body;
    form.remove_hidden(visible);
    auto issues = form.validate(visible, forms::Mode::submit);

    const auto today = date_text(context.now_us);
    Checker check(form, visible);
    if (!visible.value("deceased_cancelled", false)) {
        check_place(check, context);
        check_dates(check, today);
        check_identifiers(check, date_number(today));
        check_owner_sexes(check);
        check_repeated_people(check, "split_heads");
        check_repeated_people(check, "owners");
        check_texts(check);
        check_years(check, std::stoi(today.substr(0, 4)));
    }
    for (auto& issue : check.take()) {
        const bool is_known = std::any_of(issues.begin(), issues.end(), [&](const Issue& known) {
            return known.field == issue.field;
        });
        if (!is_known) {
            issues.push_back(std::move(issue));
        }
    }
    for (const auto& [slot, least] : form.required_photos(visible)) {
        const auto count = context.photos.find(slot);
        const int there = count == context.photos.end() ? 0 : count->second;
        if (there < least) {
            const auto label = form.find_photo_slot(slot)->label;
            issues.push_back({"photo_missing", label, "/photos/" + slot,
                              fmt::format("{}：还差“{}” {} 张。", form.section_name("photos"),
                                          label, least - there)});
        }
    }
    const auto position = [&](const Issue& issue) {
        const auto* const field = form.find_field(issue.field);
        return field == nullptr ? form.fields().size()
                                : static_cast<std::size_t>(field - form.fields().data());
    };
    std::stable_sort(issues.begin(), issues.end(), [&](const Issue& left, const Issue& right) {
        return position(left) < position(right);
    });
    return issues;
}

} // namespace tuban::workflow
