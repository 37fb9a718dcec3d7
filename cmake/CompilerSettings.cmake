# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT

# redisstreams_compiler_settings(<target>): the strictness every target of this repository is built with.
# It is a function on targets, not global flags, so that a project that embeds us keeps its own settings.
function(redisstreams_compiler_settings target)
    set_target_properties(${target} PROPERTIES
        AUTOMOC ON
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON)
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_compile_definitions(${target} PRIVATE
        QT_NO_CAST_FROM_ASCII
        QT_NO_CAST_TO_ASCII
        QT_NO_URL_CAST_FROM_STRING
        QT_NO_CAST_FROM_BYTEARRAY
        QT_NO_KEYWORDS
        QT_NO_FOREACH
        QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
        QT_DISABLE_DEPRECATED_BEFORE=0x060400)
    if(MSVC)
        target_compile_options(${target} PRIVATE /W4)
        if(REDISSTREAMS_WERROR)
            target_compile_options(${target} PRIVATE /WX)
        endif()
    else()
        target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
        if(REDISSTREAMS_WERROR)
            target_compile_options(${target} PRIVATE -Werror)
        endif()
    endif()
    if(REDISSTREAMS_SANITIZE)
        # What sanitizers add to the code makes GCC see variables as uninitialised that are not.
        if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
            target_compile_options(${target} PRIVATE -Wno-error=maybe-uninitialized)
        endif()
        target_compile_options(${target} PRIVATE -fsanitize=${REDISSTREAMS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
        target_link_options(${target} PRIVATE -fsanitize=${REDISSTREAMS_SANITIZE})
    endif()
endfunction()
