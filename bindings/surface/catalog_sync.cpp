#include "module.hpp"

#include <marketplace/catalog/feed_sync.hpp>
#include <marketplace/catalog/golden_record.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::catalog;  // NOLINT: this file is a list of its functions

void register_feed_sync(Module& module) {
    module.function("validate_sync_options", {"options"}, [](const SyncOptions& options) { validate(options); })
        .cpp("validate(SyncOptions)");
    module.function("plan_sync", {"stored", "items", "report", {"options", SyncOptions{}}}, &plan_sync).takes_long();
    module.function("is_empty_plan", {"plan"}, [](const SyncPlan& plan) { return is_empty(plan); }).cpp("is_empty");
    module.function("apply_plan", {"stored", "plan"}, &apply_plan).takes_long();
    module.function("describe_plan", {"plan", {"lines_max", std::int64_t{50}}}, &catalog::describe).cpp("describe");
    module.function("feed_state", {"vendor_id", "version", "bytes", "mode"},
                    [](const VendorId& vendor_id, std::int64_t version, const Bytes& bytes, SyncMode mode) {
                        return feed_state(vendor_id, version, bytes.values, mode);
                    })
        .takes_long();
    module.function("standing_of", {"last", "feed"}, &standing_of);
}

void register_golden(Module& module) {
    module.function("validate_golden_rules", {"rules"}, [](const GoldenRules& rules) { validate(rules); })
        .cpp("validate(GoldenRules)");
    module.function("golden_record", {"sources", {"rules", GoldenRules{}}, {"pins", GoldenPins{}}}, &golden_record);
    module.function("golden_product",
                    {"variants", {"axis_names", std::vector<std::string>{}}, {"pins", GoldenPins{}}}, &golden_product);
}

}  // namespace

void register_catalog_sync(Registry& registry) {
    Module module{registry, "catalog"};
    register_feed_sync(module);
    register_golden(module);
}

}  // namespace marketplace::surface
