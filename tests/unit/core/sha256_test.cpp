#include <doctest/doctest.h>

#include <marketplace/core/error.hpp>
#include <marketplace/core/sha256.hpp>

#include <string>

using namespace marketplace;

namespace {

std::string hashed(std::string_view text, Sha256Path path) { return to_hex(sha256(text, path)); }

/// A text of any length whose bytes do not repeat with the block size.
std::string sample(std::size_t size) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i) out += static_cast<char>((i * 131 + i / 7) % 251);
    return out;
}

}  // namespace

TEST_CASE("the vectors of NIST, on each path") {
    for (const Sha256Path path : {Sha256Path::portable, Sha256Path::hardware, Sha256Path::automatic}) {
        CHECK(hashed("", path) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        CHECK(hashed("abc", path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        CHECK(hashed("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", path) ==
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        CHECK(hashed("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
                     "lmnopqrsmnopqrstnopqrstu",
                     path) == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
        CHECK(hashed(std::string(1000000, 'a'), path) ==
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
}

TEST_CASE("both paths agree on every length around the block size") {
    for (std::size_t size = 0; size <= 300; ++size) {
        const std::string text = sample(size);
        CHECK(sha256(text, Sha256Path::portable) == sha256(text, Sha256Path::hardware));
    }
}

TEST_CASE("a message in pieces hashes like the whole, wherever it is cut, and the object can be used again") {
    const std::string text = sample(200);
    Sha256 hash;
    for (std::size_t first = 0; first <= text.size(); first += 3) {
        for (std::size_t second = first; second <= text.size(); second += 17) {
            hash.update(std::string_view{text}.substr(0, first));
            hash.update(std::string_view{text}.substr(first, second - first));
            hash.update(std::string_view{text}.substr(second));
            CHECK(hash.finish() == sha256(text));
        }
    }
}

TEST_CASE("hexadecimal digits read back, and anything else is refused") {
    const Sha256Digest digest = sha256("marketplace");
    CHECK(parse_sha256(to_hex(digest)) == digest);
    CHECK_THROWS_AS(static_cast<void>(parse_sha256("abc")), Error);
    CHECK_THROWS_AS(static_cast<void>(parse_sha256(std::string(64, 'g'))), Error);
    CHECK_THROWS_AS(static_cast<void>(parse_sha256(std::string(64, 'A'))), Error);
}
