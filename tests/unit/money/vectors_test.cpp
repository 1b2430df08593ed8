// The published worked examples in tests/vectors/allocation.json, which Python and Node run too.

#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>
#include <marketplace/money/allocation.hpp>

#include <fstream>
#include <sstream>

namespace marketplace::vectors {

struct AllocationVector {
    std::string id;
    std::string source;
    std::string function;
    std::int64_t total = 0;
    std::vector<std::int64_t> weights;
    std::vector<Rate> rates;
    std::vector<Amount> before;
    AllocationMode mode = AllocationMode::largest_remainder;
    std::int64_t step = 1;
    Rounding rounding = Rounding::half_up;
    std::vector<Amount> parts;
    Amount remainder;
    std::string error;
};
MARKETPLACE_RECORD(AllocationVector, (id, source, function, total, weights, rates, before, mode, step, rounding, parts,
                                      remainder, error));

struct AllocationVectors {
    std::string about;
    std::vector<AllocationVector> vectors;
};
MARKETPLACE_RECORD(AllocationVectors, (about, vectors));

namespace {

Allocation run(const AllocationVector& vector) {
    const AllocationOptions options{vector.mode, vector.step};
    if (vector.function == "allocate_portions") return allocate_portions(Amount{vector.total}, vector.rates);
    if (vector.function == "divide") {
        return {{Amount{narrow(divide(vector.total, vector.weights.at(0), vector.rounding))}}, {}};
    }
    if (vector.function == "allocate_cumulative") {
        std::vector<Amount> parts;
        for (const std::int64_t weight : vector.weights) parts.push_back({weight});
        return {allocate_cumulative(parts, Amount{vector.total}, vector.before), {}};
    }
    REQUIRE(vector.function == "allocate");
    if (!vector.rates.empty()) return allocate_by_rates(Amount{vector.total}, vector.rates, options);
    return allocate(Amount{vector.total}, vector.weights, options);
}

}  // namespace

TEST_CASE("A01 to A13: every published split comes out as published") {
    const std::ifstream in{MARKETPLACE_SOURCE_DIR "/tests/vectors/allocation.json"};
    std::ostringstream text;
    text << in.rdbuf();
    const auto file = from_json<AllocationVectors>(text.str());
    REQUIRE(file.vectors.size() > 50);
    for (const AllocationVector& vector : file.vectors) {
        CAPTURE(vector.id);
        CAPTURE(vector.source);
        if (!vector.error.empty()) {
            CHECK(refusal([&] { return run(vector); }).starts_with(vector.error));
            continue;
        }
        const Allocation result = run(vector);
        CHECK(to_json(result) == to_json(Allocation{vector.parts, vector.remainder}));
    }
}

}  // namespace marketplace::vectors
