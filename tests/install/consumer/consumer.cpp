// A stranger's program: splits ten euros three ways and prints the parts.

#include <marketplace/marketplace.hpp>

#include <iostream>

int main() {
    using namespace marketplace;
    const Currency euro{"EUR"};
    const std::vector<std::int64_t> weights{1, 1, 1};
    for (const Amount part : allocate(Amount{1000}, weights).parts) std::cout << to_decimal({part, euro}) << ' ';
    std::cout << euro.code() << '\n';
}
