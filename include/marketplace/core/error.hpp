#pragma once
// What goes wrong, said once for all three languages.
//
// Bad input throws `marketplace::Error`. An expected outcome ("redemption refused because ...") is a
// value, not an error. The set of codes is closed; each module owns a numeric range of one hundred.
// Python exception classes and JavaScript `error.code` are made from `error_table()`.

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace marketplace {

/// Why a call was refused. The number is stable across releases and languages.
enum class ErrorCode : std::uint16_t {
    // core
    invalid_value = 1000,
    missing_field = 1001,
    unknown_field = 1002,
    wrong_type = 1003,
    out_of_range = 1004,
    overflow = 1005,
    parse_error = 1006,
    invalid_time = 1007,
    unknown_time_zone = 1008,
    limit_exceeded = 1009,
    unknown_choice = 1010,
    not_found = 1011,
    unsupported = 1012,
    internal = 1099,
    // money
    unknown_currency = 1100,
    currency_mismatch = 1101,
    invalid_weights = 1102,
    inexact = 1103,
    division_by_zero = 1104,
    // ledger
    unknown_account = 1200,
    account_frozen = 1201,
    account_closed = 1202,
    insufficient_balance = 1203,
    posting_conflict = 1204,
    unknown_pending = 1205,
    pending_resolved = 1206,
    pending_expired = 1207,
    exceeds_pending = 1208,
    linked_failed = 1210,
    // affiliate
    invalid_plan = 1300,
    unknown_condition = 1301,
    thresholds_out_of_order = 1302,
    rate_out_of_range = 1303,
    overlapping_default = 1304,
    over_refund = 1305,
    over_allocated = 1306,
    invalid_tier_policy = 1307,
    unknown_slot = 1308,
    // loyalty
    invalid_program = 1400,
    insufficient_points = 1401,
    invalid_redemption = 1402,
    // catalog
    invalid_snapshot = 1500,
    // payments 1600, delivery 1700: claimed by their modules
    invalid_schedule = 1600,
    provider_failed = 1601,
    // vendors
    invalid_vendor = 1800,
    invalid_transition = 1801,
    // routing 1900
    // engine and store
    event_conflict = 2000,
    out_of_order = 2002,
    store_version = 2100,
    store_full = 2101,
    store_busy = 2102,
    store_corrupt = 2103,
    store_failed = 2104,
    version_conflict = 2105,
    duplicate_key = 2106,
    invalid_csv = 2200,
};

/// One row of the table from which the error classes of every language are made.
struct ErrorInfo {
    ErrorCode code;
    std::string_view name;     ///< snake_case, the same in every language
    std::string_view summary;  ///< what the reader of a log should understand
};

/// All codes, in numeric order.
[[nodiscard]] std::span<const ErrorInfo> error_table() noexcept;

/// The name of a code, for example "unknown_currency".
[[nodiscard]] std::string_view name_of(ErrorCode code) noexcept;

/// A refused call: which field, which value, and what was expected instead. Nothing was changed.
class Error : public std::runtime_error {
public:
    Error(ErrorCode code, std::string field, std::string value, std::string expected);

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }
    [[nodiscard]] const std::string& field() const noexcept { return field_; }
    [[nodiscard]] const std::string& value() const noexcept { return value_; }
    [[nodiscard]] const std::string& expected() const noexcept { return expected_; }

    /// The same error seen from the outside: "rules[3]" + "charge.bps" becomes "rules[3].charge.bps".
    [[nodiscard]] Error within(std::string_view outer) const;

private:
    ErrorCode code_;
    std::string field_;
    std::string value_;
    std::string expected_;
};

/// Throws `Error`; out of line so that the fast path of a check stays small.
[[noreturn]] void fail(ErrorCode code, std::string_view field, std::string_view value,
                       std::string_view expected);

}  // namespace marketplace
