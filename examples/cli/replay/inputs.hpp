#pragma once
// What a replay needs beside the data: its rules, and places to write to. All of it is looked at before anything is
// read or written, so that a mistake leaves nothing behind.

#include "olist_source.hpp"
#include "replay.hpp"

#include <marketplace/engine/engine.hpp>

#include <string>
#include <vector>

namespace replay {

/// Throws an `Error` that names the option, or the file, that cannot be used.
void check_places(const Options& options);

/// The rules of the replayed marketplace.
class Rules {
public:
    /// Throws what reading or compiling them throws; errors of a plan name its file.
    explicit Rules(const Options& options);

    /// Published two seconds before the first event of all.
    [[nodiscard]] std::vector<marketplace::Event> events(marketplace::Timestamp first) const;
    [[nodiscard]] std::string fingerprint() const;

private:
    marketplace::affiliate::CommissionPlan plan_;
    marketplace::affiliate::TierPolicy tiers_;
    marketplace::loyalty::Program points_;
};

/// Notes in the store what it is filled from. Throws `event_conflict` if that was something else: what follows from
/// another input would become neither the one nor the other.
void claim(marketplace::Store& store, const Options& options, const SourceTotals& totals, const Rules& rules);

void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace replay
