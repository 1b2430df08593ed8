#include "wallet_change.hpp"

#include <marketplace/loyalty/points_expiry.hpp>

#include <algorithm>
#include <tuple>

namespace marketplace::loyalty::detail {
namespace {

/// Soonest expiry first, lots without one last, then the oldest, then the lower id.
bool is_taken_before(const Lot& a, const Lot& b) {
    const auto key = [](const Lot& lot) {
        return std::make_tuple(!lot.expires_at.has_value(), lot.expires_at.value_or(Timestamp{}), lot.earned_at,
                               std::string_view{lot.id.value});
    };
    return key(a) < key(b);
}

/// "cmd/3" is an entry of the command "cmd"; "cmd/in/0" is not.
bool is_entry_of(const EntryId& id, const CommandId& command) {
    const std::string_view text = id.value;
    const std::size_t length = command.value.size();
    return text.size() > length + 1 && text.starts_with(command.value) && text[length] == '/' &&
           text.find('/', length + 1) == std::string_view::npos;
}

}  // namespace

std::optional<WalletOutcome> replay_of(const Wallet& wallet, const CommandId& command) {
    WalletOutcome outcome;
    for (const Entry& entry : wallet.known) {
        if (is_entry_of(entry.id, command)) outcome.entries.push_back(entry);
    }
    if (outcome.entries.empty()) return std::nullopt;
    outcome.balance = wallet.balance;
    outcome.replayed = true;
    return outcome;
}

WalletOutcome refused(const Wallet& wallet, const Refusal& refusal) {
    WalletOutcome outcome;
    outcome.balance = wallet.balance;
    outcome.refusal = refusal;
    return outcome;
}

void require_command(const Program& program, const Wallet& wallet, const CommandId& command) {
    if (command.empty()) fail(ErrorCode::missing_field, "command_id", "", "an id of the command");
    if (wallet.balance.member.empty()) fail(ErrorCode::missing_field, "wallet.balance.member", "", "a member");
    if (wallet.balance.program != program.id) {
        fail(ErrorCode::invalid_value, "wallet.balance.program", wallet.balance.program.value, program.id.value);
    }
}

WalletChange::WalletChange(const Program& program, const Wallet& wallet, const CommandId& command, Timestamp at)
    : program_(program), wallet_(wallet), command_(command), at_(at), zone_(program.time_zone) {}

Points WalletChange::free() const { return std::max(Points{}, usable(wallet_, at_) - held(wallet_, at_)); }

std::size_t WalletChange::find_lot(const LotId& id) const {
    for (std::size_t i = 0; i < wallet_.lots.size(); ++i) {
        if (wallet_.lots[i].id == id) return i;
    }
    fail(ErrorCode::not_found, "wallet.lots", id.value, "the lot that the order earned or spent from");
}

Lot& WalletChange::edit(std::size_t position) {
    lots_changed_.insert(position);
    return wallet_.lots[position];
}

Reservation& WalletChange::edit_hold(const ReservationId& id) {
    for (std::size_t i = 0; i < wallet_.holds.size(); ++i) {
        if (wallet_.holds[i].id != id) continue;
        holds_changed_.insert(i);
        return wallet_.holds[i];
    }
    fail(ErrorCode::not_found, "reservation_id", id.value, "a hold of this member");
}

void WalletChange::add_hold(const Reservation& hold) {
    holds_changed_.insert(wallet_.holds.size());
    wallet_.holds.push_back(hold);
}

EntryId WalletChange::record(EntryType type, Points points, const OrderId& order, std::string_view cause) {
    const EntryId id{command_.value + "/" + std::to_string(outcome_.entries.size())};
    outcome_.entries.push_back(
        {id, wallet_.balance.member, wallet_.balance.program, type, points, at_, order, std::string{cause}});
    return id;
}

void WalletChange::consumed(const EntryId& entry, const LotId& lot, Points points) {
    outcome_.consumptions.push_back({entry, lot, points});
}

const Lot& WalletChange::add_lot(Lot lot) {
    lot.id = LotId{command_.value + "/" + std::to_string(lots_added_++)};
    lot.member = wallet_.balance.member;
    lot.program = wallet_.balance.program;
    lot.remaining = lot.amount;
    (lot.state == LotState::pending ? balance().pending : balance().active) += lot.amount;
    lots_changed_.insert(wallet_.lots.size());
    wallet_.lots.push_back(std::move(lot));
    return wallet_.lots.back();
}

void WalletChange::activate(std::size_t position, Timestamp active_at) {
    Lot& lot = edit(position);
    balance().pending -= lot.remaining;
    balance().active += lot.remaining;
    lot.state = LotState::active;
    lot.active_at = active_at;
    lot.expires_at = expiry_of(program_, active_at);
}

void WalletChange::take(const EntryId& entry, std::size_t position, Points points) {
    if (points == Points{}) return;
    Lot& lot = edit(position);
    const bool pending = lot.state == LotState::pending;
    (pending ? balance().pending : balance().active) -= points;
    lot.remaining -= points;
    if (lot.remaining == Points{}) lot.state = pending ? LotState::cancelled : LotState::exhausted;
    consumed(entry, lot.id, points);
}

std::vector<SpentLot> WalletChange::consume(const EntryId& entry, Points points) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < wallet_.lots.size(); ++i) {
        if (is_usable(wallet_.lots[i], at_) && wallet_.lots[i].remaining > Points{}) order.push_back(i);
    }
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return is_taken_before(wallet_.lots[a], wallet_.lots[b]); });
    std::vector<SpentLot> out;
    for (const std::size_t position : order) {
        const Points part = std::min(points, wallet_.lots[position].remaining);
        if (part == Points{}) break;
        take(entry, position, part);
        out.push_back({wallet_.lots[position].id, part, {}});
        points -= part;
    }
    if (points > Points{})
        fail(ErrorCode::insufficient_points, "points", std::to_string(points.value), "enough usable points");
    return out;
}

void WalletChange::put_back(const EntryId& entry, std::size_t position, Points points) {
    Lot& lot = edit(position);
    if (lot.remaining + points > lot.amount) {
        fail(ErrorCode::invalid_value, "spent", std::to_string(points.value), "no more than was taken from the lot");
    }
    lot.remaining += points;
    lot.state = LotState::active;
    balance().active += points;
    consumed(entry, lot.id, points);
}

void WalletChange::slide() {
    if (program_.expiry.mode != ExpiryMode::sliding) return;
    const std::optional<Timestamp> later = expiry_of(program_, at_);
    for (std::size_t i = 0; i < wallet_.lots.size(); ++i) {
        const Lot& lot = wallet_.lots[i];
        if (is_usable(lot, at_) && lot.expires_at && *lot.expires_at < *later) edit(i).expires_at = later;
    }
}

void WalletChange::settle_debt() {
    const Points points = std::min(balance().debt, free());
    if (points == Points{}) return;
    consume(record(EntryType::settle_debt, points, {}, ""), points);
    balance().debt -= points;
}

WalletOutcome WalletChange::finish() {
    settle_debt();
    for (const std::size_t i : lots_changed_) outcome_.lots.push_back(wallet_.lots[i]);
    for (const std::size_t i : holds_changed_) outcome_.holds.push_back(wallet_.holds[i]);
    if (!outcome_.entries.empty() || !outcome_.lots.empty() || !outcome_.holds.empty()) ++balance().version;
    outcome_.balance = balance();
    return std::move(outcome_);
}

void count_on_day(DayPoints& count, const Date& day, Points points) {
    count = {day, counted_on(count, day) + points};
}

Points counted_on(const DayPoints& count, const Date& day) { return count.day == day ? count.points : Points{}; }

}  // namespace marketplace::loyalty::detail
