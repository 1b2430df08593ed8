#pragma once
// Where the library tells what it does. It never prints; a host that wants logs or metrics derives from
// `Observer` and overrides what it needs.

#include <marketplace/core/time.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace marketplace {

/// How urgent a log line is.
enum class LogLevel { debug, info, warning, error };

/// A name and a value of a log line or metric. Both live only during the call.
struct LogField {
    std::string_view name;
    std::string_view value;
};

/// Hooks that do nothing by themselves. They are called on the thread that called the engine, after what they tell has
/// been answered: an implementation must be quick, safe for several threads where several call, and must not call back
/// into the engine nor throw. Secrets and personal data are never passed.
class Observer {
public:
    Observer() = default;
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;
    virtual ~Observer() = default;

    virtual void log(LogLevel level, std::string_view message, std::span<const LogField> fields) {
        (void)level, (void)message, (void)fields;
    }
    /// Something happened so many times: "events" with the label outcome "applied".
    virtual void count(std::string_view metric, std::int64_t times, std::span<const LogField> labels) {
        (void)metric, (void)times, (void)labels;
    }
};

}  // namespace marketplace
