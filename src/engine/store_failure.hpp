#pragma once

#include <marketplace/core/error.hpp>

namespace marketplace::engine_detail {

/// A failure of the store concerns every event of a group; all others are about one event.
[[nodiscard]] inline bool is_store_failure(const Error& error) {
    return error.code() >= ErrorCode::store_version && error.code() <= ErrorCode::store_failed;
}

}  // namespace marketplace::engine_detail
