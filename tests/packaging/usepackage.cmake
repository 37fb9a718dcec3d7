# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT

# Makes the library available in one WAY, then configures, builds and runs a small program that uses it:
#   installed     from BUILD_DIR, which is built already, into a prefix of its own
#   subdirectory  as a folder of the program's project, which is built as a static library
#   static        from what "subdirectory" has built, into a prefix of its own
#   qml           as installed, with the QML module, which the program loads from there
cmake_minimum_required(VERSION 3.23)

set(prefix ${WORK_DIR}/prefix)
set(build ${WORK_DIR}/consumer)
file(REMOVE_RECURSE ${prefix})

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT code EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "${command}\nended with ${code}:\n${output}")
    endif()
    set(output "${output}" PARENT_SCOPE)
endfunction()

# Without optimisation: what counts is whether it links and runs.
set(common -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${CXX_COMPILER} -DCMAKE_BUILD_TYPE= -DQt6_DIR=${QT_DIR})
set(consumer -DCMAKE_PREFIX_PATH=${prefix} -DWANTED_VERSION=${VERSION})

if(WAY STREQUAL "installed")
    run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix} --component RedisStreams)
    list(APPEND consumer -DCMAKE_CXX_FLAGS=${CONSUMER_FLAGS})
elseif(WAY STREQUAL "qml")
    run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix})
    list(APPEND consumer -DCMAKE_CXX_FLAGS=${CONSUMER_FLAGS} -DWITH_QML=ON -DQML_DIR=${prefix}/${LIB_DIR}/qml)
elseif(WAY STREQUAL "static")
    run(${CMAKE_COMMAND} --install ${WORK_DIR}/../subdirectory/consumer --prefix ${prefix})
elseif(WAY STREQUAL "subdirectory")
    # What is there is built upon: compiling the library takes minutes.
    list(APPEND consumer -DEMBEDDED=${REPOSITORY} -DBUILD_SHARED_LIBS=OFF -DREDISSTREAMS_QML=OFF -DREDISSTREAMS_INSTALL=ON)
else()
    message(FATAL_ERROR "unknown way: ${WAY}")
endif()
if(NOT WAY STREQUAL "subdirectory")
    file(REMOVE_RECURSE ${build})
endif()

# Nothing internal is installed, and nothing leads back to where it was built.
file(GLOB_RECURSE private_headers ${prefix}/*_p.h)
if(private_headers)
    message(FATAL_ERROR "internal headers were installed: ${private_headers}")
endif()
file(GLOB_RECURSE package_files ${prefix}/*.cmake)
foreach(file IN LISTS package_files)
    file(READ ${file} text)
    foreach(folder IN ITEMS ${REPOSITORY} ${BUILD_DIR})
        string(FIND "${text}" "${folder}/" found)
        if(NOT found EQUAL -1)
            message(FATAL_ERROR "${file} names ${folder}")
        endif()
    endforeach()
endforeach()

run(${CMAKE_COMMAND} ${common} ${consumer} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${build})
run(${CMAKE_COMMAND} --build ${build} --target consumer --parallel 2)
run(${build}/consumer)
if(NOT output MATCHES "RedisStreams works")
    message(FATAL_ERROR "the program ran, but said: ${output}")
endif()

if(WAY STREQUAL "installed")
    # A version that is not there is not found, and a missing component neither.
    foreach(wrong IN ITEMS -DWANTED_VERSION=99.0 -DWANTED_COMPONENT=NoSuchThing)
        file(REMOVE_RECURSE ${build}-refused)
        execute_process(COMMAND ${CMAKE_COMMAND} ${common} ${consumer} ${wrong} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${build}-refused
            RESULT_VARIABLE code OUTPUT_QUIET ERROR_QUIET)
        if(code EQUAL 0)
            message(FATAL_ERROR "find_package() succeeded with ${wrong}")
        endif()
    endforeach()
endif()
