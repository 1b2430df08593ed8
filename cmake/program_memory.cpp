// How the programs of this repository allocate: with mimalloc, which asks the system for pages of two megabytes.
// Millions of small records lie anywhere among hundreds of megabytes, and with small pages much of the time is spent on
// finding the page of each. The library leaves this choice to its hosts.

#include <mimalloc.h>

namespace {

[[maybe_unused]] const bool is_set = [] {
    mi_option_set_enabled_default(mi_option_large_os_pages, true);
    return true;
}();

}  // namespace
