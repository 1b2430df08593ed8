#include <marketplace/loyalty/rewards_manager.hpp>

#include "wallet_change.hpp"

#include <algorithm>
#include <set>

namespace marketplace::loyalty {
namespace {

/// 0 is no level, 1 the first.
using Rank = std::size_t;

Rank rank_of(const RewardLevels& levels, const std::string& code) {
    for (std::size_t i = 0; i < levels.levels.size(); ++i) {
        if (levels.levels[i].code == code) return i + 1;
    }
    return 0;
}

Rank qualified_rank(const RewardLevels& levels, Points status_points) {
    Rank rank = 0;
    while (rank < levels.levels.size() && levels.levels[rank].points_min <= status_points) ++rank;
    return rank;
}

std::string code_of(const RewardLevels& levels, Rank rank) {
    return rank == 0 ? std::string{} : levels.levels[rank - 1].code;
}

Rank decided_rank(LevelDowngrade downgrade, Rank current, Rank qualified) {
    if (qualified >= current || downgrade == LevelDowngrade::to_qualified) return qualified;
    return downgrade == LevelDowngrade::never ? current : current - 1;
}

std::optional<Refusal> check_offer(const RedeemReward& command) {
    const RewardItem& item = command.item;
    const bool early = item.offered_from && command.at < *item.offered_from;
    const bool late = item.offered_to && *item.offered_to <= command.at;
    if (early || late) return Refusal{RefusalReason::not_offered, item.price.value, 0};
    const bool allowed = item.levels.empty() ||
                         std::find(item.levels.begin(), item.levels.end(), command.level) != item.levels.end();
    if (!allowed) return Refusal{RefusalReason::level_too_low, item.price.value, 0};
    return std::nullopt;
}

}  // namespace

void validate(const RewardLevels& levels) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < levels.levels.size(); ++i) {
        const RewardLevel& level = levels.levels[i];
        const std::string path = "levels[" + std::to_string(i) + "].";
        if (level.code.empty()) fail(ErrorCode::missing_field, path + "code", "", "a code such as gold");
        if (!seen.insert(level.code).second)
            fail(ErrorCode::duplicate_key, path + "code", level.code, "a code used once");
        const Points least = i == 0 ? Points{-1} : levels.levels[i - 1].points_min;
        if (level.points_min <= least) {
            fail(ErrorCode::thresholds_out_of_order, path + "points_min", std::to_string(level.points_min.value),
                 "more than " + std::to_string(least.value));
        }
    }
}

Points status_points(const MemberBalance& balance) { return balance.lifetime_earned - balance.reversed; }

LevelChange evaluate(const RewardLevels& levels, const std::string& current, Points status_points) {
    const Rank from = rank_of(levels, current);
    const Rank qualified = qualified_rank(levels, status_points);
    const Rank to = decided_rank(levels.downgrade, from, qualified);
    LevelChange out;
    out.move = to > from ? LevelMove::up : to < from ? LevelMove::down : LevelMove::none;
    out.from = current;
    out.to = code_of(levels, to);
    out.qualified = code_of(levels, qualified);
    out.status_points = status_points;
    if (to == levels.levels.size()) return out;
    out.next = levels.levels[to].code;
    out.missing = std::max(Points{}, levels.levels[to].points_min - status_points);
    return out;
}

void validate(const RewardItem& item) {
    if (item.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id");
    if (item.price < Points{1}) fail(ErrorCode::out_of_range, "price", std::to_string(item.price.value), "1 or more");
}

WalletOutcome redeem_reward(const Program& program, const Wallet& wallet, const RedeemReward& command) {
    detail::require_command(program, wallet, command.command_id);
    validate(command.item);
    if (auto replay = detail::replay_of(wallet, command.command_id)) return *replay;
    if (const auto refusal = check_offer(command)) return detail::refused(wallet, *refusal);
    const Points free = available(wallet, command.at);
    const Points price = command.item.price;
    if (price > free) return detail::refused(wallet, {RefusalReason::insufficient_points, price.value, free.value});
    detail::WalletChange change{program, wallet, command.command_id, command.at};
    static_cast<void>(change.consume(change.record(EntryType::redeem, price, {}, command.item.id.value), price));
    change.balance().spent += price;
    if (program.expiry.extend_on_spend) change.slide();
    return change.finish();
}

}  // namespace marketplace::loyalty
