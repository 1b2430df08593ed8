#include "module.hpp"

#include <marketplace/loyalty/points_calculator.hpp>
#include <marketplace/loyalty/points_expiry.hpp>
#include <marketplace/loyalty/points_redeemer.hpp>
#include <marketplace/loyalty/points_reversal.hpp>
#include <marketplace/loyalty/points_transfer.hpp>
#include <marketplace/loyalty/rewards_manager.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::loyalty;  // NOLINT: this file is a list of its functions

void register_earning(Module& module) {
    module.function("calculate", {"program", "order", {"context", EarnContext{}}}, &loyalty::calculate);
    module.function("earn", {"program", "wallet", "command"}, &earn);
    module.function("grant", {"program", "wallet", "command"}, &grant);
    module.function("last_day_of", {"policy", "active_on"}, &last_day_of);
    module.function("expiry_of", {"program", "active_at"}, &expiry_of);
    module.function("activation_of", {"program", "earned_at", "delivered_at"}, &activation_of);
    module.function("deliver", {"program", "wallet", "step"}, &deliver);
    module.function("activate", {"program", "wallet", "step"}, &activate);
    module.function("run_activation", {"program", "wallet", "run"}, &run_activation);
    module.function("run_expiry", {"program", "wallet", "run"}, &run_expiry);
    module.function("record_activity", {"program", "wallet", "run"}, &record_activity);
    module.function("liability", {"outstanding", "program"}, &liability);
    module.function("liability_change", {"before", "after", "program"}, &liability_change);
}

void register_redeeming(Module& module) {
    module.function("value_of", {"policy", "points"}, &loyalty::value_of);
    module.function("points_covering", {"policy", "amount"}, &points_covering);
    module.function("points_within", {"policy", "amount"}, &points_within);
    module.function("check_redemption", {"program", "wallet", "command"}, &check_redemption);
    module.function("quote", {"program", "wallet", "request"}, &quote);
    module.function("redeem", {"program", "wallet", "command"}, &redeem);
    module.function("hold", {"program", "wallet", "command"}, &hold);
    module.function("capture", {"program", "wallet", "command"}, &capture);
    module.function("release", {"program", "wallet", "command"}, &release);
    module.function("deduct", {"program", "wallet", "command"}, &deduct);
    module.function("refund_points", {"policy", "order", "lines", "amount_minor"}, &refund_points);
    module.function("refund", {"program", "wallet", "command"}, &refund);
    module.function("transfer", {"program", "from", "to", "command"}, &transfer);
    module.function("redeem_reward", {"program", "wallet", "command"}, &redeem_reward);
}

void register_programs(Module& module) {
    module.function("parse_program", {"json"}, &parse_program);
    module.function("validate_program", {"program"}, [](const Program& program) { validate(program); })
        .cpp("validate(Program)");
    module.function("validate_levels", {"levels"}, [](const RewardLevels& levels) { validate(levels); })
        .cpp("validate(RewardLevels)");
    module.function("validate_reward", {"item"}, [](const RewardItem& item) { validate(item); })
        .cpp("validate(RewardItem)");
    module.function("status_points", {"balance"}, &status_points);
    module.function("evaluate", {"levels", "current", "status_points"}, &loyalty::evaluate);
    module.function("empty_wallet", {"member", "program"}, &empty_wallet);
    module.function("is_usable", {"lot", "at"}, &is_usable);
    module.function("usable", {"wallet", "at"}, &usable);
    module.function("held", {"wallet", "at"}, &held);
    module.function("available", {"wallet", "at"}, &available);
    module.function("applied", {"wallet", "outcome"}, &applied);
}

}  // namespace

void register_loyalty(Registry& registry) {
    Module module{registry, "loyalty"};
    register_programs(module);
    register_earning(module);
    register_redeeming(module);
}

}  // namespace marketplace::surface
