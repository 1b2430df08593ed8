#include "survivor.hpp"

#include <marketplace/catalog/text.hpp>

#include <algorithm>
#include <set>

namespace marketplace::catalog::golden {
namespace {

std::size_t voters_of(const Group& group) {
    std::set<std::string_view> voters;
    for (const Statement* each : group) voters.insert(each->voice->voter);
    return voters.size();
}

std::vector<Group> groups_by(std::span<const Statement* const> statements, std::string Statement::*text) {
    std::vector<Group> out;
    std::map<std::string_view, std::size_t> position;
    for (const Statement* each : statements) {
        const auto [found, is_new] = position.try_emplace(each->*text, out.size());
        if (is_new) out.emplace_back();
        out[found->second].push_back(each);
    }
    return out;
}

const Group& largest(const std::vector<Group>& groups) {
    return *std::ranges::max_element(groups, {}, voters_of);  // the first of equals
}

const Statement& spelled_by_most(const Group& group) {
    return *largest(groups_by(group, &Statement::value)).front();
}

/// Letters rather than bytes, so that no script counts twice.
std::ptrdiff_t letters_of(const Statement& statement) {
    return std::ranges::count_if(statement.value,
                                 [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; });
}

std::vector<Claimant> claimants_of(const Group& group) {
    std::vector<Claimant> out;
    for (const Statement* each : group) out.push_back(each->voice->claimant);
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace

std::vector<Group> groups_of(std::span<const Statement> statements) {
    Group all;
    for (const Statement& each : statements) all.push_back(&each);
    return groups_by(all, &Statement::key);
}

const std::string& spelling_of(const Group& group) { return spelled_by_most(group).value; }

const Statement& survivor(std::span<const Statement> statements, SurvivorRule rule) {
    const auto updated_at = [](const Statement& each) { return each.voice->updated_at; };
    switch (rule) {
        case SurvivorRule::newest: return *std::ranges::max_element(statements, {}, updated_at);
        case SurvivorRule::longest: return *std::ranges::max_element(statements, {}, letters_of);
        case SurvivorRule::majority: return spelled_by_most(largest(groups_of(statements)));
        case SurvivorRule::most_trusted:
        case SurvivorRule::pinned:
        case SurvivorRule::common: break;
    }
    return statements.front();
}

void tell_sources(GoldenProvenance& into, std::span<const Statement> statements, std::string_view key) {
    std::vector<Group> groups = groups_of(statements);
    std::ranges::stable_sort(groups, std::greater<>{}, voters_of);
    for (const Group& group : groups) {
        if (group.front()->key == key) into.sources = claimants_of(group);
        else into.conflicts.push_back({spelling_of(group), claimants_of(group)});
    }
}

std::string word_key(std::string_view text) {
    std::string out = fold(text);
    return out.empty() ? std::string{text} : out;
}

}  // namespace marketplace::catalog::golden
