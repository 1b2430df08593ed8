#include <marketplace/core/detail/large_pages.hpp>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace marketplace::detail {

void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    // What follows the last whole page belongs to others. A refusal leaves everything as it was.
    static_cast<void>(madvise(memory, bytes / large_page_bytes * large_page_bytes, MADV_HUGEPAGE));
#endif
}

}  // namespace marketplace::detail
