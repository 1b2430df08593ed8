#include <doctest/doctest.h>

#include <marketplace/catalog/product_clusters.hpp>
#include <marketplace/core/error.hpp>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// "a1" is the product "1" of vendor "a".
VendorProductId id(const std::string& name) {
    return {VendorId{name.substr(0, 1)}, name.substr(1)};
}

std::vector<VendorProductId> products(std::initializer_list<const char*> names) {
    std::vector<VendorProductId> out;
    for (const char* each : names) out.push_back(id(each));
    return out;
}

ProductPair pair(const char* a, const char* b, double probability, bool is_variant = false) {
    return {id(a), id(b), probability, is_variant};
}

PairVerdict verdict(const char* a, const char* b, bool is_match) {
    return {id(a), id(b), is_match};
}

using Clusters = std::vector<ProductCluster>;

}  // namespace

TEST_CASE("likely pairs are joined, and every product is in one group") {
    const auto all = products({"c1", "a1", "b1", "a2", "b2"});
    const std::vector<ProductPair> pairs{pair("a1", "b1", 0.99), pair("c1", "b1", 0.95), pair("a2", "b2", 0.5)};
    const Clustering out = cluster_products(all, pairs, {});
    CHECK(out.clusters == Clusters{{products({"a1", "b1", "c1"})}, {products({"a2"})}, {products({"b2"})}});
    CHECK(out.refused.empty());
    CHECK(cluster_products({}, {}, {}).clusters.empty());
}

TEST_CASE("a vendor's two products never share a group: the surer pair wins") {
    const auto all = products({"a1", "a2", "b1"});
    const std::vector<ProductPair> pairs{pair("a1", "b1", 0.95), pair("a2", "b1", 0.97)};
    const Clustering out = cluster_products(all, pairs, {});
    CHECK(out.clusters == Clusters{{products({"a1"})}, {products({"a2", "b1"})}});
    CHECK(out.refused ==
          std::vector<RefusedJoin>{{id("a1"), id("b1"), false, JoinFault::same_vendor, id("a1"), id("a2")}});
}

TEST_CASE("what a person has separated is not joined over a third product") {
    const auto all = products({"a1", "b1", "c1"});
    const std::vector<ProductPair> pairs{pair("a1", "b1", 0.99), pair("b1", "c1", 0.98)};
    const std::vector<PairVerdict> verdicts{verdict("c1", "a1", false)};
    const Clustering out = cluster_products(all, pairs, verdicts);
    CHECK(out.clusters == Clusters{{products({"a1", "b1"})}, {products({"c1"})}});
    CHECK(out.refused ==
          std::vector<RefusedJoin>{{id("b1"), id("c1"), false, JoinFault::separated, id("a1"), id("c1")}});
}

TEST_CASE("a person's verdict stands above variants and doubts, but not above another verdict") {
    const auto all = products({"a1", "b1", "c1"});
    const std::vector<ProductPair> pairs{pair("a1", "b1", 0.02, true)};
    CHECK(cluster_products(all, pairs, std::vector{verdict("a1", "b1", true)}).clusters.size() == 2);
    const std::vector<PairVerdict> circle{verdict("a1", "b1", true), verdict("b1", "c1", true),
                                          verdict("a1", "c1", false)};
    const Clustering out = cluster_products(all, {}, circle);
    CHECK(out.clusters == Clusters{{products({"a1", "b1"})}, {products({"c1"})}});
    CHECK(out.refused ==
          std::vector<RefusedJoin>{{id("b1"), id("c1"), true, JoinFault::separated, id("a1"), id("c1")}});
}

TEST_CASE("variants are kept apart, also over a third product") {
    const auto all = products({"a1", "b1", "c1"});
    const std::vector<ProductPair> pairs{pair("a1", "b1", 0.99), pair("b1", "c1", 0.95), pair("a1", "c1", 0.9, true)};
    const Clustering out = cluster_products(all, pairs, {});
    CHECK(out.clusters == Clusters{{products({"a1", "b1"})}, {products({"c1"})}});
    CHECK(out.refused.front().fault == JoinFault::variant);
}

TEST_CASE("a chain of likely pairs does not join what the pair of its ends denies") {
    const auto all = products({"a1", "b1", "c1"});
    std::vector<ProductPair> pairs{pair("a1", "b1", 0.95), pair("b1", "c1", 0.94), pair("a1", "c1", 0.01)};
    const Clustering out = cluster_products(all, pairs, {});
    CHECK(out.clusters == Clusters{{products({"a1", "b1"})}, {products({"c1"})}});
    CHECK(out.refused ==
          std::vector<RefusedJoin>{{id("b1"), id("c1"), false, JoinFault::doubtful, id("b1"), id("c1")}});
    pairs[2].probability = 0.4;
    CHECK(cluster_products(all, pairs, {}).clusters.size() == 1);
}

TEST_CASE("the least probability of a join is the caller's") {
    const auto all = products({"a1", "b1"});
    const std::vector<ProductPair> pairs{pair("a1", "b1", 0.8)};
    CHECK(cluster_products(all, pairs, {}).clusters.size() == 2);
    CHECK(cluster_products(all, pairs, {}, {0.8}).clusters.size() == 1);
}

TEST_CASE("wrong input is refused by name") {
    const auto all = products({"a1", "a2", "b1"});
    const auto refused = [&](const std::vector<ProductPair>& pairs, const std::vector<PairVerdict>& verdicts,
                             const char* field) {
        CHECK_THROWS_WITH_AS(cluster_products(all, pairs, verdicts), doctest::Contains(field), Error);
    };
    CHECK_THROWS_WITH_AS(cluster_products(products({"a1", "a1"}), {}, {}), doctest::Contains("products"), Error);
    CHECK_THROWS_WITH_AS(cluster_products(all, {}, {}, {0.5}), doctest::Contains("join_from"), Error);
    CHECK_THROWS_WITH_AS(cluster_products(all, {}, {}, {1.1}), doctest::Contains("join_from"), Error);
    refused({pair("a1", "b1", 1.5)}, {}, "pairs[0].probability");
    refused({pair("a1", "b1", std::numeric_limits<double>::quiet_NaN())}, {}, "pairs[0].probability");
    refused({pair("a1", "b9", 0.5)}, {}, "pairs[0].b");
    refused({pair("b1", "b1", 0.5)}, {}, "pairs[0].b");
    refused({pair("a1", "b1", 0.5), pair("b1", "a1", 0.5)}, {}, "pairs[1]");
    refused({}, {verdict("a1", "a2", true)}, "verdicts[0].b.vendor_id");
    refused({}, {verdict("a1", "b1", true), verdict("b1", "a1", false)}, "verdicts[1].is_match");
}
