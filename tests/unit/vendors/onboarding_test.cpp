#include <doctest/doctest.h>

#include <marketplace/vendors/onboarding.hpp>

#include <map>

using namespace marketplace;
using namespace marketplace::vendors;

namespace {

const Timestamp noon = parse_timestamp("2024-06-01T12:00:00Z");

Vendor vendor_in(VendorStatus status) {
    Vendor vendor;
    vendor.id = VendorId{"v1"};
    vendor.name = "Ana's";
    vendor.status = status;
    vendor.approved_at = Timestamp{1};
    if (status == VendorStatus::suspended) vendor.suspension_reason = SuspensionReason::kyc;
    return vendor;
}

/// A command whose guards are all satisfied.
VendorCommand sound(VendorAction action) {
    VendorCommand command;
    command.action = action;
    command.at = noon;
    command.reason = "because";
    command.hold_is_over = true;
    command.documents_are_retained = true;
    return command;
}

Requirement requirement(std::string code, RequirementKind kind, SubmissionState state) {
    Requirement out;
    out.code = std::move(code);
    out.kind = kind;
    out.submission = state;
    return out;
}

VendorRefusal finish(void (*change)(VendorCommand&)) {
    VendorCommand command = sound(VendorAction::finish_offboarding);
    change(command);
    return apply(vendor_in(VendorStatus::offboarding), command).refusal;
}

}  // namespace

TEST_CASE("every step of every status is allowed or refused as the table says") {
    using enum VendorStatus;
    using enum VendorAction;
    const std::map<std::pair<VendorStatus, VendorAction>, VendorStatus> allowed = {
        {{applied, request_documents}, documents_pending},
        {{documents_pending, submit_documents}, kyc_pending},
        {{kyc_pending, submit_for_review}, under_review},
        {{under_review, approve}, approved},
        {{applied, reject}, rejected},
        {{documents_pending, reject}, rejected},
        {{kyc_pending, reject}, rejected},
        {{under_review, reject}, rejected},
        {{rejected, reapply}, applied},
        {{approved, activate}, active},
        {{active, pause}, paused},
        {{paused, resume}, active},
        {{approved, suspend}, suspended},
        {{active, suspend}, suspended},
        {{paused, suspend}, suspended},
        {{suspended, reinstate}, active},
        {{approved, offboard}, offboarding},
        {{active, offboard}, offboarding},
        {{paused, offboard}, offboarding},
        {{suspended, offboard}, offboarding},
        {{offboarding, finish_offboarding}, offboarded},
    };
    std::size_t accepted = 0;
    for (const EnumeratorInfo& status : type_of<VendorStatus>().enumerators) {
        for (const EnumeratorInfo& action : type_of<VendorAction>().enumerators) {
            CAPTURE(status.name);
            CAPTURE(action.name);
            const Vendor before = vendor_in(static_cast<VendorStatus>(status.value));
            const VendorTransition out = apply(before, sound(static_cast<VendorAction>(action.value)));
            const auto step = allowed.find({before.status, static_cast<VendorAction>(action.value)});
            CHECK(out.accepted == (step != allowed.end()));
            if (step == allowed.end()) {
                CHECK(out.refusal == VendorRefusal::no_such_step);
                CHECK(out.vendor == before);
                continue;
            }
            ++accepted;
            CHECK(out.vendor.status == step->second);
            CHECK(out.vendor.version == before.version + 1);
            CHECK(out.vendor.status_changed_at == noon);
            CHECK_NOTHROW(validate(out.vendor));
        }
    }
    CHECK(accepted == allowed.size());
}

TEST_CASE("approval needs what is required, active and applicable, and nothing else") {
    VendorCommand command = sound(VendorAction::approve);
    command.requirements = {requirement("id_document", RequirementKind::verified, SubmissionState::pending),
                            requirement("terms", RequirementKind::attested, SubmissionState::pending),
                            requirement("insurance", RequirementKind::verified, SubmissionState::missing),
                            requirement("vat", RequirementKind::verified, SubmissionState::missing),
                            requirement("photo", RequirementKind::verified, SubmissionState::missing)};
    command.requirements[2].required = false;
    command.requirements[3].active = false;
    command.requirements[4].applicable = false;
    const VendorTransition out = apply(vendor_in(VendorStatus::under_review), command);
    CHECK(out.refusal == VendorRefusal::requirements_open);
    CHECK(out.unmet == std::vector<std::string>{"id_document"});
    command.requirements[0].submission = SubmissionState::accepted;
    CHECK(apply(vendor_in(VendorStatus::under_review), command).accepted);
    command.requirements[0].submission = SubmissionState::waived;
    CHECK(apply(vendor_in(VendorStatus::under_review), command).accepted);
}

TEST_CASE("an override needs a reason, and both the reason and what was open are kept") {
    VendorCommand command = sound(VendorAction::approve);
    command.requirements = {requirement("id_document", RequirementKind::verified, SubmissionState::rejected)};
    command.override_requirements = true;
    command.reason.clear();
    CHECK(apply(vendor_in(VendorStatus::under_review), command).refusal == VendorRefusal::reason_missing);
    command.reason = "known for years";
    const VendorTransition out = apply(vendor_in(VendorStatus::under_review), command);
    REQUIRE(out.accepted);
    CHECK(out.overridden);
    CHECK(out.unmet == std::vector<std::string>{"id_document"});
    CHECK(out.vendor.override_reason == "known for years");
    command.requirements.clear();
    CHECK(apply(vendor_in(VendorStatus::under_review), command).vendor.override_reason.empty());
}

TEST_CASE("the review begins when everything is handed in, though not yet judged") {
    VendorCommand command = sound(VendorAction::submit_for_review);
    command.requirements = {requirement("id_document", RequirementKind::verified, SubmissionState::pending)};
    CHECK(apply(vendor_in(VendorStatus::kyc_pending), command).accepted);
    command.requirements[0].submission = SubmissionState::missing;
    CHECK(apply(vendor_in(VendorStatus::kyc_pending), command).refusal == VendorRefusal::requirements_open);
    command.override_requirements = true;  // is for approval only
    CHECK(apply(vendor_in(VendorStatus::kyc_pending), command).refusal == VendorRefusal::requirements_open);
}

TEST_CASE("computed requirements are answered from the vendor's record") {
    Vendor vendor = vendor_in(VendorStatus::under_review);
    VendorCommand command = sound(VendorAction::approve);
    command.requirements = {requirement("tax_id", RequirementKind::computed, SubmissionState::accepted),
                            requirement("payout_account", RequirementKind::computed, SubmissionState::missing),
                            requirement("stock", RequirementKind::computed, SubmissionState::accepted)};
    CHECK(apply(vendor, command).unmet == std::vector<std::string>{"tax_id", "payout_account"});
    vendor.tax_id = "123";
    vendor.payout_account = "acct";
    CHECK(apply(vendor, command).accepted);
}

TEST_CASE("an expired submission no longer counts, from its day of expiry on") {
    Requirement licence = requirement("licence", RequirementKind::verified, SubmissionState::accepted);
    licence.expires_on = Date{2024, 6, 1};
    CHECK(is_complete(licence, {2024, 5, 31}));
    CHECK_FALSE(is_complete(licence, {2024, 6, 1}));
    licence.submission = SubmissionState::waived;
    CHECK(is_complete(licence, {2024, 6, 1}));
}

TEST_CASE("rejection and suspension need a reason") {
    VendorCommand command = sound(VendorAction::reject);
    command.reason.clear();
    CHECK(apply(vendor_in(VendorStatus::applied), command).refusal == VendorRefusal::reason_missing);
    command = sound(VendorAction::suspend);
    command.suspension_reason = SuspensionReason::none;
    CHECK(apply(vendor_in(VendorStatus::active), command).refusal == VendorRefusal::reason_missing);
    command.suspension_reason = SuspensionReason::fraud;
    const Vendor suspended = apply(vendor_in(VendorStatus::active), command).vendor;
    CHECK(suspended.suspension_reason == SuspensionReason::fraud);
    const Vendor back = apply(suspended, sound(VendorAction::reinstate)).vendor;
    CHECK(back.suspension_reason == SuspensionReason::none);
}

TEST_CASE("a rejected vendor may apply again when the cool-down is over, not before") {
    Vendor vendor = vendor_in(VendorStatus::rejected);
    vendor.status_changed_at = noon;
    VendorCommand command = sound(VendorAction::reapply);
    command.at = noon + Duration::days(30) - Duration{1};
    const VendorTransition early = apply(vendor, command);
    CHECK(early.refusal == VendorRefusal::cool_down);
    CHECK(early.allowed_from == noon + Duration::days(30));
    command.at = noon + Duration::days(30);
    CHECK(apply(vendor, command).accepted);
    OnboardingPolicy unsound;
    unsound.reapply_after_days = -1;
    CHECK_THROWS_AS((void)apply(vendor, command, unsound), Error);
}

TEST_CASE("a vendor is gone only when nothing is left open") {
    CHECK(finish([](VendorCommand&) {}) == VendorRefusal::none);
    CHECK(finish([](VendorCommand& c) { c.open_orders = 1; }) == VendorRefusal::open_orders);
    CHECK(finish([](VendorCommand& c) { c.balance_is_negative = true; }) == VendorRefusal::negative_balance);
    CHECK(finish([](VendorCommand& c) { c.balance_is_positive = true; }) == VendorRefusal::payout_outstanding);
    CHECK(finish([](VendorCommand& c) { c.hold_is_over = false; }) == VendorRefusal::hold_not_over);
    CHECK(finish([](VendorCommand& c) { c.documents_are_retained = false; }) == VendorRefusal::documents_not_retained);
}

TEST_CASE("drift makes a vendor at risk, and suspends only by policy after the grace") {
    const Vendor vendor = vendor_in(VendorStatus::active);
    Requirement licence = requirement("licence", RequirementKind::verified, SubmissionState::accepted);
    licence.expires_on = Date{2024, 6, 1};
    const std::vector<Requirement> list{licence};
    OnboardingPolicy policy;
    CHECK_FALSE(drift_of(vendor, list, {2024, 5, 31}, std::nullopt, policy).at_risk);
    const Drift seen = drift_of(vendor, list, {2024, 6, 1}, std::nullopt, policy);
    CHECK(seen.at_risk);
    CHECK_FALSE(seen.suspend_now);
    CHECK_FALSE(drift_of(vendor, list, {2025, 6, 1}, Date{2024, 6, 1}, policy).suspend_now);
    policy.suspend_automatically = true;
    CHECK_FALSE(drift_of(vendor, list, {2024, 6, 14}, Date{2024, 6, 1}, policy).suspend_now);
    CHECK(drift_of(vendor, list, {2024, 6, 15}, Date{2024, 6, 1}, policy).suspend_now);
    CHECK_FALSE(drift_of(vendor_in(VendorStatus::under_review), list, {2025, 1, 1}, Date{2024, 6, 1}, policy).at_risk);
}

TEST_CASE("a status leads to those that its steps reach, and to itself") {
    using enum VendorStatus;
    CHECK(leads_to(applied, active));
    CHECK(leads_to(applied, offboarded));
    CHECK(leads_to(rejected, approved));
    CHECK(leads_to(suspended, active));
    CHECK(leads_to(offboarded, offboarded));
    CHECK(!leads_to(offboarded, active));
    CHECK(!leads_to(active, applied));
    CHECK(!leads_to(active, approved));
    CHECK(!leads_to(approved, rejected));
}

TEST_CASE("the instant at which a vendor begins to leave stays with it") {
    Vendor vendor;
    vendor.status = VendorStatus::active;
    VendorCommand command;
    command.action = VendorAction::offboard;
    command.at = Timestamp{1'000'000};
    const Vendor leaving = apply(vendor, command).vendor;
    CHECK(leaving.leaving_at == Timestamp{1'000'000});
    command.action = VendorAction::finish_offboarding;
    command.at = Timestamp{2'000'000};
    command.hold_is_over = command.documents_are_retained = true;
    CHECK(apply(leaving, command).vendor.leaving_at == Timestamp{1'000'000});
}
