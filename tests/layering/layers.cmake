# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT

# The layers of the library in order, and where its public headers belong: the one place where this is written down
# for machines. Each layer uses itself and those before it; "global" is open to all.
set(LAYERS global values resp connection topology commands client consumers models)

# Public headers lie flat in src/RedisStreams; each belongs to the layer that implements it. The first pattern that
# fits a header's name counts: xconsumer would be no command, though it is named like one.
set(PUBLIC_HEADERS
    "export|version=global"
    "rediserror|respvalue|streamentry|streamid=values"
    "commandwriter=resp"
    "connectionoptions=connection"
    "redisclient|transaction|rangepager=client"
    "streamconsumer|groupconsumer|streamproducer|xconsumer=consumers"
    "streammonitor|monitortypes|streamseries|streamhistory|streamexporter|[a-z]+model=models"
    "command|commandfeature|serverinfo|streamcommands|x[a-z]+=commands")

# What a library without a user interface has no business with.
set(FOREIGN_MODULES "Qml|QmlModels|Quick|QuickControls2|QuickTest|Gui|Widgets|Charts|Graphs|OpenGL|Test")
set(FOREIGN_CLASSES "QQml|QQuick|QJS|QGui|QWidget|QApplication|QPainter|QColor|QImage|QPixmap|QFont|QIcon|QTest")
