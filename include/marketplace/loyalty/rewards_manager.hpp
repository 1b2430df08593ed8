#pragma once
// Levels that members reach with status points, and a catalogue of rewards that cost points.
//
// Status points count what was earned and not taken back; spending does not lower them. What a level is worth
// when earning stands in the program, `earn.tier_multipliers`, by its code.

#include <marketplace/loyalty/wallet.hpp>

namespace marketplace::loyalty {

/// A level of members.
struct RewardLevel {
    std::string code;                   ///< "gold"
    Points points_min;                  ///< status points from which on a member has it
    std::vector<std::string> benefits;  ///< for the host; the engine does not read them

    friend bool operator==(const RewardLevel&, const RewardLevel&) = default;
};
MARKETPLACE_COMPILED_RECORD(RewardLevel, (code, points_min, benefits));

/// What happens to a member who no longer has the points of a level.
enum class LevelDowngrade {
    never,
    one_step,      ///< to the next lower level, at each evaluation
    to_qualified,  ///< to the level that the points give
};
MARKETPLACE_COMPILED_ENUM(LevelDowngrade, never, one_step, to_qualified)

/// The levels of a program, lowest first. Below the first a member has none.
struct RewardLevels {
    std::vector<RewardLevel> levels;
    LevelDowngrade downgrade = LevelDowngrade::to_qualified;

    friend bool operator==(const RewardLevels&, const RewardLevels&) = default;
};
MARKETPLACE_COMPILED_RECORD(RewardLevels, (levels, downgrade));

/// Throws `missing_field`, `duplicate_key` or `thresholds_out_of_order` with the path.
void validate(const RewardLevels& levels);

/// Where a member moved.
enum class LevelMove { none, up, down };
MARKETPLACE_COMPILED_ENUM(LevelMove, none, up, down)

/// What an evaluation decides, and what the next level asks for.
struct LevelChange {
    LevelMove move = LevelMove::none;
    std::string from;       ///< empty: no level
    std::string to;         ///< empty: no level
    std::string qualified;  ///< the level that the points alone give
    Points status_points;
    std::string next;       ///< the level above `to`; empty at the top
    Points missing;         ///< status points to `next`

    friend bool operator==(const LevelChange&, const LevelChange&) = default;
};
MARKETPLACE_COMPILED_RECORD(LevelChange, (move, from, to, qualified, status_points, next, missing));

/// lifetime earned - reversed. For a period, the difference between its end and its begin.
[[nodiscard]] Points status_points(const MemberBalance& balance);

/// Where a member of a level belongs. A level that no longer exists counts as none.
[[nodiscard]] LevelChange evaluate(const RewardLevels& levels, const std::string& current, Points status_points);

/// Something that costs points.
struct RewardItem {
    RewardId id;
    std::string name;
    Points price;                            ///< above 0
    std::vector<std::string> levels;         ///< members of these only; empty: everybody
    std::optional<Timestamp> offered_from;
    std::optional<Timestamp> offered_to;     ///< the first instant at which it is no longer offered

    friend bool operator==(const RewardItem&, const RewardItem&) = default;
};
MARKETPLACE_COMPILED_RECORD(RewardItem, (id, name, price, levels, offered_from, offered_to));
[[nodiscard]] inline TableSpec table_spec(const RewardItem*) { return {"loyalty_reward", "id", {}}; }

/// Throws `missing_field` or `out_of_range`.
void validate(const RewardItem& item);

/// A member takes a reward.
struct RedeemReward {
    CommandId command_id;
    Timestamp at;
    RewardItem item;
    std::string level;   ///< of the member; empty if none

    friend bool operator==(const RedeemReward&, const RedeemReward&) = default;
};
MARKETPLACE_COMPILED_RECORD(RedeemReward, (command_id, at, item, level));

/// Spends the price of a reward; the entry's cause is its id. The limits of paying for orders do not apply.
[[nodiscard]] WalletOutcome redeem_reward(const Program& program, const Wallet& wallet, const RedeemReward& command);

}  // namespace marketplace::loyalty
