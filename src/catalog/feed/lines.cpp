#include "lines.hpp"

#include <algorithm>

namespace marketplace::catalog::feed {

LineReader::LineReader(Decoder& decoder, std::size_t bytes_max)
    : decoder_(decoder), bytes_max_(bytes_max), buffer_(1 << 16) {}

bool LineReader::fill() {
    if (rest_.empty()) rest_ = {buffer_.data(), decoder_.read(buffer_)};
    return !rest_.empty();
}

bool LineReader::next() {
    line_.clear();
    is_too_long_ = false;
    if (!fill()) return false;
    ++number_;
    while (fill()) {
        const std::size_t end = rest_.find('\n');
        const std::string_view part = rest_.substr(0, end);
        is_too_long_ = is_too_long_ || line_.size() + part.size() > bytes_max_;
        line_.append(part.substr(0, std::min(part.size(), bytes_max_ - line_.size())));
        rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
        if (end != part.npos) break;
    }
    if (line_.ends_with('\r')) line_.pop_back();
    return true;
}

}  // namespace marketplace::catalog::feed
