#pragma once

#include "data/model/account.hpp"
#include "data/model/record.hpp"

#include <optional>
#include <span>

/// The one review engine (idea 5 of docs/architecture.md): which state an action of a role leads
/// to. Pure; what follows from a transition is done by Records in one transaction.
namespace tuban::workflow {

struct Transition {
    model::Status from;
    model::Action action;
    model::Role role;
    model::Status to;
    /// A reviewer fills in only a record whose household has no village yet (SPEC 1), and goes on
    /// with the draft that he began there.
    bool only_when_filling_in;
};

/// All that is allowed; what is not in it is refused.
std::span<const Transition> transitions();

/// The state that follows, or nothing when this is not allowed.
std::optional<model::Status> next_status(model::Status from, model::Action action, model::Role role,
                                         bool is_filling_in);

/// A change of a household's patch. `replace` puts another one, or none found, in place of the
/// linked one.
enum class LinkAction { link, mark_not_found, replace, clear };

/// Which change `number` (empty: none found) means for a household in this patch state.
LinkAction link_action(model::PatchState current, bool has_number);

/// A submitted record is locked. With an approved one the link may be removed (删除图斑) and
/// filled in later (补录图斑), which changes neither status nor review; another patch in place of
/// a linked one takes two steps, so that the removal has its reason.
bool may_change_link(model::Status status, LinkAction action, model::Role role, bool is_filling_in);

/// Why may_change_link() says no, in Chinese.
std::string link_refusal(model::Status status, LinkAction action);

} // namespace tuban::workflow
