#include "core_samples.hpp"
#include "refusal.hpp"

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::samples;

namespace {

/// What is left out of its list is each time of another kind.
template <class Last>
struct Forgetful {
    std::int64_t first = 0;
    std::string second;
    Last last{};
};
using Text = Forgetful<std::string>;
using Nested = Forgetful<Point>;
using Maybe = Forgetful<std::optional<std::string>>;
using Choice = Forgetful<std::variant<Point, LongLine>>;
using List = Forgetful<std::vector<Point>>;
using Dictionary = Forgetful<std::map<std::string, std::int64_t>>;
using Strong = Forgetful<Grams>;
using Instant = Forgetful<Timestamp>;

template <class... Members>
struct Described {};

template <class T>
constexpr bool is_found_out() {
    constexpr const Described<int, int>* two = nullptr;
    constexpr const Described<int, int, int>* three = nullptr;
    return !marketplace::detail::has_no_other_field<T>(two) && marketplace::detail::has_no_other_field<T>(three);
}

static_assert(is_found_out<Text>() && is_found_out<Nested>() && is_found_out<Maybe>() && is_found_out<Choice>());
static_assert(is_found_out<List>() && is_found_out<Dictionary>() && is_found_out<Strong>() && is_found_out<Instant>());

}  // namespace

TEST_CASE("a record is described field by field, in order") {
    const TypeInfo& type = type_of<Everything>();
    CHECK(type.kind == Kind::record);
    CHECK(type.name == "Everything");
    CHECK(type.fields.size() == 16);
    CHECK(type.fields.front().name == "flag");
    REQUIRE(find_field(type, "big") != nullptr);
    CHECK(find_field(type, "big")->type()->kind == Kind::int64);
    CHECK(find_field(type, "huge") == nullptr);
    CHECK(&type_of<Everything>() == &type);
}

TEST_CASE("every kind of field is told apart") {
    std::vector<Kind> kinds;
    for (const FieldInfo& field : type_of<Everything>().fields) kinds.push_back(field.type()->kind);
    CHECK(kinds == std::vector{Kind::boolean, Kind::int32, Kind::int64, Kind::int64, Kind::real, Kind::text,
                               Kind::text, Kind::timestamp, Kind::int64, Kind::date, Kind::enumeration,
                               Kind::record, Kind::optional, Kind::list, Kind::dictionary, Kind::choice});
    CHECK(find_field(type_of<Everything>(), "strong")->type()->name == "Grams");
    CHECK(find_field(type_of<Everything>(), "order")->type()->name == "OrderId");
}

TEST_CASE("values are made, copied and destroyed through the description") {
    const TypeInfo& type = type_of<Everything>();
    Everything original;
    original.text = "kept";
    void* copy = type.create();
    CHECK(*static_cast<Everything*>(copy) == Everything{});
    type.copy(copy, &original);
    CHECK(*static_cast<Everything*>(copy) == original);
    type.destroy(copy);
}

TEST_CASE("fields are read and written through their addresses") {
    Everything value;
    const FieldInfo& strong = *find_field(type_of<Everything>(), "strong");
    strong.type()->set_integer(strong.get(&value), 42);
    CHECK(value.strong == Grams{42});
    CHECK(strong.type()->get_integer(strong.get(&value)) == 42);
    const FieldInfo& order = *find_field(type_of<Everything>(), "order");
    order.type()->set_text(order.get(&value), "o-1");
    CHECK(value.order == OrderId{"o-1"});
    CHECK(order.type()->get_text(order.get(&value)) == "o-1");
}

TEST_CASE("an unsigned integer has 32 bits, all of them positive") {
    const TypeInfo& type = type_of<std::uint32_t>();
    std::uint32_t value = 0;
    type.set_integer(&value, 4'294'967'295);
    CHECK(type.kind == Kind::int64);
    CHECK(type.get_integer(&value) == 4'294'967'295);
    CHECK(refusal([&] { type.set_integer(&value, 4'294'967'296); }) == "out_of_range");
    CHECK(refusal([&] { type.set_integer(&value, -1); }) == "out_of_range");
    CHECK(value == 4'294'967'295);
}

TEST_CASE("enumerators have names, and other names are refused with the choices") {
    CHECK(name_of(Colour::dark_green) == "dark_green");
    CHECK(name_of(static_cast<Colour>(9)) == "?");
    CHECK(enum_of<Colour>("red", "colour") == Colour::red);
    CHECK(refusal([] { return enum_of<Colour>("blue", "colour"); }) == "unknown_choice at colour");
    CHECK(choices_of(type_of<Colour>()) == "one of red, dark_green");
}

TEST_CASE("optionals, lists, dictionaries and choices are walked through the description") {
    Everything value;
    const auto field = [&](std::string_view name) { return find_field(type_of<Everything>(), name); };
    const FieldInfo& maybe = *field("maybe");
    CHECK(maybe.type()->optional_get(maybe.get(&value)) == nullptr);
    *static_cast<std::int64_t*>(maybe.type()->optional_emplace(maybe.get(&value))) = 7;
    CHECK(value.maybe == 7);
    maybe.type()->clear(maybe.get(&value));
    CHECK_FALSE(value.maybe);
    const FieldInfo& list = *field("list");
    static_cast<Point*>(list.type()->append(list.get(&value)))->x = 3;
    CHECK(list.type()->size(list.get(&value)) == 1);
    CHECK(static_cast<const Point*>(list.type()->at(list.get(&value), 0))->x == 3);
    const FieldInfo& choice = *field("choice");
    CHECK(choice.type()->choice_index(choice.get(&value)) == 0);
    static_cast<LongLine*>(choice.type()->choice_emplace(choice.get(&value), 1))->length = 5;
    CHECK(std::get<LongLine>(value.choice).length == 5);
    CHECK(static_cast<const LongLine*>(choice.type()->choice_get(choice.get(&value)))->length == 5);
}
