#pragma once
// What the inner loop of a search pushes to: it only grows, and pushing is a store and a compare.

#include <cstddef>
#include <vector>

namespace marketplace::routing::detail {

template <class T>
class Stack {
public:
    void push(const T& value) {
        if (size_ == cells_.size()) grow();
        cells_[size_++] = value;
    }
    void clear() { size_ = 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return cells_[i]; }
    [[nodiscard]] T* begin() { return cells_.data(); }
    [[nodiscard]] T* end() { return cells_.data() + size_; }
    [[nodiscard]] const T* begin() const { return cells_.data(); }
    [[nodiscard]] const T* end() const { return cells_.data() + size_; }

private:
    void grow() { cells_.resize(cells_.empty() ? 64 : 2 * cells_.size()); }

    std::vector<T> cells_;
    std::size_t size_ = 0;
};

}  // namespace marketplace::routing::detail
