#pragma once
// Texts as small numbers; private to the affiliate module.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::affiliate::detail {

/// Numbers texts from zero in order of arrival. Open addressing over one array, all characters in one
/// string: a lookup touches two small blocks of memory, which a pointer for each text would not.
class SymbolTable {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    /// The number of a text, which is added if it is new.
    std::uint32_t add(std::string_view text);
    /// The number of a text, or `none`.
    [[nodiscard]] std::uint32_t find(std::string_view text) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

private:
    struct Place {
        std::uint32_t hash = 0;
        std::uint32_t number = none;
        std::uint32_t begin = 0;  ///< of the text in `characters_`
        std::uint32_t length = 0;
    };

    [[nodiscard]] std::string_view text_of(const Place& place) const noexcept {
        return {characters_.data() + place.begin, place.length};
    }
    [[nodiscard]] std::size_t place_of(std::string_view text, std::uint32_t hash) const noexcept;
    void grow();

    std::vector<Place> places_;  ///< a power of two, at most half full
    std::string characters_;
    std::uint32_t size_ = 0;
};

}  // namespace marketplace::affiliate::detail
