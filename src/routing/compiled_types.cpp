// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/routing/benchmark_formats.hpp>
#include <marketplace/routing/constraint.hpp>
#include <marketplace/routing/dispatch.hpp>
#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/plot.hpp>
#include <marketplace/routing/problem.hpp>
#include <marketplace/routing/road.hpp>
#include <marketplace/routing/road_formats.hpp>
#include <marketplace/routing/solution.hpp>
#include <marketplace/routing/solver.hpp>
#include <marketplace/routing/trace.hpp>
#include <marketplace/routing/vroom.hpp>

namespace marketplace::routing {

MARKETPLACE_COMPILE(Convention)
MARKETPLACE_COMPILE(BenchmarkInstance)
MARKETPLACE_COMPILE(Constraint)
MARKETPLACE_COMPILE(InsertionQuote)
MARKETPLACE_COMPILE(Obstacle)
MARKETPLACE_COMPILE(VehicleExplanation)
MARKETPLACE_COMPILE(OrderExplanation)
MARKETPLACE_COMPILE(TravelMatrix)
MARKETPLACE_COMPILE(PlotOptions)
MARKETPLACE_COMPILE(ConvergenceOptions)
MARKETPLACE_COMPILE(Place)
MARKETPLACE_COMPILE(TimeWindow)
MARKETPLACE_COMPILE(Stop)
MARKETPLACE_COMPILE(Terms)
MARKETPLACE_COMPILE(Job)
MARKETPLACE_COMPILE(Shipment)
MARKETPLACE_COMPILE(Break)
MARKETPLACE_COMPILE(VehicleType)
MARKETPLACE_COMPILE(Metric)
MARKETPLACE_COMPILE(DistanceRounding)
MARKETPLACE_COMPILE(TrafficSlice)
MARKETPLACE_COMPILE(TravelProfile)
MARKETPLACE_COMPILE(Objective)
MARKETPLACE_COMPILE(Activity)
MARKETPLACE_COMPILE(Visit)
MARKETPLACE_COMPILE(RoutePlan)
MARKETPLACE_COMPILE(Problem)
MARKETPLACE_COMPILE(RoadReadOptions)
MARKETPLACE_COMPILE(CostParts)
MARKETPLACE_COMPILE(Step)
MARKETPLACE_COMPILE(Route)
MARKETPLACE_COMPILE(Unserved)
MARKETPLACE_COMPILE(Solution)
MARKETPLACE_COMPILE(TracePoint)
MARKETPLACE_COMPILE(VroomInput)
MARKETPLACE_COMPILE(TravelMode)
MARKETPLACE_COMPILE(RoadNode)
MARKETPLACE_COMPILE(RoadModeSummary)
MARKETPLACE_COMPILE(RoadSummary)
MARKETPLACE_COMPILE(RoadOptions)
MARKETPLACE_COMPILE(RoadSnap)
MARKETPLACE_COMPILE(RoadProgress)
MARKETPLACE_COMPILE(SolveOptions)
MARKETPLACE_COMPILE(SolveProgress)
MARKETPLACE_COMPILE(SolveResult)

}  // namespace marketplace::routing
