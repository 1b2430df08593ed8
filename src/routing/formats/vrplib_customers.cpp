#include "pairs.hpp"
#include "vrplib_reading.hpp"

namespace marketplace::routing::detail {
namespace {

using Rows = std::vector<std::span<const Word>>;

/// Rows of a section by place; empty if the file does not have it.
struct PlaceRows {
    std::string_view name;
    Rows rows;

    [[nodiscard]] const Word* word(std::size_t place) const { return rows.empty() ? nullptr : &rows[place].front(); }
};

PlaceRows place_rows(VrplibReading& reading, std::string_view name, std::size_t columns) {
    const Section* section = reading.file.section(name);
    if (section == nullptr) return {name, {}};
    PlaceRows out{name, reading.file.numbered_rows(*section, reading.place_count, columns)};
    if (columns == 0) {
        for (const auto row : out.rows) {
            if (row.size() != out.rows.front().size())
                refuse(ErrorCode::invalid_value, row.front(), name, "as many numbers in every row");
        }
    }
    return out;
}

/// A depot wants nothing; what it wanted could not be said.
void refuse_depot_values(const VrplibReading& reading, const PlaceRows& of) {
    for (std::size_t depot = 0; depot < reading.depot_count && !of.rows.empty(); ++depot) {
        for (const Word& word : of.rows[depot]) {
            if (whole_number(word, of.name, -no_limit) != 0)
                refuse(ErrorCode::invalid_value, word, of.name, "0 for a depot");
        }
    }
}

std::vector<std::int64_t> amounts_of(const PlaceRows& of, std::size_t place) {
    std::vector<std::int64_t> out;
    if (of.rows.empty()) return out;
    for (const Word& word : of.rows[place]) out.push_back(whole_number(word, of.name, 0));
    return out;
}

PlaceRows demand_rows(VrplibReading& reading) {
    PlaceRows demands = place_rows(reading, "DEMAND_SECTION", 0);
    PlaceRows linehauls = place_rows(reading, "LINEHAUL_SECTION", 0);
    if (!demands.rows.empty() && !linehauls.rows.empty())
        refuse(ErrorCode::invalid_value, linehauls.rows.front().front(), "LINEHAUL_SECTION",
               "DEMAND_SECTION or LINEHAUL_SECTION");
    return demands.rows.empty() ? std::move(linehauls) : std::move(demands);
}

struct Customers {
    PlaceRows demand, backhaul, window, service, release, prize;
    std::int64_t uniform_service = 0;
};

Customers customer_rows(VrplibReading& reading) {
    Customers out{demand_rows(reading),
                  place_rows(reading, "BACKHAUL_SECTION", 0),
                  place_rows(reading, "TIME_WINDOW_SECTION", 2),
                  place_rows(reading, "SERVICE_TIME_SECTION", 1),
                  place_rows(reading, "RELEASE_TIME_SECTION", 1),
                  place_rows(reading, "PRIZE_SECTION", 1)};
    if (const Word* word = reading.file.specification("SERVICE_TIME"))
        out.uniform_service = reading.scale.quantity(*word, "SERVICE_TIME");
    for (const PlaceRows* rows : {&out.demand, &out.backhaul, &out.service, &out.release, &out.prize})
        refuse_depot_values(reading, *rows);
    if (const Word* capacity = reading.file.specification("CAPACITY");
        capacity != nullptr && out.demand.rows.empty() && out.backhaul.rows.empty())
        fail(ErrorCode::missing_field, "DEMAND_SECTION", "", "the demands of vehicles with a capacity");
    return out;
}

Job job_of(const VrplibReading& reading, const Customers& customers, std::size_t place) {
    const Scale& scale = reading.scale;
    Job job;
    job.id = std::to_string(place);
    job.stop.place = static_cast<std::int32_t>(place);
    job.stop.service = customers.uniform_service;
    if (const Word* word = customers.service.word(place))
        job.stop.service = scale.quantity(*word, customers.service.name);
    if (!customers.window.rows.empty()) {
        const auto row = customers.window.rows[place];
        job.stop.windows.push_back(window_of(scale, row[0], row[1], customers.window.name));
    }
    job.delivery = amounts_of(customers.demand, place);
    job.pickup = amounts_of(customers.backhaul, place);
    if (const Word* word = customers.release.word(place)) job.release = scale.quantity(*word, customers.release.name);
    if (const Word* word = customers.prize.word(place)) {
        const std::int64_t prize = scale.quantity(*word, customers.prize.name);
        if (prize > 0) job.terms.prize = prize;  // a customer without a prize must be served
    }
    return job;
}

/// Exactly one of a group is served: alternatives that are required.
void read_groups(VrplibReading& reading) {
    const Section* section = reading.file.section("MUTUALLY_EXCLUSIVE_GROUP_SECTION");
    if (section == nullptr) return;
    const auto first = static_cast<std::int64_t>(reading.depot_count) + 1;
    const auto last = static_cast<std::int64_t>(reading.place_count);
    std::size_t groups = 0;
    for (std::size_t i = 0; i < section->row_count(); ++i) {
        const auto members = section->row(i).subspan(1);
        for (const Word& member : members) {
            const std::int64_t number = whole_number(member, section->name, first, last);
            std::string& group =
                reading.instance.problem.jobs[static_cast<std::size_t>(number - first)].terms.alternatives;
            if (!group.empty()) refuse(ErrorCode::invalid_value, member, section->name, "each customer in one group");
            if (members.size() > 1) group = std::to_string(groups + 1);
        }
        groups += members.size() > 1 ? 1 : 0;
    }
}

}  // namespace

void read_customers(VrplibReading& reading) {
    if (const Section* section = reading.file.section("PICKUP_AND_DELIVERY_SECTION")) {
        const Rows rows = reading.file.numbered_rows(*section, reading.place_count, 6);
        add_pairs(reading.instance.problem, {rows, reading.depot_count, 1, section->name}, reading.scale);
        return;
    }
    const Customers customers = customer_rows(reading);
    std::vector<Job>& jobs = reading.instance.problem.jobs;
    for (std::size_t place = reading.depot_count; place < reading.place_count; ++place)
        jobs.push_back(job_of(reading, customers, place));
    read_groups(reading);
}

}  // namespace marketplace::routing::detail
