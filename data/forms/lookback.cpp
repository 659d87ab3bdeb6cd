#include "data/codelists/stub.hpp"
#include "data/forms/form.hpp"
#include "tuban_form_files_embedded.hpp"

namespace tuban::forms {

const Form& Form::lookback() {
    static const Form form(files::embedded_file("lookback.json"), [](const std::string& list) {
        std::vector<std::string> ids;
        for (const auto& [id, label] : codelists::all().at(list))
            ids.push_back(id);
        return ids;
    });
    return form;
}

} // namespace tuban::forms
