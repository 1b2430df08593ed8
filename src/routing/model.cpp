#include "model.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <map>

namespace marketplace::routing {
namespace detail {

using marketplace::detail::indexed;

Visit ModelData::visit_of(std::int32_t node) const {
    const Node& n = nodes[static_cast<std::size_t>(node)];
    const Visit whole = orders[static_cast<std::size_t>(n.order)].visit;
    return n.role == Role::delivery ? Visit{Activity::delivery, whole.index} : whole;
}

namespace {

/// Numbers for texts; -1 for none.
class Numbers {
public:
    std::int32_t of(const std::string& text) {
        if (text.empty()) return -1;
        return numbers_.emplace(text, static_cast<std::int32_t>(numbers_.size())).first->second;
    }
    [[nodiscard]] std::int32_t count() const { return static_cast<std::int32_t>(numbers_.size()); }

private:
    std::map<std::string, std::int32_t> numbers_;
};

void number_orders(ModelData& data) {
    Problem& problem = data.problem;
    const auto add = [&](Visit visit, const Terms& terms, const std::string& id) -> Order& {
        data.orders.push_back({.first = static_cast<std::int32_t>(data.nodes.size()), .visit = visit,
                               .terms = &terms, .id = &id});
        return data.orders.back();
    };
    for (std::size_t i = 0; i < problem.jobs.size(); ++i) {
        const auto order = static_cast<std::int32_t>(data.orders.size());
        add({Activity::job, static_cast<std::int32_t>(i)}, problem.jobs[i].terms, problem.jobs[i].id);
        data.nodes.push_back({order, Role::job, -1, &problem.jobs[i].stop});
    }
    for (std::size_t i = 0; i < problem.shipments.size(); ++i) {
        const auto order = static_cast<std::int32_t>(data.orders.size());
        Order& shipment = add({Activity::pickup, static_cast<std::int32_t>(i)}, problem.shipments[i].terms,
                              problem.shipments[i].id);
        shipment.second = shipment.first + 1;
        data.nodes.push_back({order, Role::pickup, shipment.second, &problem.shipments[i].pickup});
        data.nodes.push_back({order, Role::delivery, shipment.first, &problem.shipments[i].delivery});
    }
}

void resolve_groups(ModelData& data) {
    Numbers same_vehicle;
    Numbers alternatives;
    std::map<std::string, std::int32_t> by_id;
    for (std::size_t i = 0; i < data.orders.size(); ++i)
        by_id.emplace(*data.orders[i].id, static_cast<std::int32_t>(i));
    for (Order& order : data.orders) {
        order.same_vehicle = same_vehicle.of(order.terms->same_vehicle);
        order.alternatives = alternatives.of(order.terms->alternatives);
        for (const std::string& id : order.terms->after) order.after.push_back(by_id.at(id));
    }
    data.same_vehicle_groups = same_vehicle.count();
    data.alternative_groups = alternatives.count();
}

void split_kinds(ModelData& data) {
    const Problem& problem = data.problem;
    for (std::size_t t = 0; t < problem.vehicles.size(); ++t) {
        Kind open{.type = static_cast<std::int32_t>(t)};
        for (std::int32_t v = 0; v < problem.vehicles[t].count; ++v) open.vehicles.push_back(v);
        for (const RoutePlan& plan : problem.locked) {
            if (plan.vehicle_type != open.type || plan.visits.empty()) continue;
            std::erase(open.vehicles, plan.vehicle);
            data.kinds.push_back({open.type, {plan.vehicle}, plan.visits});
        }
        if (!open.vehicles.empty()) data.kinds.push_back(std::move(open));
    }
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool type_serves(const VehicleType& type, const Terms& terms) {
    if (!terms.allowed.empty() && !contains(terms.allowed, type.id)) return false;
    if (contains(terms.forbidden, type.id)) return false;
    return std::all_of(terms.skills.begin(), terms.skills.end(),
                       [&](const std::string& skill) { return contains(type.skills, skill); });
}

void resolve_allowed(ModelData& data) {
    const std::size_t words = data.kinds.size() / 64 + 1;
    std::map<std::vector<std::string>, std::vector<std::uint64_t>> known;  // most orders share few sets of terms
    for (Order& order : data.orders) {
        std::vector<std::string> key = order.terms->skills;
        key.insert(key.end(), {"\n", std::to_string(order.terms->allowed.size())});
        key.insert(key.end(), order.terms->allowed.begin(), order.terms->allowed.end());
        key.insert(key.end(), order.terms->forbidden.begin(), order.terms->forbidden.end());
        auto [entry, is_new] = known.try_emplace(std::move(key), words, 0);
        for (std::size_t k = 0; is_new && k < data.kinds.size(); ++k) {
            if (type_serves(data.type_of(data.kinds[k]), *order.terms))
                entry->second[k / 64] |= std::uint64_t{1} << k % 64;
        }
        order.allowed_kinds = entry->second;
    }
}

/// What is on board already stays on its vehicle.
void pin_locked(ModelData& data) {
    for (std::size_t k = 0; k < data.kinds.size(); ++k) {
        for (const Visit& visit : data.kinds[k].locked) {
            const std::int32_t order = data.order_of(visit);
            if (order < 0) continue;
            auto& allowed = data.orders[static_cast<std::size_t>(order)].allowed_kinds;
            std::fill(allowed.begin(), allowed.end(), 0);
            allowed[k / 64] |= std::uint64_t{1} << k % 64;
        }
    }
}

void resolve_promises(ModelData& data) {
    for (Order& order : data.orders) {
        const std::string& promise = order.terms->promised_vehicle;
        if (promise.empty()) continue;
        const std::size_t mark = promise.rfind('#');
        const std::string type = promise.substr(0, mark);
        for (std::size_t t = 0; t < data.problem.vehicles.size(); ++t) {
            if (data.problem.vehicles[t].id == type) order.promised_type = static_cast<std::int32_t>(t);
        }
        if (mark != std::string::npos) order.promised_vehicle = std::stoi(promise.substr(mark + 1));
    }
}

void number_dimensions(ModelData& data) {
    Problem& problem = data.problem;
    const auto grow = [&](const std::vector<std::int64_t>& amounts) {
        data.dimensions = std::max(data.dimensions, amounts.size());
    };
    for (const Job& job : problem.jobs) {
        grow(job.delivery);
        grow(job.pickup);
    }
    for (const Shipment& shipment : problem.shipments) grow(shipment.amount);
    for (const VehicleType& type : problem.vehicles) grow(type.capacity);
    for (VehicleType& type : problem.vehicles) {
        if (!type.capacity.empty()) type.capacity.resize(data.dimensions, 0);  // no room for what it leaves out
    }
}

std::shared_ptr<ModelData> begin(Problem problem) {
    validate(problem);
    auto data = std::make_shared<ModelData>();
    data->problem = std::move(problem);
    if (data->problem.profiles.empty()) data->problem.profiles.emplace_back();
    return data;
}

Model finish(std::shared_ptr<ModelData> data) {
    number_dimensions(*data);
    number_orders(*data);
    resolve_groups(*data);
    split_kinds(*data);
    resolve_allowed(*data);
    pin_locked(*data);
    resolve_promises(*data);
    return Model{std::move(data)};
}

void check_matrix(std::span<const std::int32_t> entries, std::size_t places, const std::string& field) {
    if (entries.size() != places * places) {
        fail(ErrorCode::invalid_value, field, std::to_string(entries.size()) + " entries",
             std::to_string(places * places) + ", a square over " + std::to_string(places) + " places");
    }
    const auto negative = std::find_if(entries.begin(), entries.end(), [](std::int32_t entry) { return entry < 0; });
    if (negative == entries.end()) return;
    const auto at = static_cast<std::size_t>(negative - entries.begin());
    fail(ErrorCode::out_of_range, field + "[" + std::to_string(at / places) + "][" + std::to_string(at % places) + "]",
         std::to_string(*negative), "0 or more");
}

void add_view(ModelData& data, const TravelView& view, std::size_t profile) {
    const std::size_t places = data.problem.places.size();
    check_matrix(view.distances, places, indexed("matrices", profile) + ".distances");
    if (!view.durations.empty()) check_matrix(view.durations, places, indexed("matrices", profile) + ".durations");
    data.travel.emplace_back(data.problem.profiles[profile], places, view);
}

void require_count(std::size_t matrices, std::size_t profiles) {
    if (matrices == profiles) return;
    fail(ErrorCode::invalid_value, "matrices", std::to_string(matrices) + " matrices",
         std::to_string(profiles) + ", one for each profile");
}

}  // namespace
}  // namespace detail

const Problem& Model::problem() const { return data_->problem; }

Model compile(Problem problem) {
    auto data = detail::begin(std::move(problem));
    for (const TravelProfile& profile : data->problem.profiles)
        data->travel.emplace_back(profile, data->problem.places);
    return detail::finish(std::move(data));
}

Model compile(Problem problem, std::vector<TravelMatrix> matrices) {
    if (matrices.empty()) return compile(std::move(problem));
    auto data = detail::begin(std::move(problem));
    detail::require_count(matrices.size(), data->problem.profiles.size());
    data->matrices = std::move(matrices);
    for (std::size_t i = 0; i < data->matrices.size(); ++i) {
        detail::add_view(*data, {data->matrices[i].distances, data->matrices[i].durations}, i);
    }
    return detail::finish(std::move(data));
}

Model compile(Problem problem, std::span<const TravelView> matrices) {
    auto data = detail::begin(std::move(problem));
    detail::require_count(matrices.size(), data->problem.profiles.size());
    for (std::size_t i = 0; i < matrices.size(); ++i) detail::add_view(*data, matrices[i], i);
    return detail::finish(std::move(data));
}

Model compile(Problem problem, const TravelCallback& travel, std::size_t batch_size) {
    const std::size_t places = problem.places.size();
    const std::size_t profiles = std::max<std::size_t>(1, problem.profiles.size());
    batch_size = std::clamp<std::size_t>(batch_size, 1, std::max<std::size_t>(1, places * places));
    std::vector<TravelMatrix> matrices(profiles);
    std::vector<std::int32_t> from(batch_size);
    std::vector<std::int32_t> to(batch_size);
    for (std::size_t p = 0; p < profiles; ++p) {
        matrices[p].distances.resize(places * places);
        matrices[p].durations.resize(places * places);
        for (std::size_t begin = 0; begin < places * places; begin += batch_size) {
            const std::size_t size = std::min(batch_size, places * places - begin);
            for (std::size_t i = 0; i < size; ++i) {
                from[i] = static_cast<std::int32_t>((begin + i) / places);
                to[i] = static_cast<std::int32_t>((begin + i) % places);
            }
            travel(static_cast<std::int32_t>(p), std::span{from}.first(size), std::span{to}.first(size),
                   std::span{matrices[p].distances}.subspan(begin, size),
                   std::span{matrices[p].durations}.subspan(begin, size));
        }
    }
    return compile(std::move(problem), std::move(matrices));
}

}  // namespace marketplace::routing
