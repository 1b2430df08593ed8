# One static (or shared, with BUILD_SHARED_LIBS) library for each layer of the architecture, so that an
# include against the arrows does not link.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(PROJECT_IS_TOP_LEVEL)
  find_program(CCACHE_PROGRAM ccache)
  if(CCACHE_PROGRAM)
    # Without this ccache keeps nothing that was compiled with a precompiled header. Comments count: else a header of
    # which one was changed brings back the precompiled one of before, and g++ reads the header itself once more.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_SLOPPINESS=pch_defines,time_macros"
                                    "CCACHE_COMMENTS=1" "${CCACHE_PROGRAM}")
  endif()
endif()

# Headers that nearly every file of a target includes are parsed once for all of them.
function(marketplace_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  marketplace_uses_precompiled(${target})
endfunction()

# ccache sees what a precompiled header stands for only when the preprocessor names it.
function(marketplace_uses_precompiled target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# What most files of every layer include. Reading it takes longer than compiling many a file that uses it.
set(MARKETPLACE_COMMON_HEADERS <algorithm> <array> <cmath> <functional> <limits> <map> <memory> <optional> <set> <span>
                               <string> <string_view> <utility> <vector> <marketplace/core/json.hpp>)

add_library(marketplace_options INTERFACE)
if(PROJECT_IS_TOP_LEVEL)
  target_compile_options(marketplace_options INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
                                                       -Wno-missing-field-initializers)
endif()
# g++ 12 sees an overlap in the insert of std::string itself where it inlines it (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(marketplace_options INTERFACE $<$<CONFIG:Release>:-Wno-restrict>)
endif()
if(MARKETPLACE_SANITIZE)
  target_compile_options(marketplace_options INTERFACE -fsanitize=${MARKETPLACE_SANITIZE} -fno-omit-frame-pointer
                                                       -fno-sanitize-recover=all)
  target_link_options(marketplace_options INTERFACE -fsanitize=${MARKETPLACE_SANITIZE})
endif()

set_property(GLOBAL PROPERTY MARKETPLACE_LAYERS "")

# A target that is compiled for the common headers alone: with no definition that a layer might not have.
function(marketplace_common_header)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/common_header.cpp"
       CONTENT "// Carries the precompiled header that the layers share.\n")
  add_library(marketplace_common_header OBJECT "${CMAKE_BINARY_DIR}/common_header.cpp")
  target_include_directories(marketplace_common_header PRIVATE "${PROJECT_SOURCE_DIR}/include")
  target_compile_features(marketplace_common_header PRIVATE cxx_std_20)
  target_link_libraries(marketplace_common_header PRIVATE Boost::json marketplace_options)
  marketplace_precompile(marketplace_common_header ${MARKETPLACE_COMMON_HEADERS})
endfunction()

# PRECOMPILED is OWN for a layer that is compiled with other options than the rest, or names a header that replaces the
# common ones.
function(marketplace_layer name)
  cmake_parse_arguments(LAYER "" "FOLDER;PRECOMPILED" "DEPENDS;PRIVATE_DEPENDS;EXCLUDE" ${ARGN})
  if(NOT LAYER_FOLDER)
    set(LAYER_FOLDER ${name})
  endif()
  set(folder "${PROJECT_SOURCE_DIR}/src/${LAYER_FOLDER}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  foreach(excluded IN LISTS LAYER_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "/src/${LAYER_FOLDER}/${excluded}/")
  endforeach()
  set(target marketplace_${name})
  add_library(${target} ${sources})
  if(NOT sources)
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
    file(WRITE "${CMAKE_BINARY_DIR}/empty_${name}.cpp" "")
    target_sources(${target} PRIVATE "${CMAKE_BINARY_DIR}/empty_${name}.cpp")
  endif()
  add_library(marketplace::${name}_layer ALIAS ${target})
  target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
                                              "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PUBLIC ${LAYER_DEPENDS} PRIVATE ${LAYER_PRIVATE_DEPENDS}
                                  $<BUILD_INTERFACE:marketplace_options>)
  set_target_properties(${target} PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
                                             EXPORT_NAME ${name}_layer)
  if(NOT LAYER_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM marketplace_common_header)
    marketplace_uses_precompiled(${target})
  elseif(LAYER_PRECOMPILED STREQUAL "OWN")
    marketplace_precompile(${target} ${MARKETPLACE_COMMON_HEADERS})
  else()
    marketplace_precompile(${target} ${LAYER_PRECOMPILED})
    # It reads the records in another way, so they must not have been read before.
    set_source_files_properties("${folder}/compiled_types.cpp" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endif()
  set_property(GLOBAL APPEND PROPERTY MARKETPLACE_LAYERS ${target})
endfunction()

# marketplace::core is everything pure; marketplace::marketplace is that and the engine, ports and adapters. The target
# marketplace_library compiles every layer and nothing else.
function(marketplace_aggregate_targets)
  get_property(layers GLOBAL PROPERTY MARKETPLACE_LAYERS)
  add_custom_target(marketplace_library DEPENDS ${layers})
  add_library(marketplace_pure INTERFACE)
  target_link_libraries(marketplace_pure INTERFACE marketplace_ledger marketplace_affiliate marketplace_loyalty
                                                   marketplace_vendors marketplace_payments marketplace_catalog
                                                   marketplace_routing)
  set_target_properties(marketplace_pure PROPERTIES EXPORT_NAME core)
  add_library(marketplace::core ALIAS marketplace_pure)
  add_library(marketplace_all INTERFACE)
  target_link_libraries(marketplace_all INTERFACE marketplace_pure marketplace_engine marketplace_catalog_engine
                                                  marketplace_adapters)
  if(TARGET marketplace_sqlite)
    target_link_libraries(marketplace_all INTERFACE marketplace_sqlite)
  endif()
  set_target_properties(marketplace_all PROPERTIES EXPORT_NAME marketplace)
  add_library(marketplace::marketplace ALIAS marketplace_all)
  set_property(GLOBAL APPEND PROPERTY MARKETPLACE_LAYERS marketplace_pure marketplace_all)
endfunction()
