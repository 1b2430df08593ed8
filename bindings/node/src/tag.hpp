#pragma once
// What tells our opaque objects from those of other addons.

#include <napi.h>

namespace marketplace::node {

inline constexpr napi_type_tag handle_tag{0x6d61726b6574706cULL, 0x6163652068616e64ULL};

}  // namespace marketplace::node
