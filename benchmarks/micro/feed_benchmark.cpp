// How fast feeds are read: items a second of each format, streamed and never held as a whole.

#include <marketplace/catalog/feed_reader.hpp>
#include <marketplace/core/json.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <functional>
#include <string>

#include <sys/resource.h>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

using Writer = std::function<std::string(std::int64_t item)>;

/// A feed of any length in the memory of one item.
class Feed {
public:
    Feed(std::string head, Writer item, std::string tail, std::int64_t items)
        : text_(std::move(head)), item_(std::move(item)), tail_(std::move(tail)), items_(items) {}

    std::size_t read(std::span<char> out) {
        while (at_ == text_.size()) {
            if (next_ > items_) return 0;
            text_ = next_ == items_ ? tail_ : item_(next_);
            ++next_;
            at_ = 0;
        }
        const std::size_t count = std::min(out.size(), text_.size() - at_);
        std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), count, out.begin());
        at_ += count;
        return count;
    }

private:
    std::string text_;
    Writer item_;
    std::string tail_;
    std::int64_t items_;
    std::int64_t next_ = 0;
    std::size_t at_ = 0;
};

std::string price_of(std::int64_t item) {
    return std::to_string(10 + item % 900) + "." + std::to_string(10 + item % 90);
}

std::string table_row(std::int64_t item) {
    const std::string number = std::to_string(item);
    return "SKU-" + number + "\tGROUP-" + std::to_string(item / 4) + "\tStone mug with a handle, 330 ml, no. " +
           number +
           "\tA heavy mug that keeps coffee warm; made by hand of grey clay, safe for dishwashers and "
           "ovens.\tNordlicht\t"
           "4006381333931\tNL-" +
           number + "\tKitchen > Mugs\tgrey\t330 ml\thttps://shop.example/p/" + number + "\thttps://shop.example/i/" +
           number + ".jpg\t" + price_of(item) + " EUR\tin stock\tnew\tDE::DHL:4.90 EUR\n";
}

const std::string table_header =
    "id\titem_group_id\ttitle\tdescription\tbrand\tgtin\tmpn\tproduct_type\tcolor\tsize\tlink\timage_link\tprice\t"
    "availability\tcondition\tshipping\n";

std::string element(std::string_view name, std::string_view text) {
    std::string out = "<g:";
    out.append(name).append(">").append(text).append("</g:").append(name).append(">\n");
    return out;
}

std::string document_item(std::int64_t item) {
    const std::string number = std::to_string(item);
    return "<item>\n" + element("id", "SKU-" + number) +
           element("title", "Stone mug with a handle, 330 ml, no. " + number) +
           element("description", "A heavy mug that keeps coffee warm; made by hand of grey clay.") +
           element("brand", "Nordlicht") + element("gtin", "4006381333931") + element("mpn", "NL-" + number) +
           element("color", "grey") + element("link", "https://shop.example/p/" + number) +
           element("price", price_of(item) + " EUR") + element("availability", "in stock") +
           element("condition", "new") +
           "<g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>\n</item>\n";
}

std::string medusa_row(std::int64_t item) {
    const std::string number = std::to_string(item);
    return "mug-" + std::to_string(item / 4) + ",Stone mug,\"Heavy, and warm for long.\",published,SKU-" + number +
           ",4006381333931,12," + price_of(item) + ",Size,Small,Color,Grey\n";
}

const std::string medusa_header =
    "Product Handle,Product Title,Product Description,Product Status,Variant SKU,Variant Barcode,"
    "Variant Inventory Quantity,Variant Price EUR,Variant Option 1 Name,Variant Option 1 Value,Variant Option 2 Name,"
    "Variant Option 2 Value\n";

std::string json_line(std::int64_t item) {
    const std::string number = std::to_string(item);
    return R"({"id":"SKU-)" + number + R"(","title":"Stone mug with a handle, 330 ml, no. )" + number +
           R"(","brand":"Nordlicht","gtin":"4006381333931","price":{"minor":)" + std::to_string(1000 + item % 90'000) +
           R"(,"currency":"EUR"},"availability":"in_stock","stock":12,"attributes":{"color":"grey","size":"330 ml"}})"
           "\n";
}

void read_all(benchmark::State& state, const std::string& head, const Writer& item, const std::string& tail) {
    std::int64_t bytes = 0;
    for (auto _ : state) {
        Feed feed{head, item, tail, state.range(0)};
        FeedReader reader{[&](std::span<char> out) {
                              const std::size_t count = feed.read(out);
                              bytes += static_cast<std::int64_t>(count);
                              return count;
                          },
                          {}};
        while (const auto each = reader.next()) benchmark::DoNotOptimize(each);
        if (reader.report().items != state.range(0)) state.SkipWithError("not every item was read");
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetBytesProcessed(bytes);
    state.counters["peak_kB"] = static_cast<double>(usage.ru_maxrss);
}

void google_table(benchmark::State& state) { read_all(state, table_header, table_row, ""); }
void google_document(benchmark::State& state) {
    read_all(state, "<rss xmlns:g='http://base.google.com/ns/1.0'><channel>", document_item, "</channel></rss>");
}
void medusa_table(benchmark::State& state) { read_all(state, medusa_header, medusa_row, ""); }
void json_lines(benchmark::State& state) { read_all(state, "", json_line, ""); }

BENCHMARK(google_table)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(google_document)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(medusa_table)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(json_lines)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
