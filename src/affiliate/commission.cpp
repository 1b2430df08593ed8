#include <marketplace/affiliate/commission.hpp>

#include <map>

namespace marketplace::affiliate {

std::vector<Share> shares_of(const OrderCommission& commission) {
    std::vector<Share> out;
    std::map<Beneficiary, std::size_t> position;
    for (const LineCommission& line : commission.lines) {
        for (const Share& share : line.shares) {
            const auto [at, is_new] = position.try_emplace(share.beneficiary, out.size());
            if (is_new) {
                out.push_back(share);
            } else {
                out[at->second].amount_minor += share.amount_minor;
            }
        }
    }
    return out;
}

}  // namespace marketplace::affiliate
