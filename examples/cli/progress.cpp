#include "progress.hpp"

#include <cstdio>
#include <unistd.h>

namespace cli {

using namespace std::chrono_literals;

bool is_terminal() { return isatty(STDERR_FILENO) == 1; }

Progress::Progress(std::string label, std::int64_t total, bool enabled)
    : label_(std::move(label)),
      total_(total),
      enabled_(enabled),
      started_(std::chrono::steady_clock::now()),
      next_(started_) {}

Progress::~Progress() {
    if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::update(std::int64_t done) {
    if (!enabled_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + 100ms;
    draw(done);
}

void Progress::finish(std::int64_t done) {
    if (enabled_) draw(done);
}

void Progress::draw(std::int64_t done) {
    constexpr std::int64_t width = 30;
    const std::int64_t filled = total_ > 0 ? std::min(width, done * width / total_) : 0;
    const auto elapsed_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_).count();
    const std::int64_t per_second = elapsed_ms > 0 ? done * 1000 / elapsed_ms : 0;
    const std::string bar =
        std::string(static_cast<std::size_t>(filled), '#') + std::string(static_cast<std::size_t>(width - filled), '.');
    std::fprintf(stderr, "\r%s [%s] %lld of %lld, %lld/s ", label_.c_str(), bar.c_str(), static_cast<long long>(done),
                 static_cast<long long>(total_), static_cast<long long>(per_second));
    std::fflush(stderr);
    drawn_ = true;
}

}  // namespace cli
