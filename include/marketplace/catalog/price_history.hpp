#pragma once
// What an offer cost and when; and the lowest price before a reduction, which European shops must announce it from.
//
// Article 6a of directive 98/6/EC: an announcement of a reduction names the lowest price of at least 30 days before
// the reduction began; by the Court of Justice (C-330/23) the percentage is computed from that price too. The window
// ends where the reduction begins, so a running promotion never counts itself. Days are of 24 hours.

#include <marketplace/catalog/offer.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace marketplace::catalog {

/// From an instant on, until the next entry, this was the price.
struct PriceEntry {
    Timestamp from;
    Amount price_minor{-1};
    bool is_reduced = false;   ///< it was announced as a reduction
    bool is_in_stock = true;   ///< it could be bought
    Timestamp recorded_at;     ///< when the history learned of it, so that nobody rewrites the past unseen
    std::string note;

    friend bool operator==(const PriceEntry&, const PriceEntry&) = default;
};
MARKETPLACE_COMPILED_RECORD(PriceEntry, (from, price_minor, is_reduced, is_in_stock, recorded_at, note));

/// The entries of one offer in one currency on one channel, in the order in which they were recorded.
struct PriceHistory {
    OfferId offer_id;
    Currency currency;
    std::string channel;
    std::vector<PriceEntry> entries;

    friend bool operator==(const PriceHistory&, const PriceHistory&) = default;
};
MARKETPLACE_COMPILED_RECORD(PriceHistory, (offer_id, currency, channel, entries));

/// What to do with an entry about a time that the history knows already.
enum class LateEntry : std::uint8_t { refuse, append };
MARKETPLACE_COMPILED_ENUM(LateEntry, refuse, append)

/// What became of an entry.
enum class AppendOutcome : std::uint8_t {
    appended,
    appended_late,  ///< it begins before an entry that was there
    corrected,      ///< it begins with an entry that was there and now stands for it; both are kept
    refused_late,   ///< as `appended_late` or `corrected`, but the policy refuses; nothing changed
};
MARKETPLACE_COMPILED_ENUM(AppendOutcome, appended, appended_late, corrected, refused_late)

/// Adds an entry. Throws `missing_field`, `unknown_currency`, `out_of_range` for a negative price and `out_of_order`
/// when `recorded_at` is before that of the last entry, since a record of the past cannot itself be back-dated. Looks
/// at all entries; see `PriceRecorder` for many.
[[nodiscard]] AppendOutcome append(PriceHistory& history, const PriceEntry& entry, LateEntry late);

/// A history after some entries, and what became of each.
struct AppendedEntries {
    PriceHistory history;
    std::vector<AppendOutcome> outcomes;

    friend bool operator==(const AppendedEntries&, const AppendedEntries&) = default;
};
MARKETPLACE_COMPILED_RECORD(AppendedEntries, (history, outcomes));

/// Adds many entries in their order to a copy. Throws what `append` does, "entries[3]." before the field.
[[nodiscard]] AppendedEntries append_each(const PriceHistory& history, std::span<const PriceEntry> entries,
                                          LateEntry late);

/// A history that grows. It knows where its entries begin, so that one more takes the same time however many there
/// are if entries come in the order of time; a late one moves the beginnings after its own. Answers as `append` does.
class PriceRecorder {
public:
    explicit PriceRecorder(PriceHistory history);

    /// Adds an entry; see `append`, which throws the same.
    [[nodiscard]] AppendOutcome append(const PriceEntry& entry, LateEntry late);
    [[nodiscard]] const PriceHistory& history() const noexcept { return history_; }
    /// Gives the history away; the recorder is not to be used any more.
    [[nodiscard]] PriceHistory take() noexcept { return std::move(history_); }

private:
    PriceHistory history_;
    std::vector<Timestamp> begins_;  ///< of its entries, each once, by time
};

/// A state's rules, where states differ, and a shop's own stricter ones.
struct ReductionPolicy {
    std::int32_t days = 30;  ///< 1 to 3650
    /// A reduction that grows step by step without a break keeps the price before its first step.
    bool progressive_keeps_first = false;
    bool out_of_stock_counts = true;  ///< prices at which nothing could be bought
    /// What buyers saw until a correction was recorded counts as well as what the correction says.
    bool shown_prices_count = true;
    bool short_history_allowed = true;  ///< younger products: the lowest price since they are on sale
    bool perishable_exempt = false;     ///< perishable goods: the price just before the reduction

    friend bool operator==(const ReductionPolicy&, const ReductionPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(ReductionPolicy, (days, progressive_keeps_first, out_of_stock_counts, shown_prices_count,
                                              short_history_allowed, perishable_exempt));

/// Which rule gave the prior price, or why there is none.
enum class PriorPriceRule : std::uint8_t {
    lowest_in_window,       ///< the lowest of all days of the window
    lowest_since_on_sale,   ///< the same for a product that is younger than the window
    price_just_before,      ///< perishable goods
    no_price_yet,           ///< the history begins later
    no_reduction,           ///< the price at that instant was not announced as reduced
    history_too_short,      ///< younger than the window, and the policy refuses that
    no_price_counts,        ///< nothing before the reduction counts
};
MARKETPLACE_COMPILED_ENUM(PriorPriceRule, lowest_in_window, lowest_since_on_sale, price_just_before, no_price_yet,
                          no_reduction, history_too_short, no_price_counts)

/// The prior price and how it came about. `price_minor` and the entry mean something for the first three rules only.
struct PriorPrice {
    PriorPriceRule rule = PriorPriceRule::no_price_yet;
    Amount price_minor;
    std::int64_t entry = -1;      ///< position among the entries; of several equally low ones the earliest in force
    Timestamp entry_from;         ///< when that price began to count, within the window
    Timestamp entry_to;           ///< when it ended, at the latest when the reduction began
    bool is_entry_late = false;   ///< it was recorded after it began
    Timestamp window_from;
    Timestamp reduction_from;     ///< the end of the window
    bool is_progressive = false;  ///< the reduction had earlier steps that were left out of account
    Amount current_minor;         ///< the price at the instant asked for

    friend bool operator==(const PriorPrice&, const PriorPrice&) = default;
};
MARKETPLACE_COMPILED_RECORD(PriorPrice, (rule, price_minor, entry, entry_from, entry_to, is_entry_late, window_from,
                                         reduction_from, is_progressive, current_minor));

/// Whether there is a prior price.
[[nodiscard]] bool has_price(const PriorPrice& prior) noexcept;

/// The lowest price before the reduction that runs at `at` began. Prices that were in force for no time do not count.
/// Throws `out_of_range` for a policy that is wrong.
[[nodiscard]] PriorPrice lowest_before(const PriceHistory& history, Timestamp at, const ReductionPolicy& policy,
                                       bool is_perishable = false);

/// The same for many instants of one history, which is sorted once.
[[nodiscard]] std::vector<PriorPrice> lowest_before_each(const PriceHistory& history, std::span<const Timestamp> at,
                                                         const ReductionPolicy& policy, bool is_perishable = false);

/// What may be said about a reduction.
struct ReductionClaim {
    bool is_reduction = false;  ///< the current price is below the prior price
    Rate rate;                  ///< (prior - current) / prior, exact; zero where it is no reduction
    std::int64_t percent = 0;   ///< whole percents of it

    friend bool operator==(const ReductionClaim&, const ReductionClaim&) = default;
};
MARKETPLACE_COMPILED_RECORD(ReductionClaim, (is_reduction, rate, percent));

/// The percentage to announce, from the prior price; `Rounding::down` never promises too much. Throws
/// `invalid_value` when there is no prior price.
[[nodiscard]] ReductionClaim announce(const PriorPrice& prior, Rounding rounding);

}  // namespace marketplace::catalog
