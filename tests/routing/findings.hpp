#pragma once
// What a checker found, as texts.

#include <string>
#include <utility>
#include <vector>

namespace marketplace::routing::twin {

class Findings {
public:
    explicit Findings(std::string where = {}) : where_(std::move(where)) {}

    void add(const std::string& text) { texts_.push_back(where_.empty() ? text : where_ + ": " + text); }
    void append(std::vector<std::string> texts) {
        for (std::string& text : texts) texts_.push_back(std::move(text));
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(texts_); }

private:
    std::string where_;
    std::vector<std::string> texts_;
};

}  // namespace marketplace::routing::twin
