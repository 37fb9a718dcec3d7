# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT

# What `cmake --install` puts where, and the files by which find_package(RedisStreams) finds it. The QML module brings
# its own rules (qml/CMakeLists.txt); here only its targets are made known to find_package().
include(CMakePackageConfigHelpers)

option(REDISSTREAMS_INSTALL "Make install rules" ${REDISSTREAMS_IS_MAIN})
if(NOT REDISSTREAMS_INSTALL)
    return()
endif()

set(REDISSTREAMS_CMAKE_INSTALL_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/RedisStreams" CACHE STRING
    "Where the files for find_package() are installed, relative to the prefix")

install(TARGETS RedisStreams
    EXPORT RedisStreamsTargets
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT RedisStreams
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT RedisStreams NAMELINK_COMPONENT RedisStreams
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT RedisStreams
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT RedisStreams)
install(EXPORT RedisStreamsTargets
    NAMESPACE RedisStreams::
    DESTINATION ${REDISSTREAMS_CMAKE_INSTALL_DIR}
    COMPONENT RedisStreams)

if(REDISSTREAMS_QML)
    install(EXPORT RedisStreamsQmlTargets
        NAMESPACE RedisStreams::
        DESTINATION ${REDISSTREAMS_CMAKE_INSTALL_DIR})
endif()

configure_package_config_file(
    ${PROJECT_SOURCE_DIR}/cmake/RedisStreamsConfig.cmake.in
    ${PROJECT_BINARY_DIR}/RedisStreamsConfig.cmake
    INSTALL_DESTINATION ${REDISSTREAMS_CMAKE_INSTALL_DIR}
    NO_SET_AND_CHECK_MACRO)
# Before 1.0 a new minor version may break what was built for the one before.
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/RedisStreamsConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/RedisStreamsConfig.cmake
    ${PROJECT_BINARY_DIR}/RedisStreamsConfigVersion.cmake
    DESTINATION ${REDISSTREAMS_CMAKE_INSTALL_DIR}
    COMPONENT RedisStreams)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE
    DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/RedisStreams
    COMPONENT RedisStreams)
