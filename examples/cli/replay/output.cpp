#include "output.hpp"

#include <marketplace/core/json.hpp>

#include <algorithm>
#include <sstream>
#include <sys/resource.h>

namespace replay {

using namespace marketplace;

namespace {

std::int64_t peak_rss_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

std::string milliseconds_as_seconds(std::int64_t ms) {
    const std::string rest = std::to_string(ms % 1000);
    return std::to_string(ms / 1000) + "." + std::string(3 - rest.size(), '0') + rest;
}

}  // namespace

std::int64_t Timing::per_second() const { return events * 1000 / std::max<std::int64_t>(1, total_ms - reading_ms); }

std::string json_of(const Summary& summary, const Timing& timing) {
    std::string json = pretty_json({&type_of<Summary>(), &summary});
    json.erase(json.rfind('}') - 1);
    json += ",\n  \"elapsed_s\": " + milliseconds_as_seconds(timing.total_ms) +
            ",\n  \"reading_s\": " + milliseconds_as_seconds(timing.reading_ms) +
            ",\n  \"events_per_s\": " + std::to_string(timing.per_second()) +
            ",\n  \"peak_rss_mb\": " + std::to_string(peak_rss_mb()) + "\n}\n";
    return json;
}

std::string text_of(const Summary& summary, const Timing& timing) {
    const Currency currency{summary.currency};
    std::ostringstream out;
    const auto line = [&](std::string_view name, Amount amount) {
        const std::size_t width = std::max<std::size_t>(24, name.size() + 1);
        out << "  " << name << std::string(width - name.size(), ' ') << to_string(Money{amount, currency}) << '\n';
    };
    out << summary.orders << " orders of " << summary.customers << " customers at " << summary.vendors << " vendors; "
        << summary.orders_without_items << " without items\n";
    line("gross", summary.gross_minor);
    for (const auto& [party, amount] : summary.shares_minor) line("  " + party, amount);
    line("refunded", summary.refunded_minor);
    line("platform fees", summary.fees_minor);
    line("  kept after refunds", summary.fees_kept_minor);
    line("tax on fees", summary.fee_tax_minor);
    line("paid out", summary.payouts_minor);
    for (const auto& [party, amount] : summary.payouts_by_party_minor) line("  " + party, amount);
    line("owed to vendors", summary.vendor_balance_minor);
    const PointsSummary& points = summary.points;
    out << "  points                  " << points.earned << " earned, " << points.reversed << " taken back, "
        << points.redeemed << " redeemed, " << points.expired << " expired, " << points.outstanding
        << " outstanding\n";
    out << "  ledger                  " << summary.ledger.postings << " postings, hash "
        << summary.ledger.hash.substr(0, 16) << "...\n";
    out << summary.events << " events in the store; this run took " << milliseconds_as_seconds(timing.total_ms)
        << " s, of which " << milliseconds_as_seconds(timing.reading_ms) << " s to read the files; "
        << timing.per_second() << " events/s\n";
    return std::move(out).str();
}

}  // namespace replay
