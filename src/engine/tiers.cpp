#include "tiers.hpp"

#include "store_failure.hpp"
#include "tier_judgement.hpp"

#include <utility>

namespace marketplace::engine_detail {
namespace {

using affiliate::TierInput;
using affiliate::TierRunReport;

/// Vendors of one run at a time, so that memory stays flat however many there are.
constexpr std::size_t vendors_at_once = 1000;

/// Those vendors of a run that there is something to say about. Who cannot be judged is reported, and stops nobody.
class Judging {
public:
    Judging(Unit& unit, const TierRun& run) : unit_(unit), run_(run) { report_.period_key = run.period.key; }

    void take(const vendors::Vendor& vendor) {
        if (!vendor.first_sale_at) return;
        try {
            TierInput input = input_of(unit_, run_, vendor);
            if (affiliate::is_dormant(run_.rules.policy, input)) return;
            if (input.state.evaluated_at && *input.state.evaluated_at > run_.period.run_at) {
                report_.repeated += 1;  // upon an event meanwhile, by what had happened until then
                return;
            }
            inputs_.push_back(std::move(input));
        } catch (const Error& error) {
            if (is_store_failure(error)) throw;
            report_.errors.push_back({vendor.id, std::string{name_of(error.code())}, error.what()});
        }
    }

    void judge_taken() {
        add(report_, judge(unit_, run_, inputs_));
        inputs_.clear();
    }

    [[nodiscard]] TierRunReport finish() && { return std::move(report_); }

private:
    Unit& unit_;
    const TierRun& run_;
    std::vector<TierInput> inputs_;
    TierRunReport report_;
};

/// All vendors with a sale, page by page.
TierRunReport run_period(Unit& unit, const TierRun& run) {
    Judging judging{unit, run};
    Scan page;
    page.limit = vendors_at_once;
    while (true) {
        std::size_t vendors = 0;
        scan<vendors::Vendor>(unit.store, page, [&](const vendors::Vendor& vendor) {
            if (++vendors == vendors_at_once) page.after = position_of(page, vendor);
            judging.take(vendor);
            return true;
        });
        judging.judge_taken();
        if (vendors < vendors_at_once) return std::move(judging).finish();
    }
}

void store_run(Unit& unit, const TierRun& run, TierRunReport report) {
    put(unit.store, StoredTierRun{run.rules.policy.id, run.period.run_at, run.rules.policy.version, unit.at(),
                                  std::move(report)});
}

/// Those whom the last run could not judge, once more.
void retry(Unit& unit, const LoadedTierPolicy& rules, TierRunReport& total) {
    if (!unit.state.last_tier_run) return;
    const Look<StoredTierRun> look{unit.store, rules.policy.id, *unit.state.last_tier_run};
    if (!look || look->report.errors.empty()) return;
    StoredTierRun last = *look;
    const TierRun run{rules, {last.report.period_key, last.run_at}};
    Judging judging{unit, run};
    for (const affiliate::TierRunError& failed : std::exchange(last.report.errors, {})) {
        if (const auto vendor = get<vendors::Vendor>(unit.store, failed.vendor_id)) judging.take(*vendor);
    }
    judging.judge_taken();
    TierRunReport again = std::move(judging).finish();
    add(total, again);
    add(last.report, std::move(again));
    store_run(unit, run, std::move(last.report));
}

std::string sentence(const TierRunReport& report, std::int64_t restated) {
    std::string text = std::to_string(report.evaluated) + " tier evaluations";
    std::string more;
    const auto tell = [&](std::int64_t count, std::string_view what) {
        if (count != 0) more += (more.empty() ? "" : ", ") + std::to_string(count) + " " + std::string{what};
    };
    tell(report.upgraded, "up");
    tell(report.downgraded, "down");
    tell(restated, "again");
    tell(static_cast<std::int64_t>(report.errors.size()), "failed");
    return more.empty() ? text : text + " (" + more + ")";
}

/// Periods that ended are judged before what happens after them, for this vendor.
void judge_vendor(Unit& unit, const LoadedTierPolicy& rules, const VendorId& id) {
    const auto vendor = get<vendors::Vendor>(unit.store, id);
    if (!vendor || !vendor->first_sale_at) return;
    std::vector<affiliate::TierPeriod> due =
        affiliate::due_runs(rules.policy, unit.state.last_tier_run.value_or(unit.at()), unit.at());
    const auto state = get<affiliate::TierState>(unit.store, id, rules.policy.id);
    const Timestamp judged_at = state ? state->evaluated_at.value_or(timestamp_min) : timestamp_min;
    // An event that is told late is judged just after the last judgement, unless that was of this very instant.
    affiliate::TierPeriod now = rules.calendar.on_demand(unit.at());
    const bool is_late = state && judged_at >= unit.at() && state->period_key != now.key;
    if (is_late) now = rules.calendar.on_demand(judged_at + Duration{1});
    due.push_back(std::move(now));
    for (affiliate::TierPeriod& period : due) {
        if (period.run_at < judged_at) continue;
        const TierRun run{rules, std::move(period)};
        const TierInput input = input_of(unit, run, *vendor);
        // Whoever cannot be judged is reported by the next run of everybody.
        if (!affiliate::is_dormant(rules.policy, input)) static_cast<void>(judge(unit, run, {&input, 1}));
    }
}

}  // namespace

std::vector<affiliate::TierAssignment> tier_history(Unit& unit, const VendorId& vendor) {
    Scan own;
    own.prefix = make_key(vendor);
    return scan_all<affiliate::TierAssignment>(unit.store, own);
}

void replace_tier_history(Unit& unit, std::span<const affiliate::TierAssignment> before,
                          std::span<const affiliate::TierAssignment> after) {
    for (const auto& assignment : before)
        erase<affiliate::TierAssignment>(unit.store, assignment.vendor_id, assignment.effective_from);
    for (const auto& assignment : after) put(unit.store, assignment);
}

std::string run_tiers(Unit& unit) {
    TierRunReport total;
    if (unit.state.tier_policy.id.empty()) return sentence(total, 0);
    const auto loaded = unit.policies.tier_policy(unit.store, unit.state.tier_policy);
    retry(unit, *loaded, total);
    const std::int64_t restated = judge_late_facts(unit, *loaded, total);
    for (const affiliate::TierPeriod& period :
         affiliate::due_runs(loaded->policy, unit.state.last_tier_run, unit.at())) {
        const TierRun run{*loaded, period};
        TierRunReport report = run_period(unit, run);
        add(total, report);
        store_run(unit, run, std::move(report));
        unit.state.last_tier_run = period.run_at;
    }
    return sentence(total, restated);
}

void judge_after_fact(Unit& unit, const LoadedTierPolicy& rules, const VendorId& vendor, const Date& day) {
    if (rules.policy.schedule.frequency == affiliate::Frequency::on_event) {
        judge_vendor(unit, rules, vendor);
        return;
    }
    const auto& last = unit.state.last_tier_run;
    if (!last || rules.calendar.zone().date_of(*last) <= day) return;
    const auto known = get<StoredLateFact>(unit.store, vendor);
    if (!known || day < known->day) put(unit.store, StoredLateFact{vendor, day});
}

void end_levels(Unit& unit, const TierPolicyId& policy) {
    const Timestamp at = unit.at();
    for (affiliate::TierAssignment span : scan_all<affiliate::TierAssignment>(unit.store, {})) {
        if (span.effective_to && *span.effective_to <= at) continue;
        if (span.effective_from >= at) {
            erase<affiliate::TierAssignment>(unit.store, span.vendor_id, span.effective_from);
            continue;
        }
        span.effective_to = at;
        put(unit.store, span);
    }
    for (const affiliate::TierState& known : scan_all<affiliate::TierState>(unit.store, {})) {
        if (known.policy_id != policy) continue;
        // A policy that comes back begins anew, but for the numbers of its evaluations.
        affiliate::TierState ended{known.vendor_id, known.policy_id};
        ended.evaluated_at = known.evaluated_at;
        ended.period_key = known.period_key;
        ended.revision = known.revision;
        put(unit.store, std::move(ended));
    }
}

}  // namespace marketplace::engine_detail
