#pragma once
// The Olist data set as a stream of engine events in order of time.
//
// How the files are read, where they do not say it themselves:
// - A seller is a vendor, registered one second before its first order. A seller of five or more
//   categories is a distributor; one with ten or more lines, all of a single category, is a brand; all
//   others are shops.
// - A line's price is `price`, its shipping `freight_value`; one line is one unit.
// - Purchase is the order's time, approval is capture, delivery to the customer is fulfilment. Where the
//   clocks of the source disagree, a later step is moved up to the time of the one before.
// - `canceled` and `unavailable` orders with items are refunded in full on the estimated day of delivery,
//   or when the last step known happened, if that was later.
// - Orders without items become orders without lines; they move no money.
// - One customer in eight (by the first digit of the id) came through an affiliate; which of sixteen is
//   the second digit. The source knows no affiliates; the rule gives the affiliate slot work to do.
// - A review is a rating of the order's vendors on the day it was created. An order without items has none to rate.
// - Every row is used or refused with its file and line: an item, payment or review of an order that the files do not
//   have, an item of an unknown product, an order of an unknown customer, amounts below zero, or times that lie more
//   than fifty years apart. Texts are UTF-8.
// - Clock times are America/Sao_Paulo. Every civil day is closed, until the end of the month after the
//   last event.
//
// Reading needs no memory that grows with the number of orders: the files are staged in a temporary SQLite
// database on disk, which also does the sorting.

#include <marketplace/engine/events.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace replay {

/// Counts that are known before the first event.
struct SourceTotals {
    std::int64_t orders = 0;
    std::int64_t orders_without_items = 0;
    std::int64_t order_lines = 0;
    marketplace::Amount gross_minor;  ///< of the lines, with shipping
    std::int64_t events = 0;          ///< without the days that are closed
    std::int64_t days = 0;            ///< that are closed
    std::string fingerprint;          ///< of the content of the files
};

/// Reads a folder with the CSV files of the Olist data set.
class OlistSource {
public:
    /// Stages the files; `orders_max` of 0 takes all, else the first so many by time. Throws
    /// `marketplace::Error` naming file and line.
    OlistSource(const std::filesystem::path& folder, std::int64_t orders_max);
    ~OlistSource();
    OlistSource(const OlistSource&) = delete;
    OlistSource& operator=(const OlistSource&) = delete;

    [[nodiscard]] const SourceTotals& totals() const noexcept;
    /// The next event in order of time, or nothing at the end. Days are closed in between.
    [[nodiscard]] std::optional<marketplace::Event> next();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// The time zone of the data.
inline constexpr const char* olist_time_zone = "America/Sao_Paulo";
/// And its currency.
inline constexpr const char* olist_currency = "BRL";

}  // namespace replay
