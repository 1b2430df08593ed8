#include "pairs.hpp"

namespace marketplace::routing::detail {
namespace {

enum Column : std::uint8_t { demand, earliest, latest, service, pickup, delivery };

/// The pairs of one table.
class Pairs {
public:
    Pairs(const PairTable& table, const Scale& scale) : table_(table), scale_(scale) {}

    void add(Problem& problem, std::size_t place) const {
        const bool has_pickup = mate(place, pickup) != 0;
        const bool has_delivery = mate(place, delivery) != 0;
        if (has_pickup && has_delivery)
            refuse(ErrorCode::invalid_value, word(place, pickup), table_.name, "a pickup or a delivery, not both");
        if (has_delivery) problem.shipments.push_back(shipment(place));
        if (has_pickup) check_pickup_of(place);
        if (!has_pickup && !has_delivery) problem.jobs.push_back(job(place));
    }

private:
    [[nodiscard]] const Word& word(std::size_t place, Column column) const { return table_.rows[place][column]; }

    /// 0, or one more than the place of the other stop.
    [[nodiscard]] std::size_t mate(std::size_t place, Column column) const {
        const Word& number = word(place, column);
        const auto last = static_cast<std::int64_t>(table_.rows.size()) - 1 + table_.base;
        const std::int64_t value = whole_number(number, table_.name, 0, last);
        if (value == 0) return 0;
        const std::int64_t other = value - table_.base;
        if (other < static_cast<std::int64_t>(table_.depot_count) || other == static_cast<std::int64_t>(place))
            refuse(ErrorCode::invalid_value, number, table_.name, "the number of another customer");
        return static_cast<std::size_t>(other) + 1;
    }
    [[nodiscard]] Stop stop(std::size_t place) const {
        Stop out;
        out.place = static_cast<std::int32_t>(place);
        out.service = scale_.quantity(word(place, service), table_.name);
        out.windows = {window_of(scale_, word(place, earliest), word(place, latest), table_.name)};
        return out;
    }
    [[nodiscard]] Shipment shipment(std::size_t place) const {
        const std::size_t to = mate(place, delivery) - 1;
        if (mate(to, pickup) != place + 1)
            refuse(ErrorCode::invalid_value, word(to, pickup), table_.name, "the pickup that names this delivery");
        const std::int64_t amount = whole_number(word(place, demand), table_.name, 0);
        if (whole_number(word(to, demand), table_.name, -no_limit) != -amount)
            refuse(ErrorCode::invalid_value, word(to, demand), table_.name, std::to_string(-amount));
        Shipment out;
        out.id = std::to_string(place) + "-" + std::to_string(to);
        out.pickup = stop(place);
        out.delivery = stop(to);
        out.amount = {amount};
        return out;
    }
    void check_pickup_of(std::size_t place) const {
        const std::size_t from = mate(place, pickup) - 1;
        if (mate(from, delivery) != place + 1)
            refuse(ErrorCode::invalid_value, word(from, delivery), table_.name, "the delivery that names this pickup");
    }
    [[nodiscard]] Job job(std::size_t place) const {
        Job out;
        out.id = std::to_string(place);
        out.stop = stop(place);
        out.delivery = {whole_number(word(place, demand), table_.name, 0)};
        return out;
    }

    const PairTable& table_;
    const Scale& scale_;
};

}  // namespace

void add_pairs(Problem& problem, const PairTable& table, const Scale& scale) {
    const Pairs pairs{table, scale};
    for (std::size_t place = table.depot_count; place < table.rows.size(); ++place) pairs.add(problem, place);
}

TimeWindow window_of(const Scale& scale, const Word& earliest, const Word& latest, std::string_view field) {
    const TimeWindow window{scale.quantity(earliest, field), scale.quantity(latest, field)};
    if (window.latest < window.earliest)
        refuse(ErrorCode::invalid_value, latest, field, "an end from the begin on, " + std::string{earliest.text});
    return window;
}

}  // namespace marketplace::routing::detail
