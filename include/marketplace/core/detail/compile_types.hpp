#pragma once
// Included before anything else by the one file that compiles the descriptions of a library's types, and by files that
// walk over the fields of such a type at compile time: from here on its field list is read, which is half of the time
// that the headers take.

#include <marketplace/core/record.hpp>

#undef MARKETPLACE_COMPILED_RECORD
#define MARKETPLACE_COMPILED_RECORD(Type, Fields) \
    MARKETPLACE_RECORD(Type, Fields);             \
    const ::marketplace::TypeInfo& compiled_type_of(std::type_identity<Type>)

#define MARKETPLACE_COMPILE(Type)                                                                  \
    const ::marketplace::TypeInfo& compiled_type_of(std::type_identity<Type>) {                    \
        static const ::marketplace::TypeInfo info = ::marketplace::detail::Describe<Type>::make(); \
        return info;                                                                               \
    }
