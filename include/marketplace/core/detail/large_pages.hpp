#pragma once
// Memory for arrays of many megabytes, in pages of two megabytes where the system has them: each small page costs a
// fault when it is first touched, and a search for its address whenever the processor has forgotten it.

#include <cstddef>
#include <new>

namespace marketplace::detail {

inline constexpr std::size_t large_page_bytes = std::size_t{2} << 20;

/// Asks the system for large pages; it may have none, and then nothing changes. The address is a multiple of theirs.
void prefer_large_pages(void* memory, std::size_t bytes) noexcept;

/// The standard allocator for what is small.
template <class T>
struct LargePageAllocator {
    using value_type = T;

    LargePageAllocator() = default;
    template <class U>
    LargePageAllocator(const LargePageAllocator<U>&) noexcept {}

    [[nodiscard]] T* allocate(std::size_t count) {
        if (count > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_array_new_length{};
        const std::size_t bytes = count * sizeof(T);
        if (is_small(bytes)) return static_cast<T*>(::operator new(bytes));
        void* memory = ::operator new(bytes, std::align_val_t{large_page_bytes});
        prefer_large_pages(memory, bytes);
        return static_cast<T*>(memory);
    }

    void deallocate(T* memory, std::size_t count) noexcept {
        if (is_small(count * sizeof(T))) {
            ::operator delete(memory);
        } else {
            ::operator delete(memory, std::align_val_t{large_page_bytes});
        }
    }

    friend bool operator==(const LargePageAllocator&, const LargePageAllocator&) noexcept { return true; }

private:
    static constexpr bool is_small(std::size_t bytes) noexcept { return bytes < 2 * large_page_bytes; }

    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
};

}  // namespace marketplace::detail
