#include "../xml_source.hpp"

#include "../utf8.hpp"
#include "document.hpp"

#include <marketplace/core/error.hpp>

#include <expat.h>

#include <array>
#include <exception>

namespace marketplace::catalog::feed {
namespace {

constexpr std::size_t chunk_bytes = 1 << 14;
constexpr char namespace_separator = '\n';

struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

class Xml final : public ItemSource {
public:
    Xml(Decoder& decoder, const FeedOptions& options)
        : decoder_(decoder), item_bytes_max_(options.item_bytes_max), document_(options.item_bytes_max),
          parser_(XML_ParserCreateNS("UTF-8", namespace_separator)) {
        if (parser_ == nullptr) throw std::bad_alloc{};
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), &on_begin, &on_end);
        XML_SetCharacterDataHandler(parser_.get(), &on_characters);
        // Entities of a document's own can grow without bound and can name files: no feed needs them.
        XML_SetEntityDeclHandler(parser_.get(), &on_entity);
    }

    bool next(RawItem& item) override {
        while (document_.items().empty() && !is_ended_) parse_more();
        if (!document_.items().empty()) {
            take(item);
            return true;
        }
        if (!failure_) return false;
        item.clear(failure_->place.line);
        item.is_damaged = true;
        item.problems.push_back(*failure_);
        failure_.reset();
        return true;
    }

    [[nodiscard]] bool is_complete() const override { return is_complete_; }

private:
    void take(RawItem& item) {
        current_ = std::move(document_.items().front());
        document_.items().pop_front();
        item.clear(current_.line);
        item.is_damaged = current_.bytes > item_bytes_max_;
        for (const XmlItem::Field& each : current_.fields)
            item.fields.push_back({each.column.get(), each.text, each.place});
        item.shipping = std::move(current_.shipping);
        item.problems = std::move(current_.problems);
    }

    void parse_more() {
        std::array<char, chunk_bytes> chunk;
        const std::size_t count = decoder_.read(chunk);
        const bool is_last = count == 0;
        const std::string text = sound_chunk({chunk.data(), count}, is_last);
        fed_bytes_ += static_cast<std::int64_t>(text.size());
        const XML_Status status = XML_Parse(parser_.get(), text.data(), static_cast<int>(text.size()), is_last ? 1 : 0);
        is_ended_ = is_last || status != XML_STATUS_OK;
        if (thrown_) rethrow();
        else if (status != XML_STATUS_OK) note_failure();
        else if (is_last) is_complete_ = true;
        else require_progress();
    }

    /// Replaces bytes that are not UTF-8, at which expat would end; a character that is cut off waits for its rest.
    std::string sound_chunk(std::string_view bytes, bool is_last) {
        const std::string text = std::move(cut_off_).append(bytes);
        cut_off_.clear();
        std::string out;
        for (std::string_view rest = text; !rest.empty();) {
            const std::size_t wrong = first_wrong_byte(rest);
            out += rest.substr(0, wrong);
            if (wrong == rest.npos) break;
            rest.remove_prefix(wrong);
            if (!is_last && first_wrong_byte_of_head(rest) == rest.npos) {
                cut_off_ = rest;
                break;
            }
            out += replacement_character;
            rest.remove_prefix(1);
            document_.note_wrong_bytes();
        }
        return out;
    }

    /// A tag or a comment is kept in memory as a whole, so it must not be longer than an item.
    void require_progress() {
        const std::int64_t waiting = fed_bytes_ - static_cast<std::int64_t>(XML_GetCurrentByteIndex(parser_.get()));
        if (waiting <= item_bytes_max_ + static_cast<std::int64_t>(chunk_bytes)) return;
        is_ended_ = true;
        failure_ = RawProblem{place(), "", "", ErrorCode::limit_exceeded,
                              "a tag or comment of at most " + std::to_string(item_bytes_max_) + " bytes", true};
    }

    void note_failure() {
        failure_ = RawProblem{place(),
                              "",
                              "",
                              ErrorCode::parse_error,
                              std::string{"well-formed XML: "} + XML_ErrorString(XML_GetErrorCode(parser_.get())),
                              true};
    }

    /// What a handler threw: an `Error` is a problem of the feed, everything else is for the caller.
    void rethrow() {
        try {
            std::rethrow_exception(thrown_);
        } catch (const Error& error) {
            failure_ = RawProblem{thrown_at_, "", sound_text(error.value(), 80), error.code(), error.expected(), true};
        }
    }

    [[nodiscard]] Place place() const {
        return {static_cast<std::int64_t>(XML_GetCurrentLineNumber(parser_.get())),
                static_cast<std::int64_t>(XML_GetCurrentColumnNumber(parser_.get())) + 1};
    }

    /// Exceptions must not pass through a library in C.
    template <class F>
    static void handle(void* data, F&& body) {
        Xml& self = *static_cast<Xml*>(data);
        if (self.thrown_) return;
        try {
            body(self);
        } catch (...) {
            self.thrown_ = std::current_exception();
            self.thrown_at_ = self.place();
            XML_StopParser(self.parser_.get(), XML_FALSE);
        }
    }

    static void on_begin(void* data, const XML_Char* name, const XML_Char** attributes) {
        handle(data, [&](Xml& self) { self.document_.begin(name, link_of(attributes), self.place()); });
    }
    static void on_end(void* data, const XML_Char*) {
        handle(data, [&](Xml& self) { self.document_.end(); });
    }
    static void on_characters(void* data, const XML_Char* text, int length) {
        handle(data, [&](Xml& self) { self.document_.characters({text, static_cast<std::size_t>(length)}); });
    }
    static void on_entity(void* data, const XML_Char* name, int, const XML_Char*, int, const XML_Char*, const XML_Char*,
                          const XML_Char*, const XML_Char*) {
        handle(data, [&](Xml&) { fail(ErrorCode::invalid_value, "", name, "a document without entities of its own"); });
    }

    /// The target of Atom's `<link rel="alternate" href="..."/>`.
    static std::string_view link_of(const XML_Char** attributes) {
        std::string_view out;
        for (; *attributes != nullptr; attributes += 2) {
            const std::string_view name{attributes[0]};
            if (name == "href") out = attributes[1];
            if (name == "rel" && std::string_view{attributes[1]} != "alternate") return {};
        }
        return out;
    }

    Decoder& decoder_;
    std::int64_t item_bytes_max_;
    XmlDocument document_;
    std::unique_ptr<XML_ParserStruct, FreeParser> parser_;
    XmlItem current_;
    std::string cut_off_;
    std::int64_t fed_bytes_ = 0;
    bool is_ended_ = false;
    bool is_complete_ = false;
    std::exception_ptr thrown_;
    Place thrown_at_;
    std::optional<RawProblem> failure_;
};

}  // namespace

std::unique_ptr<ItemSource> xml_source(Decoder& decoder, const FeedOptions& options) {
    return std::make_unique<Xml>(decoder, options);
}

}  // namespace marketplace::catalog::feed

bool marketplace::catalog::reads_xml() noexcept { return true; }
