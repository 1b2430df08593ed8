#include <marketplace/payments/statement.hpp>

#include <algorithm>
#include <set>

namespace marketplace::payments {

StatementEntry statement_entry(const PayoutItem& item) {
    const Timestamp at = item.kind == EntryKind::reserve_settlement ? item.available_at : item.recorded_at;
    return {item.id, at, item.kind, item.amount_minor, item.source, Amount{}};
}

StatementEntry statement_entry(const Payout& payout) {
    return {payout.id.value, payout.created_at, EntryKind::payout, -payout.amount_minor, payout.id.value, Amount{}};
}

StatementEntry statement_reversal(const Payout& payout, Timestamp at) {
    return {
        payout.id.value + ":returned", at, EntryKind::payout_returned, payout.amount_minor, payout.id.value, Amount{}};
}

Statement make_statement(const StatementRequest& request, std::span<const StatementEntry> entries, Amount before) {
    if (request.to < request.from) {
        fail(ErrorCode::out_of_range, "to", to_string(request.to), "an instant after `from`");
    }
    Statement out{request, before, {}, {}, before};
    std::set<std::string_view> seen;
    for (const StatementEntry& entry : entries) {
        if (!seen.insert(entry.id).second) fail(ErrorCode::duplicate_key, "id", entry.id, "an entry that occurs once");
        if (entry.at < request.from) out.opening_minor += entry.amount_minor;
        if (entry.at >= request.from && entry.at < request.to) out.lines.push_back(entry);
    }
    std::sort(out.lines.begin(), out.lines.end(), [](const StatementEntry& a, const StatementEntry& b) {
        return std::tie(a.at, a.id) < std::tie(b.at, b.id);
    });
    out.closing_minor = out.opening_minor;
    for (StatementEntry& line : out.lines) {
        out.closing_minor += line.amount_minor;
        line.balance_minor = out.closing_minor;
        out.totals_minor[std::string{name_of(line.kind)}] += line.amount_minor;
    }
    out.owed_minor = std::max(Amount{}, -out.closing_minor);
    return out;
}

}  // namespace marketplace::payments
