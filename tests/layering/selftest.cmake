# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT

# cmake -DWORK_DIR=<folder> -P selftest.cmake
# Shows that checklayers.cmake accepts a tree that is right and refuses each kind of tree that is not.
cmake_minimum_required(VERSION 3.23)

# try(<name> <what the check must say, or OK> <file> <line> [<file> <line> ...]): a tree with these files.
function(try name expected)
    set(tree ${WORK_DIR}/${name})
    file(REMOVE_RECURSE ${tree})
    # A sound tree, to which one thing is added.
    file(WRITE ${tree}/RedisStreams/streamid.h "#include <QtCore/QString>\n#include \"export.h\"\n")
    file(WRITE ${tree}/RedisStreams/export.h "#include <QtCore/qglobal.h>\n")
    file(WRITE ${tree}/RedisStreams/xadd.h "#include \"streamid.h\"\n")
    file(WRITE ${tree}/RedisStreams/streammodel.h "#include \"streamconsumer.h\"\n")
    file(WRITE ${tree}/RedisStreams/streamconsumer.h "#include \"redisclient.h\"\n")
    file(WRITE ${tree}/RedisStreams/redisclient.h "#include \"xadd.h\"\n")
    file(WRITE ${tree}/RedisStreams/global/logging_p.h "#include <QtCore/QLoggingCategory>\n")
    file(WRITE ${tree}/RedisStreams/values/chunk_p.h "#include \"streamid.h\"\n")
    file(WRITE ${tree}/RedisStreams/resp/decoder_p.h "#include \"values/chunk_p.h\"\n")
    file(WRITE ${tree}/RedisStreams/connection/connection_p.h "#include \"resp/decoder_p.h\"\n#include \"global/logging_p.h\"\n")
    file(WRITE ${tree}/RedisStreams/connection/connection.cpp "#include \"connection/connection_p.h\"\n#include \"connection.moc\"\n")
    file(WRITE ${tree}/RedisStreams/consumers/reader_p.h "#include \"redisclient.h\"\n#include \"connection/connection_p.h\"\n")
    file(WRITE ${tree}/RedisStreams/models/model.cpp "#include \"streammodel.h\"\n#include \"consumers/reader_p.h\"\n")
    file(WRITE ${tree}/CMakeLists.txt "target_link_libraries(RedisStreams PUBLIC Qt6::Core Qt6::Network)\n")
    while(ARGN)
        list(POP_FRONT ARGN file line)
        file(APPEND ${tree}/${file} "${line}\n")
    endwhile()
    execute_process(COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${tree} -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/checklayers.cmake
        RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
    string(REGEX REPLACE "[ \n]+" " " output "${output}")
    if(expected STREQUAL "OK")
        if(NOT code EQUAL 0)
            message(SEND_ERROR "${name}: refused, though nothing is wrong: ${output}")
        endif()
    elseif(code EQUAL 0)
        message(SEND_ERROR "${name}: accepted")
    elseif(NOT output MATCHES "${expected}")
        message(SEND_ERROR "${name}: refused, but without saying \"${expected}\": ${output}")
    endif()
endfunction()

try(sound OK)
try(own_layer OK RedisStreams/resp/other.cpp "#include \"resp/decoder_p.h\"")
try(installed_spelling OK RedisStreams/models/other.cpp "#include <RedisStreams/streamconsumer.h>")
try(later_layer "layer values and includes resp/decoder_p.h of the later layer resp"
    RedisStreams/values/chunk.cpp "#include \"resp/decoder_p.h\"")
try(later_layer_spelt_in_full "later layer consumers"
    RedisStreams/connection/connection.cpp "#include \"RedisStreams/consumers/reader_p.h\"")
try(later_layer_with_spaces "later layer connection"
    RedisStreams/resp/decoder_p.h " #  include  \"connection/connection_p.h\"")
try(later_public_header "layer connection and includes redisclient.h of the later layer client"
    RedisStreams/connection/connection_p.h "#include \"redisclient.h\"")
try(public_header_of_later_layer "layer values and includes xadd.h of the later layer commands"
    RedisStreams/streamid.h "#include \"xadd.h\"")
try(later_in_angle_brackets "later layer models"
    RedisStreams/consumers/reader_p.h "#include <RedisStreams/streammodel.h>")
try(global_uses_values "later layer values" RedisStreams/global/logging_p.h "#include \"streamid.h\"")
try(public_includes_private "public header and includes values/chunk_p.h"
    RedisStreams/xadd.h "#include \"values/chunk_p.h\"")
try(unknown_header "streamthing.h: is in no layer" RedisStreams/streamthing.h "#pragma once")
try(unknown_folder "helpers/helper.cpp: is in no layer" RedisStreams/helpers/helper.cpp "")
try(qml_module "Core and Network only" RedisStreams/models/model.cpp "#include <QtQml/qqml.h>")
try(qml_class "Core and Network only" RedisStreams/models/model.cpp "#include <QQmlEngine>")
try(quick "Core and Network only" RedisStreams/models/model.cpp "#include <QtQuick/QQuickItem>")
try(gui "Core and Network only" RedisStreams/models/model.cpp "#include <QtGui/QColor>")
try(gui_class "Core and Network only" RedisStreams/models/model.cpp "#include <QColor>")
try(widgets "Core and Network only" RedisStreams/streammodel.h "#include <QtWidgets/QWidget>")
try(qml_folder "not in src/RedisStreams" RedisStreams/models/model.cpp "#include \"qml/foreigntypes.h\"")
try(way_out "not in src/RedisStreams" RedisStreams/models/model.cpp "#include \"../../qml/foreigntypes.h\"")
try(linked "links a module" CMakeLists.txt "target_link_libraries(RedisStreams PRIVATE Qt6::Qml)")
