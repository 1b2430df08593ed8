#pragma once
// Which level a vendor had when: half-open spans without gaps or overlaps. Commission looks up the level at
// the time of the order here, so a later change never touches an order that was placed before.

#include <marketplace/affiliate/tier_evaluation.hpp>

namespace marketplace::affiliate {

/// A level over a span of time.
struct TierAssignment {
    VendorId vendor_id;
    std::string level;  ///< empty for none
    Timestamp effective_from;
    std::optional<Timestamp> effective_to;  ///< absent for the last one, which is open

    friend bool operator==(const TierAssignment&, const TierAssignment&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierAssignment, (vendor_id, level, effective_from, effective_to));
[[nodiscard]] inline TableSpec table_spec(const TierAssignment*) {
    return {"vendor_tier_history", "vendor_id,effective_from", {}};
}

/// The level at an instant: effective_from <= at < effective_to. Empty before the first assignment. The
/// assignments are those of one vendor in order of time.
[[nodiscard]] std::string_view tier_at(std::span<const TierAssignment> assignments, Timestamp at) noexcept;

/// The history with one span written over it. What was there before and after the span stays, neighbours of
/// the same level become one, a gap between spans is filled with "no level".
[[nodiscard]] std::vector<TierAssignment> overwrite(std::span<const TierAssignment> history,
                                                    const TierAssignment& span);

/// The history after an evaluation: the earned level from `effective_from` on and, over it, the override as
/// far as it lies ahead.
[[nodiscard]] std::vector<TierAssignment> history_after(std::span<const TierAssignment> history,
                                                        const TierOutcome& outcome);

}  // namespace marketplace::affiliate
