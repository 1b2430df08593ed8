#pragma once
// A slow and obvious wallet: points move one at a time, the lot of each is searched anew, days are counted in
// microseconds. Only UTC, only what the property test uses.

#include <marketplace/loyalty/points_reversal.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace marketplace::loyalty::twin {

inline constexpr std::int64_t day_micros = 86'400'000'000;

struct TwinLot {
    std::int64_t earned = 0;
    std::int64_t points = 0;
    std::string state;  ///< pending, active, expired, exhausted, cancelled
    std::optional<std::int64_t> active;
    std::optional<std::int64_t> expires;
    std::string order;
};

struct TwinHold {
    std::int64_t points = 0;
    std::int64_t expires = 0;
    bool open = true;
};

/// An order of one line.
struct TwinOrder {
    std::string lot;
    std::int64_t value = 0;
    std::int64_t earned = 0;
    std::int64_t refunded = 0;
    std::int64_t reversed = 0;
    std::int64_t returned = 0;
    std::vector<std::string> spent;  ///< the lot of each point that paid, in order
};

struct Twin {
    Program program;
    std::map<std::string, TwinLot> lots;
    std::map<std::string, TwinHold> holds;
    std::int64_t debt = 0, earned = 0, spent = 0, expired = 0, reversed = 0, adjusted = 0;
    std::int64_t now = 0;

    [[nodiscard]] std::optional<std::int64_t> expiry(std::int64_t from) const {
        if (program.expiry.mode == ExpiryMode::none) return std::nullopt;
        return (from / day_micros + program.expiry.days + 1) * day_micros;
    }
    [[nodiscard]] bool usable(const TwinLot& lot, std::int64_t at) const {
        return lot.state == "active" && (!lot.expires || at < *lot.expires);
    }
    [[nodiscard]] std::int64_t usable_points(std::int64_t at) const {
        std::int64_t sum = 0;
        for (const auto& [id, lot] : lots) sum += usable(lot, at) ? lot.points : 0;
        return sum;
    }
    [[nodiscard]] std::int64_t held() const {
        std::int64_t sum = 0;
        for (const auto& [id, hold] : holds) sum += hold.open && now < hold.expires ? hold.points : 0;
        return sum;
    }
    [[nodiscard]] std::int64_t available(std::int64_t through) const {
        const std::int64_t left = usable_points(through) - held() - debt;
        return left < 0 ? 0 : left;
    }

    /// Takes one point out of a lot.
    void take(const std::string& id) {
        TwinLot& lot = lots.at(id);
        if (--lot.points == 0) lot.state = lot.state == "pending" ? "cancelled" : "exhausted";
    }
    /// Takes one point out of the lot that goes first, and names it.
    std::string take_first() {
        std::string best;
        for (const auto& [id, lot] : lots) {
            if (!usable(lot, now) || lot.points == 0) continue;
            if (best.empty()) {
                best = id;
                continue;
            }
            const TwinLot& first = lots.at(best);
            const bool sooner = lot.expires && (!first.expires || *lot.expires < *first.expires);
            const bool same = lot.expires == first.expires;
            if (sooner || (same && lot.earned < first.earned)) best = id;
        }
        take(best);
        return best;
    }
    void settle() {
        while (debt > 0 && usable_points(now) > held()) {
            take_first();
            --debt;
        }
    }
    void slide() {
        if (program.expiry.mode != ExpiryMode::sliding) return;
        for (auto& [id, lot] : lots) {
            if (usable(lot, now) && lot.expires) lot.expires = std::max(*lot.expires, *expiry(now));
        }
    }
    std::string earn(const std::string& command, std::int64_t points, const std::string& order) {
        std::optional<std::int64_t> active = now;
        if (!order.empty() && program.activation.mode == ActivationMode::on_event) active.reset();
        if (!order.empty() && program.activation.mode == ActivationMode::after_days) {
            active = now + program.activation.days * day_micros;
        }
        TwinLot lot{now, points, "pending", active, std::nullopt, order};
        if (active && *active <= now) {
            lot.state = "active";
            lot.expires = expiry(*active);
        }
        earned += points;
        lots[command + "/0"] = lot;
        slide();
        settle();
        return command + "/0";
    }
    void activate(const std::string& order) {
        for (auto& [id, lot] : lots) {
            const bool due = order.empty() ? lot.active && *lot.active <= now : lot.order == order;
            if (lot.state != "pending" || !due) continue;
            lot.state = "active";
            if (!order.empty()) lot.active = now;
            lot.expires = expiry(*lot.active);
        }
        settle();
    }
    void expire() {
        for (auto& [id, lot] : lots) {
            if (lot.state != "active" || !lot.expires || now < *lot.expires) continue;
            expired += lot.points;
            lot.points = 0;
            lot.state = "expired";
        }
        settle();
    }
    std::vector<std::string> spend(std::int64_t points) {
        std::vector<std::string> out;
        for (; points > 0; --points) out.push_back(take_first());
        spent += static_cast<std::int64_t>(out.size());
        slide();
        settle();
        return out;
    }
    /// Half up, from whole numbers.
    static std::int64_t share(std::int64_t points, std::int64_t part, std::int64_t whole) {
        return (2 * points * part + whole) / (2 * whole);
    }
    void give_back(const std::string& command, TwinOrder& order, std::int64_t points) {
        std::string origin;
        std::int64_t fresh = -1;
        for (; points > 0; --points) {
            const std::string id = order.spent[order.spent.size() - 1 - static_cast<std::size_t>(order.returned++)];
            TwinLot& lot = lots.at(id);
            if (lot.state != "expired" && (!lot.expires || now < *lot.expires)) {
                ++lot.points;
                lot.state = "active";
                --spent;
                continue;
            }
            if (program.refund.expired_lot == ExpiredLotRefund::no) continue;
            --spent;
            if (program.refund.expired_lot == ExpiredLotRefund::restore_expired) {
                ++expired;
                continue;
            }
            if (origin != id) ++fresh;
            origin = id;
            TwinLot& restored = lots[command + "/" + std::to_string(fresh)];
            restored.earned = lot.earned;
            restored.state = "active";
            restored.active = now;
            restored.expires = (now / day_micros + program.refund.grace_days + 1) * day_micros;
            ++restored.points;
        }
    }
    /// Returns how many points the policy leaves.
    std::int64_t take_back(const TwinOrder& order, std::int64_t points) {
        const EarnedRefund policy = program.refund.earned;
        const bool pending = points > 0 && lots.at(order.lot).state == "pending";
        while (points > 0) {
            const TwinLot& own = lots.at(order.lot);
            const bool free = usable_points(now) > held() && policy != EarnedRefund::only_pending;
            if (pending) {
                take(order.lot);
            } else if (free && usable(own, now) && own.points > 0) {
                take(order.lot);
            } else if (free) {
                take_first();
            } else if (policy == EarnedRefund::unlimited) {
                ++debt;
            } else {
                break;
            }
            ++reversed;
            --points;
        }
        return points;
    }
    std::int64_t refund(const std::string& command, TwinOrder& order, std::int64_t amount) {
        order.refunded += amount;
        const auto used = static_cast<std::int64_t>(order.spent.size());
        const std::int64_t reverse = share(order.earned, order.refunded, order.value) - order.reversed;
        order.reversed += reverse;
        give_back(command, order, share(used, order.refunded, order.value) - order.returned);
        const std::int64_t kept = take_back(order, reverse);
        settle();
        return kept;
    }
};

}  // namespace marketplace::loyalty::twin
