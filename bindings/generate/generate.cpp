// Prints the description of the whole surface as JSON; bindings/generate/generate.py makes the faces of it.

#include "../surface/module.hpp"

#include <marketplace/core/error.hpp>

#include <cstdio>

int main() {
    try {
        const std::string text = marketplace::surface::describe(marketplace::surface::registry());
        return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
    } catch (const marketplace::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
