#include <marketplace/catalog/feed_sync.hpp>

namespace marketplace::catalog {
namespace {

constexpr std::size_t shown_bytes_max = 60;

/// A text of a vendor on one line and not too long of it: without anything that could look like a line of its own.
std::string shown(std::string_view text) {
    std::string out{text.substr(0, shown_bytes_max)};
    if (text.size() > shown_bytes_max) {
        const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; };
        for (std::size_t end = shown_bytes_max; end > 0 && continues(text[end]); --end) out.pop_back();
        out += "...";
    }
    for (char& each : out) {
        if (static_cast<unsigned char>(each) < 0x20 || each == 0x7f) each = ' ';
    }
    return out;
}

std::string value_of(const std::string& text) { return text.empty() ? "(none)" : shown(text); }

std::string text_of(const std::vector<FieldChange>& fields) {
    std::string out;
    for (const FieldChange& each : fields) {
        if (!out.empty()) out += "; ";
        out += shown(each.field) + " " + value_of(each.before) + " -> " + value_of(each.after);
    }
    return out;
}

/// Lines up to a number of them; the others are counted.
class Lines {
public:
    Lines(std::string& out, std::size_t lines_max) : out_(out), left_(lines_max) {}

    template <class List, class Text>
    void add(char sign, const List& list, Text text) {
        for (const auto& each : list) {
            if (left_ == 0) {
                ++left_out_;
                continue;
            }
            --left_;
            out_ += std::string{sign} + " " + text(each) + "\n";
        }
    }

    void finish() {
        if (left_out_ > 0) out_ += "... and " + std::to_string(left_out_) + " more\n";
    }

private:
    std::string& out_;
    std::size_t left_;
    std::size_t left_out_ = 0;
};

std::string_view reason_of(Absence absence) {
    switch (absence) {
        case Absence::delists: return "";
        case Absence::says_nothing: return "";
        case Absence::feed_incomplete: return "nothing is delisted for its absence: the feed is not complete\n";
        case Absence::problems_cut_off:
            return "nothing is delisted for its absence: the report does not keep all problems of the feed\n";
        case Absence::problem_without_id:
            return "nothing is delisted for its absence: an item was skipped whose id is not known\n";
    }
    return "";
}

std::string head_of(const SyncPlan& plan) {
    std::string out;
    if (plan.stop == SyncStop::too_many_delisted) {
        out += "STOPPED: " + std::to_string(plan.delisted.size()) + " of " + std::to_string(plan.listed) +
               " listed items would be delisted, and " + std::to_string(plan.delistings_max) + " may be\n";
    }
    const auto count = [&](std::int64_t number, std::string_view what, std::string_view behind = ", ") {
        out += std::to_string(number) + " " + std::string{what} + std::string{behind};
    };
    count(std::ssize(plan.added), "added");
    count(std::ssize(plan.changed), "changed");
    count(std::ssize(plan.price_changed), "with other prices or stock");
    count(std::ssize(plan.relisted), "listed again");
    count(std::ssize(plan.delisted), "delisted");
    count(plan.unchanged, "unchanged");
    count(plan.unstated, "unstated");
    count(std::ssize(plan.ignored), "ignored");
    count(std::ssize(plan.duplicates), "there twice", "\n");
    out += reason_of(plan.absence);
    return out;
}

}  // namespace

std::string describe(const SyncPlan& plan, std::size_t lines_max) {
    std::string out = head_of(plan);
    Lines lines{out, lines_max};
    const auto change = [](const ItemChange& each) { return shown(each.item.id) + " " + text_of(each.fields); };
    const auto title = [](const ItemChange& each) { return shown(each.item.id) + " " + shown(each.item.title); };
    // What may do harm comes first, since the end may be left out.
    lines.add('-', plan.delisted, [](const Delisting& each) { return shown(each.id) + " " + shown(each.title); });
    lines.add('!', plan.duplicates, [](const DuplicateItem& each) {
        return shown(each.id) + " on line " + std::to_string(each.line) + " again on line " +
               std::to_string(each.taken_line) + (each.is_same ? ", the same" : ", which is taken");
    });
    lines.add('~', plan.changed, change);
    lines.add('~', plan.price_changed, change);
    lines.add('^', plan.relisted, title);
    lines.add('+', plan.added, title);
    lines.finish();
    return out;
}

}  // namespace marketplace::catalog
