#pragma once
// Several lists of plain values in one piece of memory: small, and near each other.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <tuple>
#include <type_traits>

namespace marketplace::catalog {

/// The lists stand in the order of the types; those of strict alignment come first, so that nothing lies between.
template <class... Ts>
class PackedLists {
public:
    PackedLists() = default;

    /// Copies what the lists hold.
    explicit PackedLists(std::span<const Ts>... lists) {
        static_assert((std::is_trivially_copyable_v<Ts> && ...));
        static_assert(is_falling(), "lists of strict alignment first");
        std::size_t i = 0;
        ((begin_[i + 1] = begin_[i] + static_cast<std::uint32_t>(lists.size_bytes()), ++i), ...);
        bytes_ = std::make_unique_for_overwrite<std::byte[]>(begin_.back());
        i = 0;
        ((lists.empty() ? nullptr : std::memcpy(bytes_.get() + begin_[i], lists.data(), lists.size_bytes()), ++i), ...);
    }

    template <std::size_t i>
    [[nodiscard]] auto list() const noexcept {
        using T = std::tuple_element_t<i, std::tuple<Ts...>>;
        const auto* first = reinterpret_cast<const T*>(bytes_.get() + begin_[i]);
        return std::span<const T>{first, (begin_[i + 1] - begin_[i]) / sizeof(T)};
    }
    /// Bytes that the lists take.
    [[nodiscard]] std::size_t size_bytes() const noexcept { return begin_.back(); }

private:
    static constexpr bool is_falling() {
        constexpr std::array<std::size_t, sizeof...(Ts)> of{alignof(Ts)...};
        for (std::size_t i = 1; i < of.size(); ++i) {
            if (of[i] > of[i - 1]) return false;
        }
        return true;
    }

    std::unique_ptr<std::byte[]> bytes_;
    std::array<std::uint32_t, sizeof...(Ts) + 1> begin_{};
};

}  // namespace marketplace::catalog
