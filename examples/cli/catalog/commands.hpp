#pragma once
// The command line of `marketplace catalog`.

#include "catalog.hpp"

namespace CLI {
class App;
}

namespace catalog_cli {

/// Adds the commands to a program and runs the one that was asked for.
class Commands {
public:
    explicit Commands(CLI::App& app);
    Commands(const Commands&) = delete;
    Commands& operator=(const Commands&) = delete;
    /// The exit code.
    [[nodiscard]] int run() const;

private:
    void add_sync(CLI::App& group);
    void add_review(CLI::App& group);
    void add_explain(CLI::App& group);
    void add_show(CLI::App& group);
    void add_prices(CLI::App& group);

    CLI::App* group_;
    SyncOptions sync_;
    ReviewOptions review_;
    ExplainOptions explain_;
    ShowOptions show_;
    PricesOptions prices_;
};

}  // namespace catalog_cli
