# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT

# redisstreams_relax_generated_qml(<target>): no warnings for what qmlcachegen, rcc and the type registrar wrote.
# Qt 6.4's generated code shadows and converts; ours is still built with every warning. Call it after
# qt_add_qml_module() in the same folder.
function(redisstreams_relax_generated_qml target)
    get_target_property(sources ${target} SOURCES)
    foreach(source IN LISTS sources)
        if(source MATCHES "/\\.rcc/.*\\.cpp$|_qmltyperegistrations\\.cpp$|_Plugin\\.cpp$")
            if(MSVC)
                set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "/w")
            else()
                set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "-w")
            endif()
        endif()
    endforeach()
endfunction()
