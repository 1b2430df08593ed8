# Writes a C++ file that holds another file as a text: cmake -DNAME=x -DINPUT=a -DOUTPUT=b -P EmbedFile.cmake

file(READ "${INPUT}" content HEX)
string(LENGTH "${content}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${content}")
file(WRITE "${OUTPUT}" "// Made by cmake/EmbedFile.cmake from a file of the tree.
#include <string_view>
namespace embedded {
static const unsigned char ${NAME}_bytes[] = {${bytes}0};
extern const std::string_view ${NAME};
const std::string_view ${NAME}{reinterpret_cast<const char*>(${NAME}_bytes), ${size}};
}  // namespace embedded
")
