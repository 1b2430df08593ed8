#include <marketplace/loyalty/wallet.hpp>

#include <algorithm>

namespace marketplace::loyalty {
namespace {

template <class T>
void replace_or_add(std::vector<T>& all, const std::vector<T>& changed) {
    for (const T& each : changed) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const T& old) { return old.id == each.id; });
        if (found == all.end()) {
            all.push_back(each);
        } else {
            *found = each;
        }
    }
}

}  // namespace

Wallet empty_wallet(const CustomerId& member, const ProgramId& program) {
    Wallet wallet;
    wallet.balance.member = member;
    wallet.balance.program = program;
    return wallet;
}

bool is_usable(const Lot& lot, Timestamp at) {
    return lot.state == LotState::active && (!lot.expires_at || at < *lot.expires_at);
}

Points usable(const Wallet& wallet, Timestamp at) {
    Points sum;
    for (const Lot& lot : wallet.lots) {
        if (is_usable(lot, at)) sum += lot.remaining;
    }
    return sum;
}

Points held(const Wallet& wallet, Timestamp at) {
    Points sum;
    for (const Reservation& hold : wallet.holds) {
        if (hold.state == ReservationState::held && at < hold.expires_at) sum += hold.points;
    }
    return sum;
}

Points available(const Wallet& wallet, Timestamp at) {
    return std::max(Points{}, usable(wallet, at) - held(wallet, at) - wallet.balance.debt);
}

Wallet applied(const Wallet& wallet, const WalletOutcome& outcome) {
    Wallet after = wallet;
    if (outcome.replayed || outcome.refusal) return after;
    after.balance = outcome.balance;
    replace_or_add(after.lots, outcome.lots);
    replace_or_add(after.holds, outcome.holds);
    after.known.insert(after.known.end(), outcome.entries.begin(), outcome.entries.end());
    return after;
}

}  // namespace marketplace::loyalty
