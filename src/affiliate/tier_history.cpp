#include <marketplace/affiliate/tier_history.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

Timestamp end_of(const TierAssignment& span) { return span.effective_to.value_or(timestamp_max); }

/// Appends a span; none that is empty, none after a gap, and no second one of the same level.
void append(std::vector<TierAssignment>& out, TierAssignment span) {
    if (end_of(span) <= span.effective_from) return;
    if (!out.empty() && end_of(out.back()) < span.effective_from) {
        const Timestamp gap_from = end_of(out.back());
        append(out, {span.vendor_id, "", gap_from, span.effective_from});
    }
    if (!out.empty() && out.back().level == span.level && end_of(out.back()) == span.effective_from) {
        out.back().effective_to = span.effective_to;
        return;
    }
    out.push_back(std::move(span));
}

}  // namespace

std::string_view tier_at(std::span<const TierAssignment> assignments, Timestamp at) noexcept {
    const auto after =
        std::upper_bound(assignments.begin(), assignments.end(), at,
                         [](Timestamp t, const TierAssignment& span) { return t < span.effective_from; });
    if (after == assignments.begin()) return "";
    const TierAssignment& span = *(after - 1);
    return !span.effective_to || at < *span.effective_to ? std::string_view{span.level} : "";
}

std::vector<TierAssignment> overwrite(std::span<const TierAssignment> history, const TierAssignment& span) {
    std::vector<TierAssignment> out;
    for (const TierAssignment& each : history) {
        if (each.effective_from >= span.effective_from) break;
        TierAssignment before = each;
        if (end_of(before) > span.effective_from) before.effective_to = span.effective_from;
        append(out, std::move(before));
    }
    append(out, span);
    for (const TierAssignment& each : history) {
        if (end_of(each) <= end_of(span)) continue;
        TierAssignment after = each;
        after.effective_from = std::max(after.effective_from, end_of(span));
        append(out, std::move(after));
    }
    return out;
}

std::vector<TierAssignment> history_after(std::span<const TierAssignment> history, const TierOutcome& outcome) {
    const TierEvaluation& evaluation = outcome.evaluation;
    const TierState& state = outcome.state;
    const Timestamp from = evaluation.effective_from;
    auto out = overwrite(history, {state.vendor_id, state.level, from, std::nullopt});
    const auto& given = state.level_override;
    if (!given) return out;
    const Timestamp given_from = std::max(given->effective_from, evaluation.run_at);
    if (given->effective_to && *given->effective_to <= given_from) return out;
    return overwrite(out, {state.vendor_id, given->level, given_from, given->effective_to});
}

}  // namespace marketplace::affiliate
