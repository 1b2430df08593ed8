#pragma once
// Records that use every kind of field, and the stores under test.

#include <marketplace/adapters/memory.hpp>
#include <marketplace/adapters/sqlite.hpp>
#include <marketplace/ports/write_behind.hpp>
#include <marketplace/money/money.hpp>
#include <marketplace/money/rate.hpp>

#include <unistd.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace marketplace::contract {

enum class Colour { red, dark_green, blue };
MARKETPLACE_ENUM(Colour, red, dark_green, blue)

struct Place {
    std::string city;
    std::optional<std::int64_t> floor;
    friend bool operator==(const Place&, const Place&) = default;
};
MARKETPLACE_RECORD(Place, (city, floor));

struct Circle {
    std::int64_t radius_m = 0;
    friend bool operator==(const Circle&, const Circle&) = default;
};
MARKETPLACE_RECORD(Circle, (radius_m));
struct Square {
    std::int64_t side_m = 0;
    friend bool operator==(const Square&, const Square&) = default;
};
MARKETPLACE_RECORD(Square, (side_m));
using Shape = std::variant<Circle, Square>;

/// One field of each kind that a record may hold.
struct Everything {
    std::string id;
    bool flag = false;
    std::int32_t small = 0;
    std::int64_t large = 0;
    double angle = 0;
    Amount price_minor;
    Duration wait;
    Timestamp at;
    Date day;
    Currency currency;
    Rate rate;
    Colour colour = Colour::red;
    VendorId vendor;
    Place place;
    std::optional<std::string> note;
    std::optional<bool> answer;
    std::optional<Timestamp> until;
    std::optional<Colour> tint;
    std::optional<Place> second_place;
    std::vector<Place> places;
    std::vector<std::string> words;
    std::map<std::string, std::int64_t> counts;
    Shape shape;
    friend bool operator==(const Everything&, const Everything&) = default;
};
MARKETPLACE_RECORD(Everything, (id, flag, small, large, angle, price_minor, wait, at, day, currency, rate, colour,
                                vendor, place, note, answer, until, tint, second_place, places, words, counts, shape));
inline TableSpec table_spec(const Everything*) { return {"everything", "id", {"colour,at", "place_floor", "flag"}}; }

/// A key of two columns and an index whose columns may be null.
struct Entry {
    std::string book;
    std::int64_t number = 0;
    std::optional<std::string> tag;
    std::optional<std::int64_t> weight;
    std::int64_t value = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
};
MARKETPLACE_RECORD(Entry, (book, number, tag, weight, value));
inline TableSpec table_spec(const Entry*) { return {"entry", "book,number", {"tag,weight", "value", "number"}}; }

struct Versioned {
    std::string id;
    std::int64_t version = 0;
    std::string text;
    friend bool operator==(const Versioned&, const Versioned&) = default;
};
MARKETPLACE_RECORD(Versioned, (id, version, text));
inline TableSpec table_spec(const Versioned*) { return {"versioned", "id", {}}; }

inline std::vector<const TableInfo*> all_tables() {
    return {&table_of<Everything>(), &table_of<Entry>(), &table_of<Versioned>()};
}

/// A new folder that goes when the test ends.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "marketplace-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// A kind of store: `fresh` gives a new one with the tables above; `again` opens the same data anew, where
/// data survives at all.
struct MemoryBackend {
    static constexpr bool survives = false;
    std::shared_ptr<Store> store = fresh();
    static std::shared_ptr<Store> fresh() {
        auto made = make_memory_store();
        made->create_tables(all_tables());
        return made;
    }
    void again() {}
};

struct SqliteMemoryBackend {
    static constexpr bool survives = false;
    std::shared_ptr<Store> store = fresh();
    static std::shared_ptr<Store> fresh() {
        auto made = make_sqlite_store({});
        made->create_tables(all_tables());
        return made;
    }
    void again() {}
};

struct SqliteFileBackend {
    static constexpr bool survives = true;
    Folder folder;
    std::shared_ptr<Store> store = fresh();
    [[nodiscard]] std::shared_ptr<Store> fresh() const {
        SqliteOptions options;
        options.path = folder.file("store.db");
        auto made = make_sqlite_store(options);
        made->create_tables(all_tables());
        return made;
    }
    void again() {
        store.reset();
        store = fresh();
    }
};

/// The same stores behind a buffer.
struct BufferedMemoryBackend : MemoryBackend {
    BufferedMemoryBackend() { store = make_buffered_store(store); }
};
struct BufferedSqliteBackend {
    static constexpr bool survives = true;
    SqliteFileBackend file;
    std::shared_ptr<Store> store = make_buffered_store(file.store);
    static std::shared_ptr<Store> fresh() { return make_buffered_store(SqliteMemoryBackend::fresh()); }
    void again() {
        store.reset();
        file.again();
        store = make_buffered_store(file.store);
    }
};

/// A store whose commits are written by another thread: each transaction begins while the one before is being written.
class StreamedStore final : public Store {
public:
    explicit StreamedStore(std::shared_ptr<Store> store) : store_(std::move(store)), behind_(store_) {}
    void create_tables(std::span<const TableInfo* const> tables) override { store_->create_tables(tables); }
    std::unique_ptr<Transaction> begin() override { return behind_.begin(); }

private:
    std::shared_ptr<Store> store_;
    WriteBehind behind_;
};
struct StreamedSqliteBackend {
    static constexpr bool survives = true;
    SqliteFileBackend file;
    std::shared_ptr<Store> store = std::make_shared<StreamedStore>(file.store);
    static std::shared_ptr<Store> fresh() { return std::make_shared<StreamedStore>(SqliteMemoryBackend::fresh()); }
    void again() {
        store.reset();
        file.again();
        store = std::make_shared<StreamedStore>(file.store);
    }
};

/// An expected refusal: the code, or `internal` plus a failed check when nothing was thrown.
template <class F>
std::optional<ErrorCode> code_of(F&& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return std::nullopt;
}

}  // namespace marketplace::contract
