// A sample of the penny proof; benchmarks/penny runs the same code a hundred million times.

#include "property/affiliate/penny/penny_case.hpp"

#include <marketplace/core/json.hpp>

#include <doctest/doctest.h>

using namespace marketplace::penny;

namespace {

constexpr std::uint64_t sample_size = 20'000;

}  // namespace

TEST_CASE("no penny appears or is lost in a sample of orders, plans and sequences of refunds") {
    PennyProof proof{1};
    for (std::uint64_t number = 0; number < sample_size; ++number) {
        const std::string wrong = proof.check(number);
        REQUIRE_MESSAGE(wrong.empty(), "seed 1, case ", number, ": ", wrong);
    }
}

TEST_CASE("a case is the same whatever ran before it") {
    PennyProof in_order{7};
    PennyProof alone{7};
    for (std::uint64_t number = 250; number < 262; ++number)
        CHECK(in_order.record(number).number == static_cast<std::int64_t>(number));
    CHECK(in_order.record(300) == alone.record(300));
    CHECK(in_order.record(300) == in_order.record(300));
    CHECK_FALSE(in_order.record(300).order == in_order.record(301).order);
}

TEST_CASE("the cases have every formula, refunds in parts, retained fees and platform discounts") {
    PennyProof proof{1};
    std::string all;
    std::size_t partial = 0;
    std::int64_t retained = 0;
    for (std::uint64_t number = 0; number < 256 * 100; number += 83) {
        const CaseRecord record = proof.record(number);
        all += marketplace::to_json(record.plan);
        partial += record.reversals.size() > 1;
        for (const auto& reversal : record.reversals) retained += reversal.retained_minor.value;
    }
    for (const char* kind : {"fixed_per_unit", "fixed_per_line", "fixed_per_order", "percent", "percent_plus_fixed",
                             "graduated", "slab"}) {
        CHECK(all.find("\"kind\":\"" + std::string{kind} + "\"") != std::string::npos);
    }
    CHECK(partial > 50);
    CHECK(retained > 0);
}
