#include <marketplace/vendors/onboarding.hpp>

#include <algorithm>
#include <array>

namespace marketplace::vendors {
namespace {

using enum VendorStatus;
using enum VendorAction;

struct Step {
    VendorStatus from;
    VendorAction action;
    VendorStatus to;
};

constexpr auto steps = std::to_array<Step>({
    {applied, request_documents, documents_pending},
    {documents_pending, submit_documents, kyc_pending},
    {kyc_pending, submit_for_review, under_review},
    {under_review, approve, approved},
    {applied, reject, rejected},
    {documents_pending, reject, rejected},
    {kyc_pending, reject, rejected},
    {under_review, reject, rejected},
    {rejected, reapply, applied},
    {approved, activate, active},
    {active, pause, paused},
    {paused, resume, active},
    {approved, suspend, suspended},
    {active, suspend, suspended},
    {paused, suspend, suspended},
    {suspended, reinstate, active},
    {approved, offboard, offboarding},
    {active, offboard, offboarding},
    {paused, offboard, offboarding},
    {suspended, offboard, offboarding},
    {offboarding, finish_offboarding, offboarded},
});

VendorTransition refuse(const Vendor& vendor, VendorRefusal why) {
    VendorTransition out;
    out.vendor = vendor;
    out.refusal = why;
    return out;
}

VendorRefusal offboarding_guard(const VendorCommand& command) {
    if (command.open_orders > 0) return VendorRefusal::open_orders;
    if (command.balance_is_negative) return VendorRefusal::negative_balance;
    if (!command.hold_is_over) return VendorRefusal::hold_not_over;
    if (command.balance_is_positive) return VendorRefusal::payout_outstanding;
    if (!command.documents_are_retained) return VendorRefusal::documents_not_retained;
    return VendorRefusal::none;
}

bool needs_reason(const VendorCommand& command) {
    return command.action == reject || command.action == suspend ||
           (command.action == approve && command.override_requirements);
}

/// For the review the vendor must have handed everything in; whether it is good is the review's question.
std::vector<std::string> not_handed_in(std::span<const Requirement> requirements, const Date& day) {
    std::vector<Requirement> as_if_accepted{requirements.begin(), requirements.end()};
    for (Requirement& each : as_if_accepted) {
        if (each.submission == SubmissionState::pending) each.submission = SubmissionState::accepted;
    }
    return unmet_requirements(as_if_accepted, day);
}

/// The guards of a step that the table knows. An accepted answer carries no changed vendor yet.
VendorTransition guard(const Vendor& vendor, const VendorCommand& command, const OnboardingPolicy& policy) {
    VendorTransition out = refuse(vendor, VendorRefusal::none);
    const Date day = TimeZone{policy.time_zone}.date_of(command.at);
    if (needs_reason(command) && command.reason.empty()) out.refusal = VendorRefusal::reason_missing;
    if (command.action == suspend && command.suspension_reason == SuspensionReason::none) {
        out.refusal = VendorRefusal::reason_missing;
    }
    if (command.action == submit_for_review) {
        out.unmet = not_handed_in(with_computed(vendor, command.requirements), day);
    }
    if (command.action == approve) out.unmet = unmet_requirements(with_computed(vendor, command.requirements), day);
    if (!out.unmet.empty()) {
        out.overridden = command.action == approve && command.override_requirements && !command.reason.empty();
        if (!out.overridden && out.refusal == VendorRefusal::none) out.refusal = VendorRefusal::requirements_open;
    }
    if (command.action == reapply) {
        const Timestamp allowed = vendor.status_changed_at + Duration::days(policy.reapply_after_days);
        if (command.at < allowed) {
            out.refusal = VendorRefusal::cool_down;
            out.allowed_from = allowed;
        }
    }
    if (command.action == finish_offboarding) out.refusal = offboarding_guard(command);
    out.accepted = out.refusal == VendorRefusal::none;
    return out;
}

void move_to(VendorTransition& out, const VendorCommand& command, VendorStatus to) {
    Vendor& vendor = out.vendor;
    vendor.status = to;
    vendor.status_note = command.reason;
    vendor.status_changed_at = command.at;
    vendor.suspension_reason = to == suspended ? command.suspension_reason : SuspensionReason::none;
    vendor.version = checked_add(vendor.version, 1);
    if (command.action == approve) {
        vendor.approved_at = command.at;
        vendor.override_reason = out.overridden ? command.reason : "";
    }
    if (command.action == offboard) vendor.leaving_at = command.at;
}

}  // namespace

VendorTransition apply(const Vendor& vendor, const VendorCommand& command, const OnboardingPolicy& policy) {
    if (policy.reapply_after_days < 0 || policy.reapply_after_days > 36'600) {
        fail(ErrorCode::out_of_range, "reapply_after_days", std::to_string(policy.reapply_after_days), "0 to 36600");
    }
    const auto step = std::find_if(steps.begin(), steps.end(), [&](const Step& each) {
        return each.from == vendor.status && each.action == command.action;
    });
    if (step == steps.end()) return refuse(vendor, VendorRefusal::no_such_step);
    VendorTransition out = guard(vendor, command, policy);
    if (out.accepted) move_to(out, command, step->to);
    return out;
}

bool leads_to(VendorStatus from, VendorStatus to) {
    std::vector<VendorStatus> reached{from};
    for (std::size_t i = 0; i < reached.size(); ++i) {
        if (reached[i] == to) return true;
        for (const Step& step : steps) {
            const bool is_known = std::find(reached.begin(), reached.end(), step.to) != reached.end();
            if (step.from == reached[i] && !is_known) reached.push_back(step.to);
        }
    }
    return false;
}

std::vector<Requirement> with_computed(const Vendor& vendor, std::vector<Requirement> requirements) {
    for (Requirement& each : requirements) {
        if (each.kind != RequirementKind::computed || each.submission == SubmissionState::waived) continue;
        const bool met = (each.code == "tax_id" && !vendor.tax_id.empty()) ||
                         (each.code == "payout_account" && !vendor.payout_account.empty()) ||
                         (each.code == "country" && !vendor.country.empty());
        const bool known = each.code == "tax_id" || each.code == "payout_account" || each.code == "country";
        // What the host computes itself keeps the answer that the host gave.
        if (known) each.submission = met ? SubmissionState::accepted : SubmissionState::missing;
    }
    return requirements;
}

bool is_complete(const Requirement& requirement, const Date& day) {
    if (requirement.submission == SubmissionState::waived) return true;
    if (requirement.expires_on && day >= *requirement.expires_on) return false;
    if (requirement.submission == SubmissionState::accepted) return true;
    return requirement.kind == RequirementKind::attested && requirement.submission == SubmissionState::pending;
}

std::vector<std::string> unmet_requirements(std::span<const Requirement> requirements, const Date& day) {
    std::vector<std::string> out;
    for (const Requirement& each : requirements) {
        const bool counts = each.required && each.active && each.applicable;
        if (counts && !is_complete(each, day)) out.push_back(each.code);
    }
    return out;
}

Drift drift_of(const Vendor& vendor, std::span<const Requirement> requirements, const Date& day,
               const std::optional<Date>& at_risk_since, const OnboardingPolicy& policy) {
    Drift out;
    if (vendor.status != approved && vendor.status != active && vendor.status != paused) return out;
    out.unmet = unmet_requirements(with_computed(vendor, {requirements.begin(), requirements.end()}), day);
    out.at_risk = !out.unmet.empty();
    const bool grace_is_over = at_risk_since && days_between(*at_risk_since, day) >= policy.grace_days;
    out.suspend_now = out.at_risk && policy.suspend_automatically && grace_is_over;
    return out;
}

}  // namespace marketplace::vendors
