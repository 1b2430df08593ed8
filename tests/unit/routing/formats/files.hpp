#pragma once
// Instance files of tests/data/routing, and what a call was refused for.

#include <marketplace/core/error.hpp>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace marketplace::routing {

inline std::string file_text(const std::string& name) {
    std::ifstream file{MARKETPLACE_SOURCE_DIR "/tests/data/routing/" + name, std::ios::binary};
    if (!file) throw std::runtime_error{name};
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

/// The whole message of an error, or "not refused".
template <class F>
std::string message_of(F&& call) {
    try {
        static_cast<void>(call());
    } catch (const Error& error) {
        return error.what();
    }
    return "not refused";
}

}  // namespace marketplace::routing
