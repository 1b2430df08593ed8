// A catalog that takes vectors: asked for, taken over, kept, matched by, and refused.

#include <doctest/doctest.h>

#include "catalog_fixture.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <algorithm>
#include <limits>

using namespace marketplace;
using namespace marketplace::catalog;
using namespace marketplace::catalog::testing;

namespace {

/// Counts the groups of three letters of a text by their hash: no understanding, but the same on every machine.
class LetterGroups final : public EmbeddingProvider {
public:
    std::int64_t asked = 0;
    bool fails = false;

    [[nodiscard]] std::string model() const override { return "letter-groups-1"; }
    [[nodiscard]] std::int64_t dimensions() const override { return size; }
    void embed(std::span<const std::string> texts, std::span<float> into) override {
        if (fails) fail(ErrorCode::provider_failed, "embed", "", "an answer");
        CHECK(into.size() == texts.size() * size);
        asked += std::ssize(texts);
        std::ranges::fill(into, 0.0F);
        for (std::size_t row = 0; row < texts.size(); ++row) {
            for (std::size_t i = 0; i + 3 <= texts[row].size(); ++i) {
                std::uint32_t hash = 0;
                for (const char c : texts[row].substr(i, 3)) hash = hash * 31 + static_cast<unsigned char>(c);
                into[row * size + hash % size] += 1;
            }
        }
    }

private:
    static constexpr std::size_t size = 32;
};

CatalogOptions with_embeddings() {
    CatalogOptions out;
    out.embedding = {"letter-groups-1", 32};
    return out;
}

PairModelRow model_of(CatalogEngine& engine) {
    return get<PairModelRow>(*engine.store().begin(), std::string{"current"}).value();
}

std::string message(const auto& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a catalog asks for vectors, takes them over once, and learns from them") {
    for (const auto& store : stores()) {
        CatalogEngine engine{store, with_embeddings()};
        engine.sync(feed("acme", 1), assortment("acme"));
        engine.sync(feed("bolt", 1), assortment("bolt"));
        CHECK(model_of(engine).model.embeddings.model.empty());
        const std::vector<EmbeddingRequest> first = engine.embedding_requests({}, 30);
        const std::vector<EmbeddingRequest> rest = engine.embedding_requests(first.back().id, 1000);
        CHECK(first.size() == 30);
        CHECK(rest.size() == 50);
        CHECK(first[0].id == VendorProductId{VendorId{"acme"}, "0"});
        CHECK(first[0].text == "Sony PX1000 turntable");
        LetterGroups provider;
        engine.embed(provider, day(2));
        CHECK(provider.asked == 80);
        CHECK(engine.embedding_requests().empty());
        CHECK(model_of(engine).model.embeddings.model == "letter-groups-1");
        CHECK(model_of(engine).model.embeddings.dimensions == 32);
        CHECK(engine.embed(provider, day(2)).empty());
        CHECK(provider.asked == 80);
        const auto whole = std::ranges::count_if(engine.variants(), [](const MasterVariant& each) {
            return each.members.size() == 2;
        });
        CHECK(whole >= 30);
        // Read anew it is the same catalog, and matches go on by vectors.
        CatalogEngine again{store, with_embeddings()};
        CHECK(again.variants() == engine.variants());
        const VendorProductId a{VendorId{"acme"}, "7"};
        const VendorProductId b{VendorId{"bolt"}, "7"};
        CHECK(again.explain(a, b) == engine.explain(a, b));
    }
}

TEST_CASE("a price keeps the vector, another title asks for a new one, and until then the item is judged without") {
    CatalogEngine engine{make_memory_store(), with_embeddings()};
    engine.sync(feed("acme", 1), assortment("acme"));
    engine.sync(feed("bolt", 1), assortment("bolt"));
    LetterGroups provider;
    engine.embed(provider, day(2));
    FeedContents next = assortment("bolt");
    next.items[3].price = euros(99);
    next.items[4].title += " 2024";
    engine.sync(feed("bolt", 2), next);
    const std::vector<EmbeddingRequest> open = engine.embedding_requests();
    REQUIRE(open.size() == 1);
    CHECK(open[0].id.sku == "4");
    CHECK(open[0].text == next.items[4].title);
    // An answer about what the item said before is too late.
    std::vector<ItemEmbedding> late{{open[0].id, assortment("bolt").items[4].title, std::vector<double>(32, 1)}};
    CHECK(engine.take_embeddings(late, day(3)).empty());
    late.push_back({{VendorId{"acme"}, "none"}, "x", std::vector<double>(32, 1)});
    CHECK(engine.take_embeddings(late, day(3)).empty());
    CHECK(engine.embedding_requests() == open);
    engine.embed(provider, day(3));
    CHECK(engine.embedding_requests().empty());
    CHECK(provider.asked == 81);
}

TEST_CASE("without the option a catalog takes no vectors, and another model's do not count") {
    const auto store = make_memory_store();
    {
        CatalogEngine engine{store, with_embeddings()};
        engine.sync(feed("acme", 1), assortment("acme"));
        engine.sync(feed("bolt", 1), assortment("bolt"));
        LetterGroups provider;
        engine.embed(provider, day(2));
    }
    CatalogEngine plain{store};
    CHECK(plain.embedding_requests().empty());
    CHECK(plain.variants().size() <= 50);
    CHECK(plain.sync(feed("acme", 2), assortment("acme")).is_applied);
    CatalogOptions other;
    other.embedding = {"another", 32};
    CatalogEngine changed{store, other};
    CHECK(changed.embedding_requests().size() == 80);
    CHECK(changed.sync(feed("acme", 3), assortment("acme")).is_applied);
    CHECK(changed.embedding_requests().size() == 80);
}

TEST_CASE("wrong vectors and providers are refused, and nothing has changed") {
    CatalogEngine engine{make_memory_store(), with_embeddings()};
    engine.sync(feed("acme", 1), assortment("acme"));
    const EmbeddingRequest ask = engine.embedding_requests({}, 1).front();
    const auto refusal = [&](std::vector<double> vector) {
        const std::vector<ItemEmbedding> answers{{ask.id, ask.text, std::vector<double>(32, 1)},
                                                 {ask.id, ask.text, std::move(vector)}};
        return message([&] { engine.take_embeddings(answers, day(2)); });
    };
    CHECK(refusal({1, 2}) == "invalid_value: embeddings[1].embedding is '2 numbers', expected 32 numbers");
    CHECK(refusal(std::vector<double>(32, 0)) ==
          "invalid_value: embeddings[1].embedding is 'zeros alone', expected a vector that points somewhere");
    CHECK(refusal(std::vector<double>(32, std::numeric_limits<double>::infinity())) ==
          "invalid_value: embeddings[1].embedding[0] is 'inf', expected a finite number");
    CHECK(refusal({}) == "missing_field: embeddings[1].embedding, expected a vector");
    CHECK(engine.embedding_requests().size() == 40);
    LetterGroups provider;
    provider.fails = true;
    CHECK_THROWS_AS(engine.embed(provider, day(2)), Error);
    CatalogOptions other;
    other.embedding = {"another", 32};
    CatalogEngine elsewhere{make_memory_store(), other};
    CHECK(message([&] { elsewhere.embed(provider, day(2)); }) ==
          "invalid_value: provider.model is 'letter-groups-1', expected 'another', as in the options");
    other.embedding = {"", 32};
    CHECK(message([&] { CatalogEngine{make_memory_store(), other}; }) ==
          "missing_field: options.embedding.model, expected the name of a text model");
    other.embedding = {"x", 9000};
    CHECK(message([&] { CatalogEngine{make_memory_store(), other}; }) ==
          "out_of_range: options.embedding.dimensions is '9000', expected 0 to 8192");
}

TEST_CASE("listings get what a provider makes of them") {
    std::vector<Listing> listings(300);
    for (std::size_t i = 0; i < listings.size(); ++i) listings[i].title = "kettle " + std::to_string(i);
    LetterGroups provider;
    embed_listings(provider, listings);
    CHECK(provider.asked == 300);
    for (const Listing& each : listings) {
        CHECK(each.embedding.size() == 32);
        CHECK(std::ranges::count_if(each.embedding, [](double number) { return number > 0; }) >= 5);
    }
}
