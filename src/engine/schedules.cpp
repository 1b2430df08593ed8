#include "schedules.hpp"

#include "pricing.hpp"

#include <marketplace/vendors/strategy.hpp>

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using payments::HoldStart;
using payments::PayeeParty;
using payments::PayoutSchedule;
using vendors::HoldPolicy;

/// The kind of vendor that earns as this party by a slot of a plan.
std::optional<VendorType> kind_of(PayeeParty party) {
    if (party == PayeeParty::brand) return VendorType::brand;
    if (party == PayeeParty::distributor) return VendorType::distributor;
    return std::nullopt;
}

PayoutSchedule default_schedule(const Unit& unit, VendorType type) {
    PayoutSchedule schedule = payments::default_schedule(type);
    schedule.time_zone = unit.options.time_zone;
    return schedule;
}

/// The published schedule of an id, or the default one that has it.
std::optional<PayoutSchedule> find_schedule(Unit& unit, const std::string& id) {
    if (id.empty()) return std::nullopt;
    if (auto published = get<PayoutSchedule>(unit.store, id)) return std::move(*published);
    for (const VendorType type : {VendorType::shop, VendorType::brand, VendorType::distributor}) {
        PayoutSchedule schedule = default_schedule(unit, type);
        if (schedule.id == id) return schedule;
    }
    return std::nullopt;
}

/// The schedule that goes with the vendor's level, empty for none. The level is looked up only where levels have some.
std::string schedule_of_level(Unit& unit, const VendorId& vendor) {
    if (unit.state.tier_policy.id.empty()) return {};
    const auto loaded = unit.policies.tier_policy(unit.store, unit.state.tier_policy);
    const auto& levels = loaded->policy.levels;
    const auto has_schedule = [](const auto& level) { return !level.benefits.payout_schedule.empty(); };
    if (std::none_of(levels.begin(), levels.end(), has_schedule)) return {};
    const std::string level = tier_at_time(unit, vendor, unit.at());
    const std::int64_t position = level.empty() ? -1 : affiliate::position_of(loaded->policy, level);
    return position < 0 ? std::string{} : levels[static_cast<std::size_t>(position)].benefits.payout_schedule;
}

std::string schedule_id_of(Unit& unit, const vendors::Vendor& vendor, const vendors::StrategyConfig& strategies) {
    if (!vendor.payout_schedule_id.empty()) return vendor.payout_schedule_id;
    std::string of_level = schedule_of_level(unit, vendor.id);
    return of_level.empty() ? vendors::payout_schedule_of(vendor, strategies) : of_level;
}

/// What a strategy says of its hold in words, and what its schedule does.
bool agree(HoldPolicy hold, HoldStart start) {
    if (hold == HoldPolicy::after_period) return start != HoldStart::shipment;
    return start == (hold == HoldPolicy::after_shipment ? HoldStart::shipment : HoldStart::delivery);
}

}  // namespace

std::optional<VendorId> vendor_of(const Payee& payee) {
    if (payee.party != PayeeParty::vendor && !kind_of(payee.party)) return std::nullopt;
    return VendorId{payee.id};
}

PayoutSchedule schedule_of(Unit& unit, const Payee& payee) {
    const std::optional<VendorId> id = vendor_of(payee);
    if (!id) return default_schedule(unit, VendorType::shop);
    const Look<vendors::Vendor> vendor{unit.store, *id};
    const std::optional<VendorType> kind = vendor ? vendor->type : kind_of(payee.party);
    if (!kind) return default_schedule(unit, VendorType::shop);
    const auto strategies = unit.policies.strategies(unit.store, unit.state.strategies);
    auto found = find_schedule(unit, vendor ? schedule_id_of(unit, *vendor, *strategies)
                                            : vendors::strategy_for(*strategies, *kind).payout_schedule_id);
    return found ? std::move(*found) : default_schedule(unit, *kind);
}

std::optional<Timestamp> hold_began(const StoredOrder& stored, HoldStart start) {
    // What nobody told to be shipped was shipped when it was delivered; and nothing is earned before the capture.
    if (start == HoldStart::shipment && stored.shipped_at) return stored.shipped_at;
    if (start == HoldStart::placement && stored.captured_at) return stored.placed_at;
    return stored.fulfilled_at;
}

void require_schedule(Unit& unit, const std::string& id, std::string_view field) {
    if (id.empty() || find_schedule(unit, id)) return;
    fail(ErrorCode::not_found, field, id, "a payout schedule that was published before");
}

void require_schedules(Unit& unit, const vendors::StrategyConfig& strategies) {
    for (const VendorType type : {VendorType::shop, VendorType::brand, VendorType::distributor}) {
        const vendors::VendorStrategy& strategy = vendors::strategy_for(strategies, type);
        const std::string path = "strategies." + std::string{name_of(type)};
        require_schedule(unit, strategy.payout_schedule_id, path + ".payout_schedule_id");
        const auto schedule = find_schedule(unit, strategy.payout_schedule_id);
        if (!schedule || agree(strategy.hold, schedule->hold_start)) continue;
        fail(ErrorCode::invalid_vendor, path + ".hold", name_of(strategy.hold),
             "what its schedule says, whose hold starts with the " + std::string{name_of(schedule->hold_start)});
    }
}

void require_schedules(Unit& unit, const affiliate::TierPolicy& policy) {
    for (std::size_t i = 0; i < policy.levels.size(); ++i) {
        require_schedule(unit, policy.levels[i].benefits.payout_schedule,
                         "policy.levels[" + std::to_string(i) + "].benefits.payout_schedule");
    }
}

void note_schedule(Unit& unit, const PayoutSchedule& schedule) {
    if (schedule.hold_start == HoldStart::placement) unit.state.holds_from_placement = true;
}

}  // namespace marketplace::engine_detail
