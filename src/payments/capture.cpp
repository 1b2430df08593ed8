#include <marketplace/payments/capture.hpp>

#include <marketplace/money/allocation.hpp>

#include <algorithm>
#include <set>

namespace marketplace::payments {
namespace {

Amount left_of(const Capture& capture) { return capture.amount_minor - capture.refunded_minor; }

/// Throws unless the captures are sound; what is left of all of them.
Amount check(std::span<const Capture> captures) {
    std::set<std::string_view> seen;
    Amount left;
    for (std::size_t i = 0; i < captures.size(); ++i) {
        const Capture& capture = captures[i];
        const std::string path = "captures[" + std::to_string(i) + "].";
        if (!seen.insert(capture.id).second)
            fail(ErrorCode::duplicate_key, path + "id", capture.id, "a capture that occurs once");
        const Amount amount = capture.amount_minor;
        if (amount < Amount{})
            fail(ErrorCode::out_of_range, path + "amount_minor", std::to_string(amount.value), "0 or more");
        if (capture.refunded_minor < Amount{} || capture.refunded_minor > capture.amount_minor) {
            fail(ErrorCode::out_of_range, path + "refunded_minor", std::to_string(capture.refunded_minor.value),
                 "0 to " + std::to_string(capture.amount_minor.value));
        }
        left += left_of(capture);
    }
    return left;
}

/// Each gives all that it has, in turn, until the amount is reached.
template <class Iterator, class Part>
void take_in_turn(Iterator capture, Iterator end, Part part, Amount amount) {
    for (; capture != end; ++capture, ++part) {
        *part = std::min(amount, left_of(*capture));
        amount -= *part;
    }
}

std::vector<Amount> in_proportion(std::span<const Capture> captures, Amount amount) {
    if (amount == Amount{}) return std::vector<Amount>(captures.size());
    std::vector<std::int64_t> weights;
    for (const Capture& capture : captures) weights.push_back(left_of(capture).value);
    // No part exceeds its weight, since the amount does not exceed their sum.
    return allocate(amount, weights, {}).parts;
}

}  // namespace

std::vector<CaptureRefund> distribute_refund(std::span<const Capture> captures, Amount amount, CaptureOrder order) {
    const Amount left = check(captures);
    if (amount < Amount{}) fail(ErrorCode::out_of_range, "amount", std::to_string(amount.value), "0 or more");
    if (amount > left) {
        fail(ErrorCode::over_refund, "amount", std::to_string(amount.value),
             "at most " + std::to_string(left.value) + ", what is left of the captures");
    }
    std::vector<Amount> parts(captures.size());
    switch (order) {
        case CaptureOrder::oldest_first: take_in_turn(captures.begin(), captures.end(), parts.begin(), amount); break;
        case CaptureOrder::newest_first:
            take_in_turn(captures.rbegin(), captures.rend(), parts.rbegin(), amount);
            break;
        case CaptureOrder::in_proportion: parts = in_proportion(captures, amount); break;
    }
    std::vector<CaptureRefund> out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i] > Amount{}) out.push_back({captures[i].id, parts[i]});
    }
    return out;
}

}  // namespace marketplace::payments
