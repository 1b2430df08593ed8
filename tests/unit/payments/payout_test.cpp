#include <doctest/doctest.h>

#include <marketplace/core/json.hpp>
#include <marketplace/payments/payout.hpp>

#include <map>
#include <set>

using namespace marketplace;
using namespace marketplace::payments;

namespace {

Payout payout_in(PayoutStatus status) {
    Payout payout;
    payout.id = PayoutId{"po1"};
    payout.payee_id = "v1";
    payout.currency = Currency{"EUR"};
    payout.amount_minor = Amount{1000};
    payout.item_count = 1;
    payout.period_key = "weekly:2024-01-05";
    payout.status = status;
    return payout;
}

PayoutCommand command(PayoutAction action, std::string reference = "") {
    PayoutCommand out;
    out.action = action;
    out.reference = std::move(reference);
    out.provider = "bank";
    return out;
}

PayoutItem item_of(EntryKind kind, std::int64_t amount) {
    PayoutItem item;
    item.id = "i1";
    item.payee_id = "v1";
    item.currency = Currency{"EUR"};
    item.kind = kind;
    item.amount_minor = Amount{amount};
    return item;
}

std::string refusal_of(const PayoutItem& item) {
    try {
        validate(item);
        return "accepted";
    } catch (const Error& error) {
        return error.field();
    }
}

}  // namespace

TEST_CASE("every step of a payout is allowed or refused as the table says") {
    using enum PayoutStatus;
    using enum PayoutAction;
    const std::map<std::pair<PayoutStatus, PayoutAction>, PayoutStatus> moves = {
        {{created, submit}, submitted},   {{created, cancel}, cancelled},   {{submitted, accept}, submitted},
        {{submitted, reject}, failed},    {{submitted, lose}, unknown},     {{submitted, settle}, paid},
        {{submitted, come_back}, failed}, {{unknown, accept}, submitted},   {{unknown, reject}, failed},
        {{unknown, settle}, paid},        {{unknown, come_back}, failed},   {{paid, come_back}, failed},
        {{failed, retry}, created},       {{failed, cancel}, cancelled},
    };
    const std::set<std::pair<PayoutStatus, PayoutAction>> known = {
        {submitted, submit}, {unknown, lose},   {paid, accept},      {paid, settle},
        {paid, lose},        {failed, reject},  {failed, come_back}, {cancelled, cancel},
    };
    for (const PayoutStatus status : {created, submitted, paid, failed, unknown, cancelled}) {
        for (const PayoutAction action : {submit, accept, reject, lose, settle, come_back, retry, cancel}) {
            CAPTURE(name_of(status));
            CAPTURE(name_of(action));
            const Payout before = payout_in(status);
            const PayoutTransition out = advance(before, command(action, action == accept ? "ref" : ""));
            const auto move = moves.find({status, action});
            const bool repeats = known.contains({status, action});
            CHECK(out.accepted == (move != moves.end() || repeats));
            CHECK(out.changed == (move != moves.end()));
            if (move != moves.end()) {
                CHECK(out.payout.status == move->second);
                CHECK(out.payout.version == before.version + 1);
            } else {
                CHECK(out.payout == before);
            }
            CHECK(out.refusal.empty() == out.accepted);
        }
    }
}

TEST_CASE("an ambiguous payout is neither asked again nor given up before it is reconciled") {
    for (const PayoutStatus status : {PayoutStatus::unknown, PayoutStatus::submitted}) {
        CHECK(advance(payout_in(status), command(PayoutAction::retry)).refusal == "reconcile_first");
        CHECK(advance(payout_in(status), command(PayoutAction::cancel)).refusal == "reconcile_first");
    }
    CHECK(advance(payout_in(PayoutStatus::unknown), command(PayoutAction::submit)).refusal == "reconcile_first");
}

TEST_CASE("a new attempt has a new key and needs a definite refusal") {
    const Payout failed = payout_in(PayoutStatus::failed);
    CHECK(idempotency_key_of(failed) == "po1:1");
    const PayoutTransition again = advance(failed, command(PayoutAction::retry));
    REQUIRE(again.accepted);
    CHECK(idempotency_key_of(again.payout) == "po1:2");
    CHECK(again.payout.id == failed.id);
    // The same retry delivered twice does not raise the attempt twice.
    CHECK(advance(again.payout, command(PayoutAction::retry)).refusal == "stale_attempt");
}

TEST_CASE("a late report of an earlier attempt is refused, not applied to the present one") {
    Payout second = payout_in(PayoutStatus::submitted);
    second.attempt_epoch = 2;
    CHECK(advance(second, command(PayoutAction::reject)).refusal == "stale_attempt");
    CHECK(advance(second, command(PayoutAction::settle)).refusal == "stale_attempt");
}

TEST_CASE("a second reference for one attempt is a case for an operator") {
    Payout payout = payout_in(PayoutStatus::submitted);
    payout.provider_reference = "a";
    CHECK(advance(payout, command(PayoutAction::accept, "b")).refusal == "other_reference");
    CHECK(advance(payout, command(PayoutAction::settle, "b")).refusal == "other_reference");
    CHECK(advance(payout, command(PayoutAction::settle, "a")).payout.status == PayoutStatus::paid);
}

TEST_CASE("a lost answer after acceptance changes nothing") {
    Payout payout = payout_in(PayoutStatus::submitted);
    payout.provider_reference = "a";
    const PayoutTransition out = advance(payout, command(PayoutAction::lose));
    CHECK(out.accepted);
    CHECK(out.payout == payout);
}

TEST_CASE("an item has the sign of its kind") {
    CHECK(refusal_of(item_of(EntryKind::order_amount, 1)) == "accepted");
    CHECK(refusal_of(item_of(EntryKind::order_amount, -1)) == "amount_minor");
    CHECK(refusal_of(item_of(EntryKind::commission_fee, 1)) == "amount_minor");
    CHECK(refusal_of(item_of(EntryKind::commission_fee, -1)) == "accepted");
    CHECK(refusal_of(item_of(EntryKind::fees, 0)) == "accepted");
    CHECK(refusal_of(item_of(EntryKind::carry_over, 5)) == "accepted");
    CHECK(refusal_of(item_of(EntryKind::carry_over, -5)) == "accepted");
    CHECK(refusal_of(item_of(EntryKind::payout, -5)) == "kind");
    PayoutItem nobody = item_of(EntryKind::fees, 0);
    nobody.payee_id.clear();
    CHECK(refusal_of(nobody) == "payee_id");
}

TEST_CASE("every kind has a sign, and only carry-over has both") {
    for (const EnumeratorInfo& each : type_of<EntryKind>().enumerators) {
        const auto kind = static_cast<EntryKind>(each.value);
        CAPTURE(each.name);
        const bool has_both = kind == EntryKind::carry_over || kind == EntryKind::adjustment ||
                              kind == EntryKind::operator_remitted_tax;  // a refund gives it back
        CHECK((sign_of(kind) == 0) == has_both);
    }
}

TEST_CASE("only a cancelled payout releases its items, and only all of them") {
    PayoutItem item = item_of(EntryKind::earnings, 1000);
    item.payout_id = PayoutId{"po1"};
    const std::vector<PayoutItem> items{item};
    CHECK_THROWS_AS((void)release_items(payout_in(PayoutStatus::failed), items), Error);
    CHECK_THROWS_AS((void)release_items(payout_in(PayoutStatus::unknown), items), Error);
    CHECK_THROWS_AS((void)release_items(payout_in(PayoutStatus::cancelled), {}), Error);
    const auto released = release_items(payout_in(PayoutStatus::cancelled), items);
    REQUIRE(released.size() == 1);
    CHECK(released[0].payout_id.empty());
    item.payout_id = PayoutId{"po2"};
    CHECK_THROWS_AS((void)release_items(payout_in(PayoutStatus::cancelled), std::vector<PayoutItem>{item}), Error);
}

TEST_CASE("items of two currencies have no sum") {
    std::vector<PayoutItem> items{item_of(EntryKind::earnings, 1), item_of(EntryKind::earnings, 2)};
    CHECK(sum_of(items) == Amount{3});
    items[1].currency = Currency{"USD"};
    CHECK_THROWS_AS((void)sum_of(items), Error);
    CHECK(sum_of({}) == Amount{0});
}

TEST_CASE("payouts and items go to JSON and back") {
    CHECK(from_json<Payout>(to_json(payout_in(PayoutStatus::unknown))) == payout_in(PayoutStatus::unknown));
    CHECK(from_json<PayoutItem>(to_json(item_of(EntryKind::fees, -7))) == item_of(EntryKind::fees, -7));
}
