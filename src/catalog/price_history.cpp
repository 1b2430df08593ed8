#include <marketplace/catalog/price_history.hpp>

#include <algorithm>
#include <numeric>

namespace marketplace::catalog {
namespace {

/// An entry with the time for which it counts.
struct Span {
    std::size_t entry;
    Timestamp from;
    Timestamp to;        ///< by the newest knowledge
    Timestamp shown_to;  ///< as buyers saw it, since a late entry cannot take back what was shown until then
};

/// The entries in the order of time; of those that begin together the last recorded is the one in force.
std::vector<Span> timeline_of(const std::vector<PriceEntry>& entries) {
    std::vector<std::size_t> order(entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto earlier = [&](std::size_t a, std::size_t b) { return entries[a].from < entries[b].from; };
    if (!std::ranges::is_sorted(order, earlier)) std::ranges::stable_sort(order, earlier);
    std::vector<Span> spans(entries.size());
    Timestamp next = timestamp_max;
    Timestamp next_shown = timestamp_max;
    for (std::size_t i = entries.size(); i-- > 0;) {
        const PriceEntry& entry = entries[order[i]];
        spans[i] = {order[i], entry.from, next, next_shown};
        next = entry.from;
        next_shown = std::min(next_shown, std::max(entry.from, entry.recorded_at));
    }
    return spans;
}

class Search {
public:
    Search(const PriceHistory& history, const std::vector<Span>& spans, const ReductionPolicy& policy)
        : entries_(history.entries), spans_(spans), policy_(policy) {}

    [[nodiscard]] PriorPrice run(Timestamp at, bool is_perishable) const {
        PriorPrice out;
        const auto after = std::ranges::upper_bound(spans_, at, {}, &Span::from);
        if (after == spans_.begin()) return out;
        std::size_t first = static_cast<std::size_t>(after - spans_.begin()) - 1;
        out.current_minor = price(first);
        out.rule = PriorPriceRule::no_reduction;
        if (!entry(first).is_reduced) return out;
        first = beginning(first, out);
        out.reduction_from = spans_[first].from;
        out.window_from = window_from(out.reduction_from);
        if (is_perishable && policy_.perishable_exempt) just_before(first, out);
        else lowest(first, out);
        return out;
    }

private:
    [[nodiscard]] const PriceEntry& entry(std::size_t i) const { return entries_[spans_[i].entry]; }
    [[nodiscard]] Amount price(std::size_t i) const { return entry(i).price_minor; }

    /// The start of the window, or the first instant there is.
    [[nodiscard]] Timestamp window_from(Timestamp to) const {
        const std::int64_t micros = Duration::days(policy_.days).micros;
        return to.micros < timestamp_min.micros + micros ? timestamp_min : Timestamp{to.micros - micros};
    }

    /// The entry in force just before another, leaving out those that were valid for no time.
    [[nodiscard]] std::size_t previous(std::size_t i) const {
        while (i-- > 0) {
            if (spans_[i].from < spans_[i].to) return i;
        }
        return spans_.size();
    }

    /// Where the reduction began that `i` belongs to. Entries at an equal price, such as a change of stock, go on
    /// with it; a lower price does so only by the policy; a higher one is a reduction of its own.
    [[nodiscard]] std::size_t beginning(std::size_t i, PriorPrice& out) const {
        while (true) {
            const std::size_t before = previous(i);
            if (before == spans_.size() || !entry(before).is_reduced || price(before) < price(i)) return i;
            if (price(before) > price(i)) {
                if (!policy_.progressive_keeps_first) return i;
                out.is_progressive = true;
            }
            i = before;
        }
    }

    /// Takes the price of an entry if it was in force, from and to these instants, at any time of the window.
    [[nodiscard]] bool take(std::size_t i, Timestamp from, Timestamp to, PriorPrice& out) const {
        from = std::max(from, out.window_from);
        to = std::min(to, out.reduction_from);
        if (from >= to) return false;
        out.price_minor = price(i);
        out.entry = static_cast<std::int64_t>(spans_[i].entry);
        out.entry_from = from;
        out.entry_to = to;
        out.is_entry_late = entry(i).recorded_at > entry(i).from;
        return true;
    }

    void just_before(std::size_t first, PriorPrice& out) const {
        const std::size_t before = previous(first);
        out.rule = PriorPriceRule::no_price_counts;
        if (before == spans_.size() || !take(before, spans_[before].from, spans_[before].to, out)) return;
        out.rule = PriorPriceRule::price_just_before;
    }

    void lowest(std::size_t first, PriorPrice& out) const {
        const bool is_short = spans_.front().from > out.window_from;
        out.rule = PriorPriceRule::history_too_short;
        if (is_short && !policy_.short_history_allowed) return;
        out.rule = PriorPriceRule::no_price_counts;
        for (std::size_t i = 0; i < first; ++i) {
            if (!entry(i).is_in_stock && !policy_.out_of_stock_counts) continue;
            if (out.entry >= 0 && price(i) >= out.price_minor) continue;
            const bool is_known = take(i, spans_[i].from, spans_[i].to, out);
            const Timestamp seen_from = std::max(spans_[i].from, entry(i).recorded_at);
            if (!is_known && !(policy_.shown_prices_count && take(i, seen_from, spans_[i].shown_to, out))) continue;
            out.rule = is_short ? PriorPriceRule::lowest_since_on_sale : PriorPriceRule::lowest_in_window;
        }
    }

    const std::vector<PriceEntry>& entries_;
    const std::vector<Span>& spans_;
    const ReductionPolicy& policy_;
};

/// What `append` throws for.
void check(const PriceHistory& history, const PriceEntry& entry) {
    if (history.offer_id.empty()) fail(ErrorCode::missing_field, "offer_id", "", "the offer of the history");
    if (history.channel.empty()) fail(ErrorCode::missing_field, "channel", "", "the channel of the history");
    if (history.currency == Currency{}) fail(ErrorCode::unknown_currency, "currency", "XXX", "a currency");
    if (entry.price_minor < Amount{}) {
        fail(ErrorCode::out_of_range, "price_minor", std::to_string(entry.price_minor.value), "0 or more");
    }
    const std::vector<PriceEntry>& entries = history.entries;
    if (!entries.empty() && entry.recorded_at < entries.back().recorded_at) {
        fail(ErrorCode::out_of_order, "recorded_at", to_string(entry.recorded_at),
             to_string(entries.back().recorded_at) + " or later");
    }
}

}  // namespace

AppendOutcome append(PriceHistory& history, const PriceEntry& entry, LateEntry late) {
    check(history, entry);
    AppendOutcome outcome = AppendOutcome::appended;
    for (const PriceEntry& each : history.entries) {
        if (each.from == entry.from) outcome = AppendOutcome::corrected;
        if (each.from > entry.from && outcome == AppendOutcome::appended) outcome = AppendOutcome::appended_late;
    }
    if (outcome != AppendOutcome::appended && late == LateEntry::refuse) return AppendOutcome::refused_late;
    history.entries.push_back(entry);
    return outcome;
}

PriceRecorder::PriceRecorder(PriceHistory history) : history_(std::move(history)) {
    begins_.reserve(history_.entries.size());
    for (const PriceEntry& each : history_.entries) begins_.push_back(each.from);
    if (!std::ranges::is_sorted(begins_)) std::ranges::sort(begins_);
    begins_.erase(std::unique(begins_.begin(), begins_.end()), begins_.end());
}

AppendOutcome PriceRecorder::append(const PriceEntry& entry, LateEntry late) {
    check(history_, entry);
    const bool is_latest = begins_.empty() || begins_.back() < entry.from;
    const auto at = is_latest ? begins_.end() : std::ranges::lower_bound(begins_, entry.from);
    if (!is_latest && late == LateEntry::refuse) return AppendOutcome::refused_late;
    const bool is_known = !is_latest && *at == entry.from;
    history_.entries.push_back(entry);
    if (!is_known) begins_.insert(at, entry.from);
    if (is_latest) return AppendOutcome::appended;
    return is_known ? AppendOutcome::corrected : AppendOutcome::appended_late;
}

AppendedEntries append_each(const PriceHistory& history, std::span<const PriceEntry> entries, LateEntry late) {
    PriceRecorder recorder{history};
    std::vector<AppendOutcome> outcomes;
    outcomes.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        try {
            outcomes.push_back(recorder.append(entries[i], late));
        } catch (const Error& error) {
            throw error.within("entries[" + std::to_string(i) + "]");
        }
    }
    return {recorder.take(), std::move(outcomes)};
}

bool has_price(const PriorPrice& prior) noexcept {
    return prior.rule <= PriorPriceRule::price_just_before;
}

std::vector<PriorPrice> lowest_before_each(const PriceHistory& history, std::span<const Timestamp> at,
                                           const ReductionPolicy& policy, bool is_perishable) {
    if (policy.days < 1 || policy.days > 3650) {
        fail(ErrorCode::out_of_range, "policy.days", std::to_string(policy.days), "1 to 3650");
    }
    const std::vector<Span> spans = timeline_of(history.entries);
    const Search search{history, spans, policy};
    std::vector<PriorPrice> out;
    out.reserve(at.size());
    for (const Timestamp each : at) out.push_back(search.run(each, is_perishable));
    return out;
}

PriorPrice lowest_before(const PriceHistory& history, Timestamp at, const ReductionPolicy& policy,
                         bool is_perishable) {
    return lowest_before_each(history, {&at, 1}, policy, is_perishable).front();
}

ReductionClaim announce(const PriorPrice& prior, Rounding rounding) {
    if (!has_price(prior)) {
        fail(ErrorCode::invalid_value, "prior.rule", name_of(prior.rule), "a prior price to compute from");
    }
    if (prior.current_minor >= prior.price_minor) return {};
    const Amount saved = prior.price_minor - prior.current_minor;
    const int128 percent = divide(wide_multiply(saved.value, 100), prior.price_minor.value, rounding);
    return {true, Rate{saved.value, prior.price_minor.value}, narrow(percent)};
}

}  // namespace marketplace::catalog
