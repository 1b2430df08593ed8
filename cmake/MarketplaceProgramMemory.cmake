# marketplace_program_memory(target): the allocator of our programs, for one that handles much data. Without mimalloc, and
# under sanitizers, which bring their own, it is the one of the C library.

find_package(mimalloc CONFIG QUIET)

function(marketplace_program_memory target)
  if(mimalloc_FOUND AND NOT MARKETPLACE_SANITIZE)
    target_sources(${target} PRIVATE "${PROJECT_SOURCE_DIR}/cmake/program_memory.cpp")
    set_source_files_properties("${PROJECT_SOURCE_DIR}/cmake/program_memory.cpp" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    target_link_libraries(${target} PRIVATE mimalloc)
  endif()
endfunction()
