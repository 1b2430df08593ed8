#pragma once
// Routes as linked chains of nodes between two ends, with an undo log.
//
// Node numbers below `nodes()` are stops; slot r has the ends `head(r)` and `tail(r)` above them. A node that is on no
// route has the route number `slots()`, so that arrays over routes can hold an entry for "nowhere".

#include "stack.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace marketplace::routing::detail {

class Chains {
public:
    /// What is read together lies together.
    struct Link {
        std::int32_t next;
        std::int32_t prev;
        std::int32_t route;
        std::int32_t arc;
    };

    /// `kind_of_slot`: the kind of vehicle of each slot.
    Chains(std::int32_t nodes, const std::vector<std::int32_t>& kind_of_slot, std::int32_t kinds)
        : nodes_(nodes), slots_(static_cast<std::int32_t>(kind_of_slot.size())), kind_(kind_of_slot),
          free_(static_cast<std::size_t>(kinds)) {
        const auto size = static_cast<std::size_t>(nodes_ + 2 * slots_);
        links_.assign(size, {-1, -1, slots_, 0});
        size_.assign(static_cast<std::size_t>(slots_) + 1, 0);
        place_.assign(static_cast<std::size_t>(slots_), -1);
        for (std::int32_t r = slots_; r-- > 0;) {
            links_[at(head(r))].next = tail(r);
            links_[at(tail(r))].prev = head(r);
            links_[at(head(r))].route = links_[at(tail(r))].route = r;
            release(r);
        }
    }

    [[nodiscard]] std::int32_t nodes() const { return nodes_; }
    [[nodiscard]] std::int32_t slots() const { return slots_; }
    [[nodiscard]] std::int32_t head(std::int32_t route) const { return nodes_ + 2 * route; }
    [[nodiscard]] std::int32_t tail(std::int32_t route) const { return nodes_ + 2 * route + 1; }
    [[nodiscard]] bool is_stop(std::int32_t node) const { return node < nodes_; }
    [[nodiscard]] bool is_head(std::int32_t node) const { return node >= nodes_ && ((node - nodes_) & 1) == 0; }
    [[nodiscard]] std::int32_t next(std::int32_t node) const { return links_[at(node)].next; }
    [[nodiscard]] std::int32_t prev(std::int32_t node) const { return links_[at(node)].prev; }
    [[nodiscard]] std::int32_t route(std::int32_t node) const { return links_[at(node)].route; }
    /// A number that the state keeps for a node: what the way from it costs.
    [[nodiscard]] std::int32_t arc(std::int32_t node) const { return links_[at(node)].arc; }
    [[nodiscard]] const Link& link(std::int32_t node) const { return links_[at(node)]; }
    [[nodiscard]] bool is_served(std::int32_t node) const { return links_[at(node)].route != slots_; }
    [[nodiscard]] std::int32_t size(std::int32_t route) const { return size_[at(route)]; }
    [[nodiscard]] std::int32_t kind(std::int32_t route) const { return kind_[at(route)]; }
    /// Routes with at least one stop, in no order.
    [[nodiscard]] std::span<const std::int32_t> used() const { return used_; }
    /// A route without stops of a kind of vehicle, or -1 if there is none, or as many are used as may be.
    [[nodiscard]] std::int32_t unused(std::int32_t kind) const {
        const auto& free = free_[at(kind)];
        return free.empty() || used_.size() >= used_max_ ? -1 : free.back();
    }
    /// How many routes may be used from now on.
    void limit_routes(std::size_t count) { used_max_ = count; }
    [[nodiscard]] std::int32_t kinds() const { return static_cast<std::int32_t>(free_.size()); }

    void link(std::int32_t node, std::int32_t after) {
        const std::int32_t r = links_[at(after)].route;
        const std::int32_t before = links_[at(after)].next;
        for (const std::int32_t v : {after, node, before}) log_.push({v, links_[at(v)]});
        if (size_[at(r)]++ == 0) claim(r);
        links_[at(after)].next = node;
        links_[at(node)].prev = after;
        links_[at(node)].next = before;
        links_[at(before)].prev = node;
        links_[at(node)].route = r;
    }

    void unlink(std::int32_t node) { unlink({&node, 1}); }

    /// Takes out stops that follow each other.
    void unlink(std::span<const std::int32_t> nodes) {
        const std::int32_t r = links_[at(nodes.front())].route;
        const std::int32_t p = links_[at(nodes.front())].prev;
        const std::int32_t x = links_[at(nodes.back())].next;
        for (const std::int32_t v : nodes) {
            log_.push({v, links_[at(v)]});
            links_[at(v)].route = slots_;
        }
        for (const std::int32_t v : {p, x}) log_.push({v, links_[at(v)]});
        links_[at(p)].next = x;
        links_[at(x)].prev = p;
        if ((size_[at(r)] -= static_cast<std::int32_t>(nodes.size())) == 0) release(r);
    }

    /// Exchanges what follows `a` and what follows `b`, nodes of two routes.
    void swap_tails(std::int32_t a, std::int32_t b) {
        const std::int32_t ra = links_[at(a)].route;
        const std::int32_t rb = links_[at(b)].route;
        const std::int32_t moved_a = relabel(links_[at(a)].next, rb);
        const std::int32_t moved_b = relabel(links_[at(b)].next, ra);
        const std::int32_t first_a = links_[at(a)].next;
        const std::int32_t first_b = links_[at(b)].next;
        const std::int32_t last_a = links_[at(tail(ra))].prev;
        const std::int32_t last_b = links_[at(tail(rb))].prev;
        join(a, moved_b > 0 ? first_b : tail(ra));
        if (moved_b > 0) join(last_b, tail(ra));
        join(b, moved_a > 0 ? first_a : tail(rb));
        if (moved_a > 0) join(last_a, tail(rb));
        resize(ra, moved_b - moved_a);
        resize(rb, moved_a - moved_b);
    }

    /// Turns the nodes from `first` to `last` of one route around.
    void reverse(std::int32_t first, std::int32_t last) {
        const std::int32_t before = links_[at(first)].prev;
        const std::int32_t after = links_[at(last)].next;
        for (std::int32_t v = first; v != after;) {
            const std::int32_t x = links_[at(v)].next;
            std::swap(links_[at(v)].next, links_[at(v)].prev);
            v = x;
        }
        join(before, last);
        join(first, after);
    }

protected:
    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
    void set_arc(std::int32_t node, std::int32_t arc) { links_[at(node)].arc = arc; }

    /// Nodes that were linked otherwise since the log was emptied, some more than once.
    template <class F>
    void each_logged(F&& take) const {
        for (std::size_t i = 0; i < log_.size(); ++i) take(log_[i].node);
    }
    void empty_log() { log_.clear(); }
    /// Takes back what was linked and unlinked since the log was emptied, but for the sizes of routes.
    void relink() {
        for (std::size_t i = log_.size(); i-- > 0;) links_[at(log_[i].node)] = log_[i].link;
        log_.clear();
    }
    void restore_size(std::int32_t r, std::int32_t size) {
        if (size_[at(r)] == 0 && size > 0) claim(r);
        if (size_[at(r)] > 0 && size == 0) release(r);
        size_[at(r)] = size;
    }

private:
    struct Logged {
        std::int32_t node;
        Link link;
    };

    void join(std::int32_t a, std::int32_t b) {
        links_[at(a)].next = b;
        links_[at(b)].prev = a;
    }

    /// Gives the nodes from `first` to the end of its route to another route; returns how many they are.
    std::int32_t relabel(std::int32_t first, std::int32_t route) {
        std::int32_t count = 0;
        for (std::int32_t v = first; v < nodes_; v = links_[at(v)].next, ++count) links_[at(v)].route = route;
        return count;
    }

    void resize(std::int32_t r, std::int32_t by) {
        if (by == 0) return;
        if (size_[at(r)] == 0) claim(r);
        size_[at(r)] += by;
        if (size_[at(r)] == 0) release(r);
    }

    void claim(std::int32_t r) {
        auto& free = free_[at(kind_[at(r)])];
        const std::int32_t top = free.back();
        if (top != r) {
            free[at(place_[at(r)])] = top;
            place_[at(top)] = place_[at(r)];
        }
        free.pop_back();
        place_[at(r)] = static_cast<std::int32_t>(used_.size());
        used_.push_back(r);
    }

    void release(std::int32_t r) {
        if (place_[at(r)] >= 0) {
            const std::int32_t top = used_.back();
            used_[at(place_[at(r)])] = top;
            place_[at(top)] = place_[at(r)];
            used_.pop_back();
        }
        auto& free = free_[at(kind_[at(r)])];
        place_[at(r)] = static_cast<std::int32_t>(free.size());
        free.push_back(r);
    }

    std::int32_t nodes_;
    std::int32_t slots_;
    std::vector<Link> links_;
    Stack<Logged> log_;
    std::vector<std::int32_t> size_;
    std::vector<std::int32_t> kind_;
    std::vector<std::int32_t> place_;  ///< of a route in `used_` or `free_`
    std::vector<std::int32_t> used_;
    std::vector<std::vector<std::int32_t>> free_;
    std::size_t used_max_ = std::numeric_limits<std::size_t>::max();
};

}  // namespace marketplace::routing::detail
