#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/catalog/identifiers.hpp>

#include <string>

using namespace marketplace::catalog;

namespace {

std::string digits(int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += static_cast<char>('0' + *rc::gen::inRange(0, 10));
    return out;
}

/// The check digit as the standard describes it: digit by digit, from the left.
int check_digit_twin(const std::string& payload) {
    int sum = 0;
    for (std::size_t i = 0; i < payload.size(); ++i) {
        sum += (payload[i] - '0') * ((payload.size() - i) % 2 == 1 ? 3 : 1);
    }
    return (10 - sum % 10) % 10;
}

}  // namespace

TEST_CASE("check digits equal those of the slow rule, and any other digit is refused") {
    CHECK(rc::check([] {
        const int payload_size = *rc::gen::element(11, 12, 13);
        const std::string payload = digits(payload_size);
        const int check = check_digit_twin(payload);
        RC_ASSERT(check_digit_of(payload) == check);
        RC_ASSERT(read_gtin(payload + std::to_string(check)).fault == GtinFault::none);
        const int other = (check + *rc::gen::inRange(1, 10)) % 10;
        RC_ASSERT(read_gtin(payload + std::to_string(other)).fault == GtinFault::check_digit);
    }));
}

TEST_CASE("leading zeros and hyphens change nothing") {
    CHECK(rc::check([] {
        const std::string payload = digits(11);
        const std::string text = payload + std::to_string(check_digit_twin(payload));
        const Gtin gtin = parse_gtin(text);
        RC_ASSERT(parse_gtin("0" + text) == gtin);
        RC_ASSERT(parse_gtin("00" + text) == gtin);
        std::string spaced;
        for (const char c : text) spaced += std::string(*rc::gen::element(0UL, 1UL), '-') + c;
        RC_ASSERT(parse_gtin(spaced) == gtin);
        RC_ASSERT(parse_gtin(to_string(gtin)) == gtin);
    }));
}

TEST_CASE("ISBN-10 and ISBN-13 are two forms of one number") {
    CHECK(rc::check([] {
        const std::string payload = "978" + digits(9);
        const Gtin gtin = parse_gtin(payload + std::to_string(check_digit_twin(payload)));
        const GtinReading short_form = read_gtin(isbn_10_of(gtin));
        RC_ASSERT(short_form.fault == GtinFault::none);
        RC_ASSERT(short_form.gtin == gtin);
        RC_ASSERT(short_form.form == GtinForm::isbn_10);
    }));
}

TEST_CASE("any bytes are read without an exception") {
    CHECK(rc::check([](const std::string& text) {
        const GtinReading reading = read_gtin(text);
        if (reading.fault == GtinFault::none) RC_ASSERT(parse_gtin(to_string(reading.gtin)) == reading.gtin);
        else RC_ASSERT(reading.gtin == Gtin{});
    }));
}
