#pragma once
// How a vendor comes, is judged, works, is stopped and leaves: one pure step at a time.
//
//   applied > documents_pending > kyc_pending > under_review > approved > active <> paused
//   approved, active or paused > suspended > active
//   approved, active, paused or suspended > offboarding > offboarded (final)
//   everything before approval > rejected > applied again, after a cool-down
//
// A requirement that is lost later (an expired document) never ends the relation by itself: it makes the
// vendor `at_risk`, and suspends only where the marketplace has chosen so, after a time of grace.

#include <marketplace/vendors/vendor.hpp>

#include <span>
#include <vector>

namespace marketplace::vendors {

/// Who answers whether a requirement is met.
enum class RequirementKind {
    computed,  ///< the vendor's own record answers it
    attested,  ///< the vendor states it; a submission is enough
    verified,  ///< somebody else has to accept it
};
MARKETPLACE_COMPILED_ENUM(RequirementKind, computed, attested, verified)

/// Where the answer to a requirement stands.
enum class SubmissionState { missing, pending, accepted, rejected, waived };
MARKETPLACE_COMPILED_ENUM(SubmissionState, missing, pending, accepted, rejected, waived)

/// One line of a vendor's checklist.
struct Requirement {
    std::string code;               ///< "tax_id", "payout_account" and "country" can be computed
    RequirementKind kind = RequirementKind::verified;
    bool required = true;           ///< optional ones never hold anything up
    bool active = true;             ///< switched off ones neither
    bool applicable = true;         ///< for this vendor's type and country
    SubmissionState submission = SubmissionState::missing;
    std::optional<Date> expires_on;  ///< first day on which the submission no longer counts
    std::string note;

    friend bool operator==(const Requirement&, const Requirement&) = default;
};
MARKETPLACE_COMPILED_RECORD(Requirement, (code, kind, required, active, applicable, submission, expires_on, note));

/// A step that somebody asks for.
enum class VendorAction {
    request_documents,
    submit_documents,
    submit_for_review,  ///< the identity check is under way or done
    approve,
    reject,
    reapply,
    activate,
    pause,
    resume,
    suspend,
    reinstate,
    offboard,
    finish_offboarding,
};
MARKETPLACE_COMPILED_ENUM(VendorAction, request_documents, submit_documents, submit_for_review, approve, reject,
                          reapply, activate, pause, resume, suspend, reinstate, offboard, finish_offboarding)

/// A step with what its guards need to know. Facts that a step does not ask for may be left out.
struct VendorCommand {
    VendorAction action = VendorAction::request_documents;
    Timestamp at;
    std::string reason;                      ///< required to reject, suspend and override
    SuspensionReason suspension_reason = SuspensionReason::manual;
    bool override_requirements = false;      ///< approve although requirements are open; `reason` says why
    std::vector<Requirement> requirements;   ///< for submit_for_review and approve
    std::int64_t open_orders = 0;            ///< for finish_offboarding, as are the next four
    bool balance_is_negative = false;
    bool balance_is_positive = false;        ///< the last payout has not been made
    bool hold_is_over = false;               ///< no earning waits on hold or in reserve
    bool documents_are_retained = false;     ///< archived for as long as the law asks

    friend bool operator==(const VendorCommand&, const VendorCommand&) = default;
};
MARKETPLACE_COMPILED_RECORD(VendorCommand, (action, at, reason, suspension_reason, override_requirements, requirements,
                                            open_orders, balance_is_negative, balance_is_positive, hold_is_over,
                                            documents_are_retained));

/// Rules that a marketplace chooses.
struct OnboardingPolicy {
    std::int64_t reapply_after_days = 30;    ///< whole days of 24 hours after a rejection
    std::string time_zone = "UTC";           ///< in which documents expire
    bool suspend_automatically = false;      ///< when requirements are lost for longer than the grace
    std::int64_t grace_days = 14;

    friend bool operator==(const OnboardingPolicy&, const OnboardingPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(OnboardingPolicy, (reapply_after_days, time_zone, suspend_automatically, grace_days));

/// Why a step was refused.
enum class VendorRefusal {
    none,
    no_such_step,        ///< the status has no such step
    reason_missing,
    requirements_open,   ///< `unmet` lists them
    cool_down,           ///< `allowed_from` says when
    open_orders,
    negative_balance,
    payout_outstanding,
    hold_not_over,
    documents_not_retained,
};
MARKETPLACE_COMPILED_ENUM(VendorRefusal, none, no_such_step, reason_missing, requirements_open, cool_down, open_orders,
                          negative_balance, payout_outstanding, hold_not_over, documents_not_retained)

/// The vendor after the step, or why there was none.
struct VendorTransition {
    bool accepted = false;
    Vendor vendor;                            ///< unchanged if refused
    VendorRefusal refusal = VendorRefusal::none;
    std::vector<std::string> unmet;           ///< codes of open requirements; kept when overridden
    bool overridden = false;
    std::optional<Timestamp> allowed_from;    ///< when a cool-down ends

    friend bool operator==(const VendorTransition&, const VendorTransition&) = default;
};
MARKETPLACE_COMPILED_RECORD(VendorTransition, (accepted, vendor, refusal, unmet, overridden, allowed_from));

/// Takes one step. Every refusal is a value; throws only for a policy that is not sound (`out_of_range`,
/// `unknown_time_zone`).
[[nodiscard]] VendorTransition apply(const Vendor& vendor, const VendorCommand& command,
                                     const OnboardingPolicy& policy = {});

/// Whether some steps lead from one status to another: a record that says so may be right, whoever keeps it. A status
/// leads to itself.
[[nodiscard]] bool leads_to(VendorStatus from, VendorStatus to);

/// The checklist with its computed lines answered from the vendor's record.
[[nodiscard]] std::vector<Requirement> with_computed(const Vendor& vendor, std::vector<Requirement> requirements);

/// Whether a requirement is met on a day: waived, accepted, or attested and handed in; and not expired.
[[nodiscard]] bool is_complete(const Requirement& requirement, const Date& day);
/// Codes of the lines that are required, active, applicable, and not met, in the order of the checklist.
[[nodiscard]] std::vector<std::string> unmet_requirements(std::span<const Requirement> requirements, const Date& day);

/// What a vendor who was approved no longer meets.
struct Drift {
    bool at_risk = false;
    std::vector<std::string> unmet;
    bool suspend_now = false;  ///< only by policy, and only after the grace

    friend bool operator==(const Drift&, const Drift&) = default;
};
MARKETPLACE_COMPILED_RECORD(Drift, (at_risk, unmet, suspend_now));

/// Looks for drift on a day. `at_risk_since` is the day on which drift was first seen, if it was.
[[nodiscard]] Drift drift_of(const Vendor& vendor, std::span<const Requirement> requirements, const Date& day,
                             const std::optional<Date>& at_risk_since, const OnboardingPolicy& policy);

}  // namespace marketplace::vendors
