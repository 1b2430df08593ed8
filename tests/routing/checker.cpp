#include <marketplace/core/detail/compile_types.hpp>

#include "routing/checker.hpp"

#include "routing/findings.hpp"
#include "routing/plan_rules.hpp"
#include "routing/pricing.hpp"
#include "routing/route_rules.hpp"

#include <algorithm>

namespace marketplace::routing::twin {

namespace {

// Tells every described field in which two records differ.
template <class T>
void compare(Findings& findings, const std::string& where, const T& said, const T& should_be);

void compare_field(Findings& findings, const std::string& where, std::int64_t said, std::int64_t should_be) {
    if (said == should_be) return;
    findings.add(where + " is " + std::to_string(said) + ", should be " + std::to_string(should_be));
}

void compare_field(Findings& findings, const std::string& where, const std::string& said,
                   const std::string& should_be) {
    if (said != should_be) findings.add(where + " is '" + said + "', should be '" + should_be + "'");
}

void compare_field(Findings& findings, const std::string& where, const Load& said, const Load& should_be) {
    const auto at = [](const Load& load, std::size_t i) { return i < load.size() ? load[i] : 0; };
    for (std::size_t i = 0; i < std::max(said.size(), should_be.size()); ++i) {
        compare_field(findings, where + "[" + std::to_string(i) + "]", at(said, i), at(should_be, i));
    }
}

void compare_field(Findings& findings, const std::string& where, Activity said, Activity should_be) {
    compare_field(findings, where, std::string(name_of(said)), std::string(name_of(should_be)));
}

template <Record T>
void compare_field(Findings& findings, const std::string& where, const T& said, const T& should_be) {
    compare(findings, where, said, should_be);
}

template <Record T>
void compare_field(Findings& findings, const std::string& where, const std::vector<T>& said,
                   const std::vector<T>& should_be) {
    compare_field(findings, where + ".size", static_cast<std::int64_t>(said.size()),
                  static_cast<std::int64_t>(should_be.size()));
    for (std::size_t i = 0; i < std::min(said.size(), should_be.size()); ++i) {
        compare(findings, where + "[" + std::to_string(i) + "]", said[i], should_be[i]);
    }
}

template <class T>
void compare(Findings& findings, const std::string& where, const T& said, const T& should_be) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        compare_field(findings, where.empty() ? member.name : where + "." + member.name, said.*member.pointer,
                      should_be.*member.pointer);
    });
}

bool is_readable(const Problem& problem, const RoutePlan& plan, Findings& findings) {
    const auto types = static_cast<std::int32_t>(problem.vehicles.size());
    if (plan.vehicle_type < 0 || plan.vehicle_type >= types) {
        findings.add("vehicle type " + std::to_string(plan.vehicle_type) + " does not exist");
        return false;
    }
    const VehicleType& type = type_of_vehicle(problem, plan.vehicle_type);
    for (const Visit& visit : plan.visits) {
        if (exists(problem, type, visit)) continue;
        findings.add(std::string(name_of(visit.activity)) + " " + std::to_string(visit.index) + " does not exist");
        return false;
    }
    return true;
}

Solution with_sorted_unserved(Solution solution) {
    std::ranges::sort(solution.unserved, {}, [](const Unserved& each) { return each.visit; });
    return solution;
}

}  // namespace

std::string CheckResult::text() const {
    std::string lines;
    for (const std::string& violation : violations) lines += violation + "\n";
    return lines;
}

CheckResult check(const Problem& problem, std::span<const TravelMatrix> matrices, const Solution& solution) {
    const std::vector<RoutePlan> plans = plans_of(solution);
    Findings findings;
    for (const RoutePlan& plan : plans) {
        if (!is_readable(problem, plan, findings)) return {findings.take(), 0, {}};
    }
    const Travel travel(problem, matrices);
    for (const RoutePlan& plan : plans) {
        findings.append(route_violations(problem, plan, timetable(problem, travel, plan)));
    }
    findings.append(plan_violations(problem, plans));
    const Solution own = price(problem, matrices, plans);
    compare(findings, "", with_sorted_unserved(solution), own);
    return {findings.take(), left_out(problem, served_by(problem, plans)).required, own.cost};
}

}  // namespace marketplace::routing::twin
