#pragma once
// As the public header, for callers that pass a part of a catalog.

#include <marketplace/catalog/variant_ids.hpp>

#include <functional>

namespace marketplace::catalog::detail {

/// `is_taken` says which ids are not free beside those of before; new ones begin with `prefix`.
[[nodiscard]] VariantAssignment assign_variant_ids(std::span<const MasterVariant> before,
                                                   std::span<const ProductCluster> clusters,
                                                   const std::function<bool(const VariantId&)>& is_taken,
                                                   const std::string& prefix = "var_");

}  // namespace marketplace::catalog::detail
