#include <marketplace/loyalty/points_transfer.hpp>

#include "wallet_change.hpp"

namespace marketplace::loyalty {
namespace {

using detail::WalletChange;

void receive(WalletChange& change, const Wallet& giver, const std::vector<SpentLot>& taken,
             const TransferPoints& command) {
    const EntryId entry = change.record(EntryType::transfer_in, command.points, {}, command.cause);
    for (const SpentLot& each : taken) {
        Lot lot;
        for (const Lot& candidate : giver.lots) {
            if (candidate.id == each.lot_id) lot = candidate;
        }
        lot.source = LotSource::transfer;
        lot.origin = each.lot_id;
        lot.order_id = OrderId{};
        lot.amount = each.points;
        lot.state = LotState::active;
        const LotId id = change.add_lot(std::move(lot)).id;
        change.consumed(entry, id, each.points);
    }
    change.balance().transferred -= command.points;
}

}  // namespace

TransferOutcome transfer(const Program& program, const Wallet& from, const Wallet& to, const TransferPoints& command) {
    const CommandId incoming{command.command_id.value + "/in"};
    detail::require_command(program, from, command.command_id);
    detail::require_command(program, to, incoming);
    if (from.balance.member == to.balance.member) {
        fail(ErrorCode::invalid_value, "to", to.balance.member.value, "another member");
    }
    if (command.points < Points{1}) {
        fail(ErrorCode::out_of_range, "points", std::to_string(command.points.value), "1 or more");
    }
    if (auto replay = detail::replay_of(from, command.command_id)) {
        WalletOutcome received = detail::replay_of(to, incoming).value_or(WalletOutcome{});
        received.balance = to.balance;
        received.replayed = true;
        return {*replay, std::move(received)};
    }
    const Points free = available(from, command.at);
    if (command.points > free) {
        const Refusal refusal{RefusalReason::insufficient_points, command.points.value, free.value};
        return {detail::refused(from, refusal), detail::refused(to, refusal)};
    }
    WalletChange giving{program, from, command.command_id, command.at};
    const EntryId entry = giving.record(EntryType::transfer_out, command.points, {}, command.cause);
    const std::vector<SpentLot> taken = giving.consume(entry, command.points);
    giving.balance().transferred += command.points;
    WalletChange receiving{program, to, incoming, command.at};
    receive(receiving, from, taken, command);
    return {giving.finish(), receiving.finish()};
}

}  // namespace marketplace::loyalty
