#include "data/codelists/code_lists.hpp"
#include "data/forms/form.hpp"
#include "tuban_form_files_embedded.hpp"

namespace tuban::forms {

const Form& Form::lookback() {
    static const Form form(files::embedded_file("lookback.json"), [](const std::string& list) {
        std::vector<std::string> codes;
        for (const auto& entry : codelists::CodeLists::embedded().entries(list)) {
            codes.push_back(entry.id);
        }
        return codes;
    });
    return form;
}

} // namespace tuban::forms
