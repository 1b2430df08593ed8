#pragma once
// A progress bar on standard error, where that is a terminal; else nothing.

#include <chrono>
#include <cstdint>
#include <string>

namespace cli {

/// Draws at most ten times a second.
class Progress {
public:
    /// `enabled` is usually `is_terminal()`.
    Progress(std::string label, std::int64_t total, bool enabled);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void update(std::int64_t done);
    /// The same at once, for the end.
    void finish(std::int64_t done);

private:
    void draw(std::int64_t done);

    std::string label_;
    std::int64_t total_;
    bool enabled_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point next_;
};

/// Whether standard error is a terminal.
[[nodiscard]] bool is_terminal();

}  // namespace cli
