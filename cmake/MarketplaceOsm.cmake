# libosmium (https://osmcode.org/libosmium), which reads OpenStreetMap's XML and PBF. Headers alone, with protozero, zlib,
# expat and bzip2 behind them. Sets MARKETPLACE_WITH_OSM to ON where all of them are found, unless it was set already.

if(NOT DEFINED MARKETPLACE_WITH_OSM OR MARKETPLACE_WITH_OSM)
  # scripts/setup unpacks the headers into .packages where the system cannot have them beside its Boost.
  find_path(OSMIUM_INCLUDE_DIR osmium/version.hpp HINTS "${PROJECT_SOURCE_DIR}/.packages/usr/include")
  find_path(PROTOZERO_INCLUDE_DIR protozero/version.hpp HINTS "${PROJECT_SOURCE_DIR}/.packages/usr/include")
  mark_as_advanced(OSMIUM_INCLUDE_DIR PROTOZERO_INCLUDE_DIR)
  find_package(ZLIB QUIET)
  find_package(BZip2 QUIET)
  find_package(EXPAT QUIET)
  if(OSMIUM_INCLUDE_DIR AND PROTOZERO_INCLUDE_DIR AND ZLIB_FOUND AND BZIP2_FOUND AND EXPAT_FOUND)
    set(osm_found ON)
  elseif(MARKETPLACE_WITH_OSM)
    message(FATAL_ERROR "MARKETPLACE_WITH_OSM needs libosmium2-dev, libprotozero-dev, zlib1g-dev, libbz2-dev and libexpat1-dev")
  else()
    set(osm_found OFF)
    message(STATUS "Roads without OpenStreetMap: libosmium, protozero, zlib, bzip2 or expat is missing")
  endif()
endif()
option(MARKETPLACE_WITH_OSM "Read OpenStreetMap's XML and PBF" ${osm_found})

# Gives a target the reader, which is private to it.
function(marketplace_use_osm target)
  add_library(marketplace_osmium INTERFACE)
  target_include_directories(marketplace_osmium SYSTEM INTERFACE "${OSMIUM_INCLUDE_DIR}" "${PROTOZERO_INCLUDE_DIR}")
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:marketplace_osmium> ZLIB::ZLIB BZip2::BZip2 EXPAT::EXPAT
                                          Threads::Threads)
  if(MARKETPLACE_SANITIZE MATCHES "undefined")
    # libosmium compares no letters at a null pointer, which every strncmp does and a sanitizer refuses.
    set_source_files_properties("${PROJECT_SOURCE_DIR}/src/routing/road/osm/openstreetmap.cpp" PROPERTIES
                                COMPILE_OPTIONS "-fno-sanitize=nonnull-attribute")
  endif()
endfunction()
