#pragma once
// Rows by id in memory: a vector, an open-addressing index beside it, and the list of what changed.

#include <marketplace/core/detail/large_pages.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace marketplace::ledger::detail {

/// Text to position. Linear probing over eight byte cells, at most five eighths full.
class TextIndex {
public:
    static constexpr std::uint32_t none = 0xffffffff;

    [[nodiscard]] static std::uint32_t hash_of(std::string_view text) noexcept {
        const std::uint64_t hash = std::hash<std::string_view>{}(text);
        return static_cast<std::uint32_t>(hash ^ (hash >> 32));
    }

    /// The first position with this hash for which `is_it` holds, or `none`.
    template <class IsIt>
    [[nodiscard]] std::uint32_t find(std::uint32_t hash, const IsIt& is_it) const {
        if (cells_.empty()) return none;
        for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
            const Cell& cell = cells_[at];
            if (cell.position == none) return none;
            if (cell.hash == hash && is_it(cell.position)) return cell.position;
        }
    }

    /// Asks the processor to fetch the cell where a search for this hash begins: in a large index each first look is a
    /// wait for main memory, which other work can fill.
    void prefetch(std::uint32_t hash) const noexcept {
        if (!cells_.empty()) __builtin_prefetch(&cells_[hash & mask()]);
    }

    /// Makes room so that as many entries can be added without an allocation.
    void reserve(std::size_t count) {
        std::size_t wanted = std::max<std::size_t>(cells_.size(), 16);
        while (count * 8 > wanted * 5) wanted *= 2;
        if (wanted != cells_.size()) rehash(wanted);
    }

    /// The caller knows that there is no such entry yet.
    void insert(std::uint32_t hash, std::uint32_t position) {
        reserve(count_ + 1);
        place({hash, position});
        ++count_;
    }

    void erase(std::uint32_t hash, std::uint32_t position) noexcept {
        std::size_t hole = hash & mask();
        while (cells_[hole].position != position) hole = (hole + 1) & mask();
        // What follows moves up, as long as that does not carry it before the place where it is looked for.
        for (std::size_t at = (hole + 1) & mask(); cells_[at].position != none; at = (at + 1) & mask()) {
            const std::size_t home = cells_[at].hash & mask();
            if (((at - home) & mask()) < ((at - hole) & mask())) continue;
            cells_[hole] = cells_[at];
            hole = at;
        }
        cells_[hole] = Cell{};
        --count_;
    }

    void clear() noexcept {
        std::fill(cells_.begin(), cells_.end(), Cell{});
        count_ = 0;
    }

private:
    struct Cell {
        std::uint32_t hash = 0;
        std::uint32_t position = none;
    };
    using Cells = std::vector<Cell, marketplace::detail::LargePageAllocator<Cell>>;

    [[nodiscard]] std::size_t mask() const noexcept { return cells_.size() - 1; }

    void place(Cell cell) noexcept {
        std::size_t at = cell.hash & mask();
        while (cells_[at].position != none) at = (at + 1) & mask();
        cells_[at] = cell;
    }

    void rehash(std::size_t size) {
        Cells old(size);
        old.swap(cells_);
        for (const Cell& cell : old) {
            if (cell.position != none) place(cell);
        }
    }

    Cells cells_;
    std::size_t count_ = 0;
};

/// Rows with a text id, in order of arrival; remembers which were added or changed since they were last taken.
template <class Row>
class Table {
public:
    static constexpr std::uint32_t none = TextIndex::none;
    /// A state to which the set of rows and the list of changes can go back.
    struct Mark {
        std::size_t rows;
        std::size_t changed;
    };

    [[nodiscard]] std::uint32_t find(std::string_view id, std::uint32_t hash) const {
        return index_.find(hash, [&](std::uint32_t position) { return rows_[position].id.value == id; });
    }
    [[nodiscard]] std::uint32_t find(std::string_view id) const { return find(id, TextIndex::hash_of(id)); }

    void prefetch(std::string_view id) const noexcept { index_.prefetch(TextIndex::hash_of(id)); }

    [[nodiscard]] const Row& operator[](std::uint32_t position) const noexcept { return rows_[position]; }
    [[nodiscard]] Row& operator[](std::uint32_t position) noexcept { return rows_[position]; }
    [[nodiscard]] std::span<const Row> rows() const noexcept { return rows_; }

    void reserve(std::size_t count) {
        rows_.reserve(count);
        marked_.reserve(count);
        index_.reserve(count);
    }

    /// Adds a row that is not there yet. Nothing changed if it throws.
    std::uint32_t add(Row row, std::uint32_t hash) {
        const auto position = static_cast<std::uint32_t>(rows_.size());
        marked_.reserve(rows_.size() + 1 > marked_.capacity() ? 2 * rows_.size() + 16 : 0);
        index_.reserve(rows_.size() + 1);
        if (rows_.size() == rows_.capacity()) rows_.reserve(grown(rows_.size()));
        rows_.push_back(std::move(row));
        marked_.push_back(0);
        index_.insert(hash, position);
        return position;
    }

    /// Makes sure that the next `touch` does not throw.
    void prepare_touch() {
        if (changed_.size() + 2 > changed_.capacity()) changed_.reserve(2 * changed_.size() + 16);
    }
    /// Counts a row as changed.
    void touch(std::uint32_t position) {
        if (marked_[position] != 0) return;
        changed_.push_back(position);
        marked_[position] = 1;
    }

    [[nodiscard]] Mark mark() const noexcept { return {rows_.size(), changed_.size()}; }
    /// Drops the rows added since, and forgets which were changed since. Contents are the caller's matter.
    void go_back(const Mark& to) noexcept {
        for (std::size_t i = to.changed; i < changed_.size(); ++i) marked_[changed_[i]] = 0;
        changed_.resize(to.changed);
        while (rows_.size() > to.rows) {
            const auto position = static_cast<std::uint32_t>(rows_.size() - 1);
            index_.erase(TextIndex::hash_of(rows_.back().id.value), position);
            rows_.pop_back();
            marked_.pop_back();
        }
    }

    /// Copies of the rows changed since the last call, in order of their first change.
    [[nodiscard]] std::vector<Row> take_changed() {
        std::vector<Row> out;
        out.reserve(changed_.size());
        for (const std::uint32_t position : changed_) out.push_back(rows_[position]);
        for (const std::uint32_t position : changed_) marked_[position] = 0;
        changed_.clear();
        return out;
    }
    /// These rows themselves; the table is empty then.
    [[nodiscard]] std::vector<Row> hand_over_changed() {
        std::vector<Row> out;
        out.reserve(changed_.size());
        for (const std::uint32_t position : changed_) out.push_back(std::move(rows_[position]));
        rows_.clear();
        marked_.clear();
        changed_.clear();
        index_.clear();
        return out;
    }

private:
    /// Rows are large and moving them is dear; pages that are reserved and not yet touched cost nothing. Up to a
    /// million rows that is worth more room than usual.
    static std::size_t grown(std::size_t rows) noexcept {
        if (rows == 0) return 1;
        return rows < (std::size_t{1} << 20) ? 4 * rows : 2 * rows;
    }

    std::vector<Row, marketplace::detail::LargePageAllocator<Row>> rows_;
    std::vector<std::uint8_t> marked_;
    std::vector<std::uint32_t> changed_;
    TextIndex index_;
};

}  // namespace marketplace::ledger::detail
