# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT

# Most of the time to compile a file of ours goes into Qt's headers: compiled once for a target, they halve it. A file
# still includes what it uses; CMAKE_DISABLE_PRECOMPILE_HEADERS=ON builds without.

# redisstreams_precompile_core(<target>): what the library's bodies include over and over.
function(redisstreams_precompile_core target)
    target_precompile_headers(${target} PRIVATE
        <QtCore/QAbstractListModel> <QtCore/QByteArrayList> <QtCore/QDateTime> <QtCore/QElapsedTimer> <QtCore/QFuture>
        <QtCore/QHash> <QtCore/QList> <QtCore/QPointer> <QtCore/QPromise> <QtCore/QSet> <QtCore/QStringList> <QtCore/QTimer>
        <QtCore/QUrl> <QtCore/QVariant>
        <algorithm> <deque> <functional> <memory> <optional> <vector>)
endfunction()

# redisstreams_precompile_qml(<target>): what qmlcachegen's files include, and the types that are registered with QML.
function(redisstreams_precompile_qml target)
    target_precompile_headers(${target} PRIVATE
        <QtCore/QFuture> <QtCore/QPointer> <QtCore/QTimer>
        <QtQml/qqmlprivate.h> <QtQml/QQmlComponent> <QtQml/QQmlContext> <QtQml/QQmlEngine> <QtQml/qjsprimitivevalue.h>
        <QtQuick/QQuickItem>)
endfunction()
