// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamexporter.h"

#include "models/entryfilter_p.h"
#include "models/entrytext_p.h"
#include "models/exportsources_p.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QSaveFile>
#include <QtCore/QTimer>

namespace RedisStreams {

class StreamExporterPrivate
{
public:
    explicit StreamExporterPrivate(StreamExporter *exporter);

    bool start(QIODevice *target, std::unique_ptr<QSaveFile> saveFile);
    bool refuse(const QString &message);
    void cancel();
    double progress() const;

    StreamExporter *q;
    QPointer<StreamModel> model;
    StreamModel::TextFormat format = StreamModel::Csv;
    StreamExporter::Scope scope = StreamExporter::Rows;
    bool running = false;
    qint64 written = 0; // entries
    qint64 looked = 0;
    QString error;

private:
    void slice();
    void write(const StreamEntry &entry);
    bool flushBuffer();
    bool deviceIsFull() const;
    void waitForDevice();
    void notifyProgress(bool now);
    void setError(const QString &message);
    void end();
    void finish();
    void fail(const QString &message);

    std::unique_ptr<ExportSource> source;
    std::unique_ptr<Internal::TableText> table; // without one: JSON
    Internal::EntryFilter filter;
    std::unique_ptr<QSaveFile> file;
    QPointer<QIODevice> device;
    QByteArray buffer;
    QMetaObject::Connection deviceGoesOn;
    QList<QMetaObject::Connection> deviceGoes;
    double lastProgress = 0;
    QTimer nextSlice;
    QElapsedTimer sinceProgress;
};

} // namespace RedisStreams
