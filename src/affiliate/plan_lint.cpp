#include <marketplace/affiliate/plan_lint.hpp>

#include "rule_comparison.hpp"
#include "rule_time.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace marketplace::affiliate {
namespace {

using namespace detail;

std::string quoted(const RuleId& id) { return "'" + id.value + "'"; }

/// Collects findings up to the limit.
class Report {
public:
    explicit Report(const LintOptions& options) : options_(options) {}

    void add(LintKind kind, const std::string& slot, std::vector<RuleId> rules, std::string message) {
        if (!is_full()) findings_.push_back({kind, slot, std::move(rules), std::move(message)});
    }
    bool is_full() const { return static_cast<std::int64_t>(findings_.size()) >= options_.findings_max; }
    const LintOptions& options() const { return options_; }
    std::vector<LintFinding> take() { return std::move(findings_); }

private:
    const LintOptions& options_;
    std::vector<LintFinding> findings_;
};

void find_drafts(const CommissionPlan& plan, Report& report) {
    for (const CommissionRule& rule : plan.rules) {
        if (rule.status != RuleStatus::draft) continue;
        report.add(LintKind::draft, rule.slot, {rule.id},
                   "Rule " + quoted(rule.id) + " is a draft and charges nothing.");
    }
}

std::string instant_of(std::int64_t micros, std::string_view otherwise) {
    const bool is_bound = micros <= timestamp_min.micros || micros >= timestamp_max.micros;
    return is_bound ? std::string{otherwise} : to_string(Timestamp{micros});
}

void find_time_gaps(const CommissionPlan& plan, Report& report) {
    std::map<RuleId, const CommissionRule*> by_id;
    for (const CommissionRule& rule : plan.rules) by_id[rule.id] = &rule;
    for (const CommissionRule& rule : plan.rules) {
        const auto old = by_id.find(rule.supersedes);
        if (old == by_id.end() || !old->second->effective_to || !rule.effective_from) continue;
        if (*old->second->effective_to >= *rule.effective_from) continue;
        report.add(LintKind::gap, rule.slot, {rule.id, old->first},
                   "Between " + to_string(*old->second->effective_to) + " and " + to_string(*rule.effective_from) +
                       " neither rule " + quoted(old->first) + " nor its successor " + quoted(rule.id) +
                       " is effective.");
    }
}

/// The later version of a rule that names the earlier one, while both are effective.
void find_overlapping_versions(const PlanIndex& plan, const CompiledSlot& slot, Report& report) {
    const auto rules = std::span{plan.rules}.subspan(slot.first, slot.last_default - slot.first);
    std::map<RuleId, const CompiledRule*> by_id;
    for (const CompiledRule& rule : rules) by_id[rule.rule->id] = &rule;
    for (const CompiledRule& rule : rules) {
        const auto old = by_id.find(rule.rule->supersedes);
        if (old == by_id.end() || !can_meet(plan, *old->second, rule)) continue;
        report.add(LintKind::overlapping, slot.name, {rule.rule->id, old->first},
                   "Rule " + quoted(rule.rule->id) + " follows rule " + quoted(old->first) +
                       ", but both are effective from " +
                       instant_of(std::max(rule.from, old->second->from), "the beginning") + " to " +
                       instant_of(std::min(rule.to, old->second->to), "the end") + ".");
    }
}

/// Amounts that count in any currency: 10 000 is 100 euros, or 10 000 yen.
void find_bare_amounts(const PlanIndex& plan, const CompiledSlot& slot, Report& report) {
    if (plan.plan.currency) return;
    for (std::uint32_t i = slot.first; i < slot.last_default; ++i) {
        const CommissionRule& rule = *plan.rules[i].rule;
        if (!has_bare_amounts(rule)) continue;
        report.add(LintKind::any_currency, slot.name, {rule.id},
                   "Rule " + quoted(rule.id) +
                       " has amounts that count in whatever currency an order has: give the plan its currency, or "
                       "the rule a condition on it.");
    }
}

/// From when to when rules of a slot match every line, in order of time.
std::vector<std::pair<std::int64_t, std::int64_t>> covered_spans(const PlanIndex& plan, const CompiledSlot& slot) {
    std::vector<std::pair<std::int64_t, std::int64_t>> spans;
    for (std::uint32_t i = slot.first; i < slot.last_default; ++i) {
        if (matches_every_line(plan.rules[i])) spans.emplace_back(plan.rules[i].from, plan.rules[i].to);
    }
    std::sort(spans.begin(), spans.end());
    return spans;
}

/// A slot needs no rule for a line, but whoever leaves lines or times without one should know.
void find_uncovered(const PlanIndex& plan, const CompiledSlot& slot, Report& report) {
    const auto add = [&](const std::string& what) { report.add(LintKind::gap, slot.name, {}, what); };
    if (slot.first == slot.last_default)
        return add("Slot '" + slot.name + "' has no active rule, so it charges nothing.");
    const auto spans = covered_spans(plan, slot);
    if (spans.empty()) {
        return add("Slot '" + slot.name +
                   "' has no rule that always matches, so a line that meets no rule is charged nothing.");
    }
    const auto add_time = [&](std::int64_t from, std::int64_t to) {
        add("Between " + instant_of(from, "the beginning") + " and " + instant_of(to, "the end") + " slot '" +
            slot.name + "' has no rule that always matches.");
    };
    std::int64_t covered_to = plan.plan.effective_from.value_or(timestamp_min).micros;
    const std::int64_t end = plan.plan.effective_to.value_or(timestamp_max).micros;
    for (const auto& [from, to] : spans) {
        if (from > covered_to && covered_to < end) add_time(covered_to, std::min(from, end));
        covered_to = std::max(covered_to, to);
    }
    if (covered_to < end) add_time(covered_to, end);
}

void find_unreachable(const PlanIndex& plan, const CompiledSlot& slot, Report& report) {
    for (std::uint32_t i = slot.first; i < slot.last_default; ++i) {
        const CompiledRule& rule = plan.rules[i];
        if (!meets_plan_window(plan, rule)) {
            report.add(LintKind::unreachable, slot.name, {rule.rule->id},
                       "Rule " + quoted(rule.rule->id) + " is never effective while the plan is.");
        }
        if (!has_reachable_currency(rule)) {
            report.add(LintKind::unreachable, slot.name, {rule.rule->id},
                       "Rule " + quoted(rule.rule->id) + " has no amount in any currency that its conditions permit.");
        }
    }
    for (const std::uint32_t other : slot.exclusive_with) {
        const CompiledSlot& earlier = plan.slots[other];
        for (std::uint32_t i = earlier.first; i < earlier.last_default; ++i) {
            if (!always_matches(plan, plan.rules[i])) continue;
            report.add(LintKind::unreachable, slot.name, {plan.rules[i].rule->id},
                       "Slot '" + slot.name + "' never charges: rule " + quoted(plan.rules[i].rule->id) +
                           " always wins slot '" + earlier.name + "', with which it is exclusive.");
            return;
        }
    }
}

/// A default rule is looked at only when no other rule matches, whatever the policy.
void find_idle_defaults(const PlanIndex& plan, const CompiledSlot& slot, Report& report) {
    for (std::uint32_t i = slot.last; i < slot.last_default; ++i) {
        for (std::uint32_t j = slot.first; j < slot.last; ++j) {
            if (!covers_in_plan(plan, plan.rules[j], plan.rules[i])) continue;
            const RuleId& rule = plan.rules[i].rule->id;
            const RuleId& other = plan.rules[j].rule->id;
            report.add(LintKind::shadowed, slot.name, {rule, other},
                       "Default rule " + quoted(rule) + " never wins: rule " + quoted(other) +
                           " always matches while it is effective.");
            break;
        }
    }
}

/// Every rule against those before it in evaluation order.
void find_pairs(const PlanIndex& plan, const CompiledSlot& slot, Report& report, std::int64_t& pairs) {
    const bool by_charge = plan.plan.resolution == ResolutionPolicy::best_for_payee ||
                           plan.plan.resolution == ResolutionPolicy::best_for_platform;
    if (by_charge) return;  // the charge decides, so no rule is always before another
    for (std::uint32_t i = slot.first; i < slot.last; ++i) {
        const CompiledRule& rule = plan.rules[i];
        for (std::uint32_t j = slot.first; j < i; ++j) {
            if (report.is_full() || ++pairs > report.options().pairs_max) return;
            const CompiledRule& earlier = plan.rules[j];
            if (covers(plan, earlier, rule)) {
                report.add(LintKind::shadowed, slot.name, {rule.rule->id, earlier.rule->id},
                           "Rule " + quoted(rule.rule->id) + " never wins: rule " + quoted(earlier.rule->id) +
                               " matches whatever it matches and is preferred.");
                break;
            }
            if (!id_decides(plan, earlier, rule) || !can_meet(plan, earlier, rule)) continue;
            report.add(LintKind::overlapping, slot.name, {rule.rule->id, earlier.rule->id},
                       "Rules " + quoted(earlier.rule->id) + " and " + quoted(rule.rule->id) +
                           " can match the same line, and only the lower id decides for " + quoted(earlier.rule->id) +
                           ".");
        }
    }
}

std::vector<LintFinding> lint_rules(const CompiledPlan& compiled, Report& report) {
    const PlanIndex& index = compiled.index();
    find_drafts(index.plan, report);
    find_time_gaps(index.plan, report);
    std::int64_t pairs = 0;
    for (const CompiledSlot& slot : index.slots) {
        find_uncovered(index, slot, report);
        find_unreachable(index, slot, report);
        find_bare_amounts(index, slot, report);
        find_overlapping_versions(index, slot, report);
        find_idle_defaults(index, slot, report);
        find_pairs(index, slot, report, pairs);
    }
    return report.take();
}

/// What the sample won and missed.
struct SampleResult {
    std::set<RuleId> winners;
    std::vector<std::int64_t> lines_without_rule;  ///< by slot
    std::int64_t lines = 0;
    std::int64_t orders_outside = 0;  ///< of the plan's time
};

bool is_excluded(const CompiledSlot& slot, const LineCommission& line) {
    for (const std::uint32_t other : slot.exclusive_with) {
        if (!line.charges[other].rule_id.empty()) return true;
    }
    return false;
}

void count_line(const PlanIndex& index, const LineCommission& line, SampleResult& result) {
    ++result.lines;
    for (std::size_t slot = 0; slot < index.slots.size(); ++slot) {
        const RuleId& winner = line.charges[slot].rule_id;
        if (!winner.empty()) {
            result.winners.insert(winner);
        } else if (!is_excluded(index.slots[slot], line)) {
            ++result.lines_without_rule[slot];
        }
    }
}

SampleResult try_sample(const CompiledPlan& plan, std::span<const Order> sample,
                        std::span<const CalculationContext> contexts) {
    SampleResult result;
    result.lines_without_rule.resize(plan.index().slots.size());
    OrderCommission commission;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        CalculationContext context = contexts.empty() ? CalculationContext{} : contexts[i];
        context.explanation = ExplanationLevel::none;
        if (!is_effective(plan.plan(), rule_time_of(plan.plan(), sample[i], context))) {
            ++result.orders_outside;
            continue;
        }
        calculate_into(commission, plan, sample[i], context);
        for (const LineCommission& line : commission.lines) count_line(plan.index(), line, result);
    }
    return result;
}

}  // namespace

std::vector<LintFinding> lint(const CommissionPlan& plan, const LintOptions& options) {
    Report report{options};
    return lint_rules(compile(plan), report);
}

std::vector<LintFinding> lint(const CommissionPlan& plan, std::span<const Order> sample,
                              std::span<const CalculationContext> contexts, const LintOptions& options) {
    if (!contexts.empty() && contexts.size() != sample.size()) {
        fail(ErrorCode::out_of_range, "contexts", std::to_string(contexts.size()), "as many as orders or none");
    }
    const CompiledPlan compiled = compile(plan);
    Report report{options};
    const SampleResult result = try_sample(compiled, sample, contexts);
    if (result.orders_outside > 0) {
        report.add(LintKind::gap, "", {},
                   std::to_string(result.orders_outside) + " of " + std::to_string(sample.size()) +
                       " sample orders are of a time at which the plan is not effective, and were left out.");
    }
    for (std::size_t slot = 0; slot < result.lines_without_rule.size(); ++slot) {
        const std::int64_t count = result.lines_without_rule[slot];
        const std::string& name = compiled.index().slots[slot].name;
        if (count == 0) continue;
        report.add(LintKind::gap, name, {},
                   std::to_string(count) + " of " + std::to_string(result.lines) +
                       " sample lines meet no rule of slot '" + name + "'.");
    }
    for (const CompiledRule& rule : compiled.index().rules) {
        if (result.winners.contains(rule.rule->id)) continue;
        report.add(
            LintKind::zero_matches, rule.rule->slot, {rule.rule->id},
            "Rule " + quoted(rule.rule->id) + " won none of the " + std::to_string(result.lines) + " sample lines.");
    }
    return lint_rules(compiled, report);
}

}  // namespace marketplace::affiliate
