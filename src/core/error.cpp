#include <marketplace/core/error.hpp>

#include <algorithm>
#include <array>

namespace marketplace {
namespace {

using enum ErrorCode;

constexpr auto table = std::to_array<ErrorInfo>({
    {invalid_value, "invalid_value", "a value is not acceptable for its field"},
    {missing_field, "missing_field", "a required field is absent"},
    {unknown_field, "unknown_field", "a field is not part of the record"},
    {wrong_type, "wrong_type", "a value has another type than its field"},
    {out_of_range, "out_of_range", "a number lies outside its permitted range"},
    {overflow, "overflow", "a result does not fit in 64 bits"},
    {parse_error, "parse_error", "a text could not be read"},
    {invalid_time, "invalid_time", "a time or date does not exist or is malformed"},
    {unknown_time_zone, "unknown_time_zone", "the time zone database has no such zone"},
    {limit_exceeded, "limit_exceeded", "an input is larger than the stated limit"},
    {unknown_choice, "unknown_choice", "a word is not among the known ones"},
    {not_found, "not_found", "a record that was referred to does not exist"},
    {unsupported, "unsupported", "a sound request that this build, format or rule has no way to do"},
    {internal, "internal", "an invariant of the library was broken; please report it"},
    {unknown_currency, "unknown_currency", "not an ISO 4217 code of the table"},
    {currency_mismatch, "currency_mismatch", "two amounts of different currencies were combined"},
    {invalid_weights, "invalid_weights", "weights are empty, negative or all zero"},
    {inexact, "inexact", "a result is not exact where exactness was demanded"},
    {division_by_zero, "division_by_zero", "a rate has a zero denominator"},
    {unknown_account, "unknown_account", "the ledger has no such account"},
    {account_frozen, "account_frozen", "the account takes no new postings"},
    {account_closed, "account_closed", "the account was closed"},
    {insufficient_balance, "insufficient_balance", "a constrained account would break its bound"},
    {posting_conflict, "posting_conflict", "the same posting id with another content"},
    {unknown_pending, "unknown_pending", "there is no such pending posting"},
    {pending_resolved, "pending_resolved", "the pending posting was resolved before"},
    {pending_expired, "pending_expired", "the pending posting had timed out"},
    {exceeds_pending, "exceeds_pending", "more was posted than had been pending"},
    {linked_failed, "linked_failed", "another posting of the linked group failed"},
    {invalid_plan, "invalid_plan", "a commission plan contradicts itself"},
    {unknown_condition, "unknown_condition", "a rule names a condition that does not exist"},
    {thresholds_out_of_order, "thresholds_out_of_order", "thresholds must start at 0 and rise"},
    {rate_out_of_range, "rate_out_of_range", "a percentage below 0 or over 100"},
    {overlapping_default, "overlapping_default", "two default rules are valid at one time"},
    {over_refund, "over_refund", "more is refunded than was paid"},
    {over_allocated, "over_allocated", "the charges of a line exceed what was collected"},
    {invalid_tier_policy, "invalid_tier_policy", "a tier policy contradicts itself"},
    {unknown_slot, "unknown_slot", "a rule names a slot that the plan does not have"},
    {invalid_program, "invalid_program", "a loyalty program contradicts itself"},
    {insufficient_points, "insufficient_points", "fewer points are available than asked for"},
    {invalid_redemption, "invalid_redemption", "a redemption breaks a constraint of the program"},
    {invalid_snapshot, "invalid_snapshot", "the bytes of a snapshot are damaged, cut off or of another version"},
    {invalid_schedule, "invalid_schedule", "a payout schedule contradicts itself"},
    {provider_failed, "provider_failed", "a provider refused or could not be reached"},
    {invalid_vendor, "invalid_vendor", "a vendor record contradicts itself"},
    {invalid_transition, "invalid_transition", "the state machine has no such step"},
    {event_conflict, "event_conflict", "the same event id with another content"},
    {out_of_order, "out_of_order", "an event needs another one that has not come yet"},
    {store_version, "store_version", "the database was written by another version"},
    {store_full, "store_full", "the disk or database is full"},
    {store_busy, "store_busy", "the database is locked by somebody else"},
    {store_corrupt, "store_corrupt", "the file is not a sound database"},
    {store_failed, "store_failed", "the database reported a failure"},
    {version_conflict, "version_conflict", "the record was changed by somebody else"},
    {duplicate_key, "duplicate_key", "a record with this key exists"},
    {invalid_csv, "invalid_csv", "a line of a CSV file is malformed"},
});

static_assert(std::is_sorted(table.begin(), table.end(),
                             [](const auto& a, const auto& b) { return a.code < b.code; }));

std::string message_of(ErrorCode code, std::string_view field, std::string_view value,
                       std::string_view expected) {
    std::string text{name_of(code)};
    if (!field.empty()) text.append(": ").append(field);
    if (!value.empty()) text.append(" is '").append(value).append("'");
    if (!expected.empty()) text.append(field.empty() && value.empty() ? ": " : ", expected ").append(expected);
    return text;
}

}  // namespace

std::span<const ErrorInfo> error_table() noexcept { return table; }

std::string_view name_of(ErrorCode code) noexcept {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [code](const auto& row) { return row.code == code; });
    return found == table.end() ? "internal" : found->name;
}

Error::Error(ErrorCode code, std::string field, std::string value, std::string expected)
    : std::runtime_error(message_of(code, field, value, expected)),
      code_(code),
      field_(std::move(field)),
      value_(std::move(value)),
      expected_(std::move(expected)) {}

Error Error::within(std::string_view outer) const {
    std::string path{outer};
    if (!field_.empty()) path.append(field_.front() == '[' ? "" : ".").append(field_);
    return Error{code_, std::move(path), value_, expected_};
}

void fail(ErrorCode code, std::string_view field, std::string_view value,
          std::string_view expected) {
    // A value may be a whole document; the message keeps its head.
    constexpr std::size_t value_length_max = 120;
    std::size_t length = std::min(value.size(), value_length_max);
    // Never half a character: other languages refuse a message that is not UTF-8.
    while (length < value.size() && length > 0 && (static_cast<unsigned char>(value[length]) & 0xC0) == 0x80) --length;
    std::string shown{value.substr(0, length)};
    if (value.size() > value_length_max) shown += "...";
    throw Error{code, std::string{field}, std::move(shown), std::string{expected}};
}

}  // namespace marketplace
