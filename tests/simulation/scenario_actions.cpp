// What can happen. Each action looks for something to act on and tells an event, or does nothing.

#include "rules.hpp"
#include "world.hpp"

#include <utility>

namespace marketplace::simulation {
namespace {

const std::vector<std::string> currencies{"EUR", "EUR", "EUR", "USD", "JPY"};

void register_vendor(World& world, const std::string& id, VendorType type) {
    vendors::Vendor vendor;
    vendor.id = VendorId{id};
    vendor.name = "Vendor " + id;
    vendor.type = type;
    vendor.status = vendors::VendorStatus::active;
    vendor.created_at = vendor.status_changed_at = world.now;
    vendor.approved_at = world.now;
    const EventId told = world.tell(VendorRegistered{vendor});
    world.vendors.push_back({vendor, told});
}

OrderLine make_line(World& world, const VendorThread& vendor, std::size_t position) {
    Random& random = world.random;
    OrderLine line;
    line.id = OrderLineId{std::to_string(position + 1)};
    line.vendor_id = vendor.vendor.id;
    line.product_id = ProductId{"p" + std::to_string(random.below(20))};
    line.quantity = random.between(1, 5);
    line.unit_price_minor = {random.chance(5) ? random.between(1, 3) : random.between(50, 15'000)};
    const std::int64_t gross = gross_of(line).value;
    if (random.chance(20)) line.discount_vendor_minor = {random.below(gross / 4 + 1)};
    if (random.chance(20)) line.discount_platform_minor = {random.below(gross / 4 + 1)};
    if (random.chance(50)) line.shipping_minor = {random.between(100, 900)};
    if (random.chance(30)) line.tax_included_minor = {gross / 10};
    if (random.chance(30)) line.affiliate = AffiliateId{"blog-" + std::to_string(random.below(3))};
    return line;
}

/// Nobody buys from a vendor who is suspended.
std::vector<const VendorThread*> sellers_of(const World& world) {
    std::vector<const VendorThread*> sellers;
    for (const VendorThread& each : world.vendors) {
        if (each.vendor.status == vendors::VendorStatus::active) sellers.push_back(&each);
    }
    return sellers;
}

void place_order(World& world) {
    const std::vector<const VendorThread*> sellers = sellers_of(world);
    if (sellers.empty()) return;
    OrderThread thread;
    thread.order.id = OrderId{world.next("order")};
    thread.order.currency =
        Currency{world.options.mixes_currencies ? world.random.pick(currencies) : currencies.front()};
    thread.order.placed_at = world.now;
    thread.order.customer_id = CustomerId{"c" + std::to_string(world.random.below(6))};
    thread.order.country = "DE";
    EventId needs;
    const std::int64_t count = world.random.between(1, 4);
    for (std::int64_t i = 0; i < count; ++i) {
        const VendorThread& vendor = *world.random.pick(sellers);
        thread.order.lines.push_back(make_line(world, vendor, static_cast<std::size_t>(i)));
        needs = vendor.registered;
    }
    const loyalty::Points points{world.random.chance(40) ? world.random.between(1, 300) : 0};
    thread.placed = world.tell(OrderPlaced{thread.order, points}, needs);
    world.orders.push_back(std::move(thread));
}

OrderThread* pick(World& world, std::vector<OrderThread*> from) {
    return from.empty() ? nullptr : world.random.pick(from);
}

void capture_order(World& world) {
    OrderThread* thread = pick(world, world.open_orders(false, false));
    if (thread == nullptr) return;
    OrderCaptured captured{thread->order.id};
    if (world.random.chance(30)) captured.capture_id = world.next("capture");
    const std::int64_t part_max = total_of(thread->order).value / 3;  // points pay at most half
    if (part_max > 0 && thread->part_minor == Amount{} && world.random.chance(20)) {
        captured.amount_minor = thread->part_minor = Amount{world.random.between(1, part_max)};
        world.tell(captured, thread->placed);
        return;
    }
    if (world.attempt(captured, thread->placed)) {
        thread->captured = world.last_told();
        return;
    }
    // Its points were set aside for too long, and others pay by now: money alone does.
    captured.amount_minor = total_of(thread->order) - thread->part_minor;
    thread->captured = world.tell(captured, thread->placed);
}

/// Now and then told twice, or for an order that was refunded meanwhile, which is refused.
void ship_order(World& world) {
    OrderThread* thread = pick(world, world.open_orders(true, false));
    if (thread != nullptr) world.attempt(OrderShipped{thread->order.id}, thread->captured);
}

void fulfil_order(World& world) {
    OrderThread* thread = pick(world, world.open_orders(true, false));
    if (thread == nullptr) return;
    world.tell(OrderFulfilled{thread->order.id}, thread->captured);
    thread->is_fulfilled = true;
}

void cancel_order(World& world) {
    OrderThread* thread = pick(world, world.open_orders(world.random.chance(50), false));
    if (thread == nullptr || !thread->dispute.empty()) return;
    world.tell(OrderCancelled{thread->order.id, "changed their mind"}, thread->placed);
    thread->is_over = true;
}

affiliate::RefundRequest request_for(World& world, const OrderThread& thread) {
    affiliate::RefundRequest request;
    request.id = RefundId{world.next("refund")};
    request.order_id = thread.order.id;
    request.at = world.now;
    return request;
}

OrderThread* pick_captured(World& world) { return pick(world, world.open_orders(true, world.random.chance(50))); }

/// By amount, by quantity or by a sum for the order; more than what is left is refused.
void refund_part(World& world) {
    OrderThread* thread = pick_captured(world);
    if (thread == nullptr) return;
    affiliate::RefundRequest request = request_for(world, *thread);
    const OrderLine& line = world.random.pick(thread->order.lines);
    switch (world.random.below(4)) {
        case 0: request.lines.push_back({line.id, world.random.between(1, line.quantity), std::nullopt}); break;
        case 1: request.lines.push_back({line.id, std::nullopt, Amount{world.random.between(1, 2'000)}}); break;
        case 2: request.lines.push_back({line.id, std::nullopt, std::nullopt}); break;
        default: request.amount_minor = Amount{world.random.between(1, 3'000)}; break;
    }
    request.goodwill = world.random.chance(15);
    world.attempt(OrderRefunded{request}, thread->captured);
}

void refund_all(World& world) {
    OrderThread* thread = pick_captured(world);
    if (thread == nullptr) return;
    world.attempt(OrderRefunded{request_for(world, *thread)}, thread->captured);
    thread->is_over = true;
}

void rate_order(World& world) {
    if (world.orders.empty()) return;
    const OrderThread& thread = world.random.pick(world.orders);
    world.tell(OrderRated{thread.order.id, world.random.between(2, 10) * 50}, thread.placed);
    if (world.random.chance(10)) world.tell(OrderDefective{thread.order.id, {}, "broken"}, thread.placed);
    if (world.random.chance(10))
        world.tell(ShipmentLate{thread.order.id, thread.order.lines[0].vendor_id}, thread.placed);
}

/// Payouts of a suspended vendor wait; a new one joins now and then.
void change_vendor(World& world) {
    if (world.random.chance(30)) return register_vendor(world, world.next("vendor"), VendorType::shop);
    VendorThread& thread = world.random.pick(world.vendors);
    vendors::Vendor& vendor = thread.vendor;
    const bool suspends = vendor.status == vendors::VendorStatus::active;
    vendor.status = suspends ? vendors::VendorStatus::suspended : vendors::VendorStatus::active;
    vendor.suspension_reason = suspends ? vendors::SuspensionReason::quality : vendors::SuspensionReason::none;
    vendor.status_changed_at = world.now;
    vendor.version += 1;
    world.tell(VendorRegistered{vendor});
    const Timestamp end = world.now + Duration::seconds(world.random.between(5, 60) * 86'400);
    if (world.random.chance(50))
        world.tell(PlanAssigned{{vendor.id, world.now, end, PlanId{"gold"}, AssignmentSource::contract}},
                   thread.registered);
}

void publish_rules(World& world) {
    world.plan.version += 1;
    world.plan.rules.front().rank += 1;
    world.tell(PlanPublished{world.plan});
}

/// A breach, told twice now and then; the fee table is the one that `open_marketplace` published.
void charge_fee(World& world) {
    FeeCharged charged;
    charged.fee_code = "breach";
    const VendorThread& thread = world.random.pick(world.vendors);
    charged.facts.vendor_id = thread.vendor.id;
    charged.facts.source = "case-" + std::to_string(world.random.below(30));
    charged.facts.at = world.now;
    world.attempt(charged, thread.registered);
}

/// A part or all of a captured order is disputed; the fee is the platform's or a vendor's.
void open_dispute(World& world) {
    OrderThread* thread = pick_captured(world);
    if (thread == nullptr || !thread->dispute.empty()) return;
    affiliate::RefundRequest disputed = request_for(world, *thread);
    if (world.random.chance(50)) disputed.lines.push_back({world.random.pick(thread->order.lines).id, {}, {}});
    affiliate::DisputeTerms terms{{world.random.below(3) * 750}, {}, world.random.chance(50)};
    if (world.random.chance(50))
        terms.liable = {affiliate::Party::vendor, thread->order.lines.front().vendor_id.value};
    if (!world.attempt(DisputeOpened{disputed, terms}, thread->captured)) return;
    thread->dispute = disputed.id;
    thread->disputed = world.last_told();
}

void decide_dispute(World& world) {
    std::vector<OrderThread*> open;
    for (OrderThread& thread : world.orders) {
        if (!thread.dispute.empty()) open.push_back(&thread);
    }
    OrderThread* thread = pick(world, open);
    if (thread == nullptr) return;
    const RefundId id = std::exchange(thread->dispute, RefundId{});
    if (world.random.chance(50)) {
        world.tell(DisputeWon{id}, thread->disputed);
    } else {
        world.tell(DisputeLost{id}, thread->disputed);
    }
}

/// By the newest version of its plans, for all vendors or one; now and then by another plan, or by a run that was told.
void restate_order(World& world) {
    if (world.orders.empty()) return;
    const OrderThread& thread = world.random.pick(world.orders);
    CommissionRestated restated;
    restated.order_id = thread.order.id;
    restated.run_id = RunId{world.next("run")};
    if (world.random.chance(40)) restated.vendor_id = world.random.pick(thread.order.lines).vendor_id;
    if (world.random.chance(40)) restated.plan_id = PlanId{"gold"};
    if (world.random.chance(30)) restated.tiers_anew = true;
    if (!world.attempt(restated, thread.placed) || !world.random.chance(20)) return;
    world.attempt(restated, thread.placed);  // another event tells of the same run
}

/// A level is given or locked, and then taken away or unlocked; its time may have ended before.
void decide_tier(World& world) {
    VendorThread& vendor = world.random.pick(world.vendors);
    const VendorId& id = vendor.vendor.id;
    const Timestamp end = world.now + Duration::seconds(world.random.between(5, 60) * 86'400);
    EventId& decided = world.random.chance(60) ? vendor.given : vendor.locked;
    const bool is_level = &decided == &vendor.given;
    if (decided.empty()) {
        const EventPayload payload = is_level ? EventPayload{TierGiven{id, {"gold", world.now, end, "mara"}}}
                                              : EventPayload{TierLocked{id, {end, "under review"}}};
        if (world.attempt(payload, vendor.registered)) decided = world.last_told();
        return;
    }
    const EventId needs = std::exchange(decided, EventId{});
    world.attempt(is_level ? EventPayload{TierTaken{id}} : EventPayload{TierUnlocked{id}}, needs);
}

/// A payout beside the calendar; one who has earned nothing yet is refused.
void request_payout(World& world) {
    const VendorThread& vendor = world.random.pick(world.vendors);
    const PayoutRequested requested{payments::PayeeParty::vendor, vendor.vendor.id.value, Currency{"EUR"}};
    if (world.attempt(requested, vendor.registered)) world.days[world.now] = world.last_told();
}

/// Points need not wait for the days of the program.
void activate_points(World& world) {
    OrderThread* thread = pick_captured(world);
    if (thread != nullptr) world.attempt(PointsActivated{thread->order.id}, thread->captured);
}

void adjust_points(World& world) {
    const CustomerId member{"c" + std::to_string(world.random.below(6))};
    const std::int64_t points = world.random.between(-150, 300);
    world.attempt(PointsAdjusted{member, {points}, points < 0 ? "given twice" : "sorry"});
}

/// What a host may get wrong; all of it is refused.
void make_mistake(World& world) {
    switch (world.random.below(5)) {
        case 0: world.attempt(OrderCaptured{OrderId{"nobody's"}}); break;
        case 1: world.attempt(PayoutSettled{PayoutId{"nobody's"}, PayoutOutcome::paid, ""}); break;
        case 2: world.attempt(DayClosed{{2023, 12, 31}}); break;
        case 3: {
            if (world.orders.empty()) break;
            Order again = world.random.pick(world.orders).order;
            again.lines.front().quantity = -1;
            world.attempt(OrderPlaced{again, {}});
            break;
        }
        default: {
            if (world.orders.empty()) break;
            world.attempt(OrderPlaced{world.random.pick(world.orders).order, {}});  // another event places it again
            break;
        }
    }
}

}  // namespace

const std::vector<Action>& actions() {
    static const std::vector<Action> all{
        {"place", 30, place_order},      {"capture", 25, capture_order}, {"fulfil", 22, fulfil_order},
        {"cancel", 3, cancel_order},     {"refund part", 8, refund_part}, {"refund all", 3, refund_all},
        {"rate", 6, rate_order},         {"change vendor", 2, change_vendor}, {"publish rules", 1, publish_rules},
        {"charge a fee", 2, charge_fee},      {"make a mistake", 3, make_mistake},
        {"open a dispute", 4, open_dispute}, {"decide a dispute", 4, decide_dispute},
        {"restate", 4, restate_order},   {"decide a tier", 4, decide_tier}, {"adjust points", 2, adjust_points},
        {"ship", 8, ship_order},         {"request a payout", 2, request_payout},
        {"activate points", 2, activate_points},
    };
    return all;
}

void open_marketplace(World& world) {
    world.plan = standard_plan();
    if (!world.options.retains_fees) world.plan.refund_policy = {};
    world.tell(PlanPublished{world.plan});
    affiliate::CommissionPlan gold = standard_plan();
    gold.id = PlanId{"gold"};
    gold.refund_policy = {};
    if (!world.options.retains_fees) gold.refund_policy.refund_mode = affiliate::RefundMode::recompute;
    world.tell(PlanPublished{gold});
    world.tell(PlanPublished{plan_of_kind("brand", "brand")});
    world.tell(PlanPublished{plan_of_kind("distributor", "distributor")});
    world.tell(SchedulePublished{on_mondays()});
    world.tell(StrategiesPublished{strategies()});
    if (world.options.has_tiers) world.tell(TierPolicyPublished{tiers()});
    if (world.options.has_points) world.tell(ProgramPublished{program()});
    register_vendor(world, "anna", VendorType::shop);
    register_vendor(world, "bert", VendorType::shop);
    register_vendor(world, "cora", VendorType::brand);
    register_vendor(world, "dora", VendorType::distributor);
}

}  // namespace marketplace::simulation
