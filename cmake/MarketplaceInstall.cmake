# find_package(marketplace) for those who installed it; proven by tests/install.

include(CMakePackageConfigHelpers)

get_property(layers GLOBAL PROPERTY MARKETPLACE_LAYERS)
install(TARGETS ${layers} EXPORT marketplace_targets
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/marketplace" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT marketplace_targets NAMESPACE marketplace:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/marketplace
        FILE marketplace_targets.cmake)
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/marketplaceConfig.cmake.in"
                              "${PROJECT_BINARY_DIR}/marketplaceConfig.cmake"
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/marketplace)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/marketplaceConfigVersion.cmake"
                                 COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/marketplaceConfig.cmake" "${PROJECT_BINARY_DIR}/marketplaceConfigVersion.cmake"
              "${PROJECT_SOURCE_DIR}/cmake/FindUtf8proc.cmake"
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/marketplace)
