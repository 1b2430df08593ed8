#include <doctest/doctest.h>

#include <marketplace/catalog/variant_ids.hpp>
#include <marketplace/core/error.hpp>
#include <marketplace/core/sha256.hpp>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

std::vector<VendorProductId> products(std::initializer_list<const char*> names) {
    std::vector<VendorProductId> out;
    for (const std::string name : names) out.push_back({VendorId{name.substr(0, 1)}, name.substr(1)});
    return out;
}

ProductCluster group(std::initializer_list<const char*> names) { return {products(names)}; }

MasterVariant variant(const char* id, std::initializer_list<const char*> names) {
    return {VariantId{id}, products(names)};
}

VariantAssignment assign(const std::vector<MasterVariant>& before, const std::vector<ProductCluster>& clusters) {
    return assign_variant_ids(before, clusters);
}

using Ids = std::vector<VariantId>;

}  // namespace

TEST_CASE("a new catalog's ids are made from the first members, so they are the same in every new catalog") {
    const VariantAssignment out = assign({}, {group({"b1", "a1"}), group({"c1"})});
    const VariantId first{"var_" + sha256_hex("a\n1").substr(0, 16)};
    const VariantId second{"var_" + sha256_hex("c\n1").substr(0, 16)};
    REQUIRE(out.variants.size() == 2);
    CHECK(Ids{out.variants[0].id, out.variants[1].id} == Ids{std::min(first, second), std::max(first, second)});
    CHECK(out.changes.size() == 2);
    CHECK(out.changes[0].kind == VariantChangeKind::created);
    CHECK(assign(out.variants, {group({"c1"}), group({"a1", "b1"})}).changes.empty());
}

TEST_CASE("a merge keeps the id of the larger part, and the other leads to it") {
    const VariantAssignment out = assign({variant("small", {"a1"}), variant("large", {"b1", "c1"})},
                                         {group({"a1", "b1", "c1"})});
    CHECK(out.variants == std::vector{variant("large", {"a1", "b1", "c1"})});
    CHECK(out.changes ==
          std::vector<VariantChange>{
              {VariantChangeKind::changed, VariantId{"large"}, products({"a1"}), {}, {VariantId{"small"}}, {}},
              {VariantChangeKind::retired, VariantId{"small"}, {}, products({"a1"}), {}, {VariantId{"large"}}}});
}

TEST_CASE("a split leaves the id with the larger part") {
    const VariantAssignment out = assign({variant("v", {"a1", "b1", "c1"})}, {group({"a1"}), group({"b1", "c1"})});
    const VariantId made{"var_" + sha256_hex("a\n1").substr(0, 16)};
    CHECK(out.changes ==
          std::vector<VariantChange>{
              {VariantChangeKind::changed, VariantId{"v"}, {}, products({"a1"}), {}, {made}},
              {VariantChangeKind::created, made, products({"a1"}), {}, {VariantId{"v"}}, {}}});
}

TEST_CASE("products that are gone retire their variant, and an id that has ended is not given to others") {
    const VariantId made{"var_" + sha256_hex("a\n1").substr(0, 16)};
    CHECK(assign({variant("v", {"a1"})}, {}).changes ==
          std::vector<VariantChange>{{VariantChangeKind::retired, VariantId{"v"}, {}, products({"a1"}), {}, {}}});
    const VariantAssignment out = assign({{made, products({"b1", "c1"})}, variant("w", {"d1", "a1", "e1"})},
                                         {group({"a1"}), group({"b1", "c1"}), group({"d1", "e1"})});
    REQUIRE(out.variants.size() == 3);
    CHECK(out.variants[1].id == VariantId{made.value + "_2"});
    CHECK(out.variants[1].members == products({"a1"}));
}

TEST_CASE("wrong groups are refused by name") {
    const auto contains = [](const char* text) { return doctest::Contains(text); };
    CHECK_THROWS_WITH_AS(assign({}, {group({})}), contains("clusters[0].members"), Error);
    CHECK_THROWS_WITH_AS(assign({}, {group({"a1"}), group({"a1"})}), contains("clusters[1].members"), Error);
    CHECK_THROWS_WITH_AS(assign({variant("v", {"a1"}), variant("v", {"b1"})}, {}), contains("before[1].id"), Error);
    CHECK_THROWS_WITH_AS(assign({variant("v", {})}, {}), contains("before[0].members"), Error);
}
