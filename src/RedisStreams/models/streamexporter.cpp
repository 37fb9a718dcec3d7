// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/streamexporter_p.h"

#include "models/streammodel_p.h"

#include <utility>

namespace RedisStreams {

namespace {

constexpr qint64 SliceTime = 4; // ms
constexpr qsizetype BufferSize = 64 * 1024;
constexpr qint64 MaximumUnwritten = 1024 * 1024; // bytes that a socket or pipe has not taken yet
constexpr qint64 ProgressInterval = 100; // ms

} // namespace

StreamExporterPrivate::StreamExporterPrivate(StreamExporter *exporter)
    : q(exporter)
{
    nextSlice.setSingleShot(true);
    QObject::connect(&nextSlice, &QTimer::timeout, q, [this] { slice(); });
}

bool StreamExporterPrivate::refuse(const QString &message)
{
    const QPointer<StreamExporter> guard(q);
    setError(message);
    if (guard)
        Q_EMIT q->failed(message);
    return false;
}

bool StreamExporterPrivate::start(QIODevice *target, std::unique_ptr<QSaveFile> saveFile)
{
    StreamModelPrivate *const rows = StreamModelPrivate::of(model);
    rows->flush();
    filter = {};
    if (scope == StreamExporter::Rows) {
        QList<StreamEntry> entries;
        entries.reserve(rows->rowCount());
        for (int row = 0; row < rows->rowCount(); ++row)
            entries.append(rows->rowAt(row).entry);
        source = std::make_unique<RowsSource>(entries);
    } else {
        RedisClient *const client = rows->consumer ? rows->consumer->client() : nullptr;
        if (!client)
            return refuse(QStringLiteral("Whole streams cannot be exported: the model has no consumer with a client"));
        QList<QByteArray> keys;
        const QStringList names = rows->consumer->streams();
        for (const QString &name : names)
            keys.append(name.toUtf8());
        source = std::make_unique<StreamsSource>(client, keys);
        filter = rows->filter;
    }
    buffer.clear();
    table.reset();
    if (format != StreamModel::JsonLines) {
        table = std::make_unique<Internal::TableText>(rows->tableText(format));
        if (scope == StreamExporter::WholeStreams)
            table->setOtherFields(rows->fields.names());
        table->appendHeader(&buffer);
    }
    file = std::move(saveFile);
    device = target;
    written = 0;
    looked = 0;
    if (!file) {
        // Whoever waits for the device would wait for ever.
        const auto look = [this] {
            if (running)
                nextSlice.start(0);
        };
        deviceGoes = {QObject::connect(target, &QObject::destroyed, q, look),
            QObject::connect(target, &QIODevice::aboutToClose, q, look),
            QObject::connect(target, &QIODevice::readChannelFinished, q, look)};
    }
    running = true;
    lastProgress = 0;
    sinceProgress.start();
    nextSlice.start(0);
    const QPointer<StreamExporter> guard(q);
    setError({});
    if (guard)
        Q_EMIT q->runningChanged();
    if (guard)
        Q_EMIT q->progressChanged();
    return true;
}

void StreamExporterPrivate::slice()
{
    if (!running)
        return;
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < SliceTime) {
        if (!flushBuffer())
            return;
        if (deviceIsFull())
            return waitForDevice();
        const QList<StreamEntry> entries = source->take();
        if (entries.isEmpty()) {
            if (source->atEnd())
                return finish();
            source->fetch([this](const RedisError &problem) {
                if (problem)
                    fail(problem.message());
                else
                    nextSlice.start(0);
            });
            return;
        }
        for (const StreamEntry &entry : entries) {
            ++looked;
            if (filter.matches(entry))
                write(entry);
        }
    }
    notifyProgress(false);
    if (running)
        nextSlice.start(0);
}

void StreamExporterPrivate::write(const StreamEntry &entry)
{
    ++written;
    if (table)
        table->appendRow(&buffer, entry);
    else
        Internal::appendJsonLine(&buffer, entry);
}

/// Gives the device what has gathered; false when the export is over.
bool StreamExporterPrivate::flushBuffer()
{
    if (!device) {
        fail(QStringLiteral("The device that was written to is gone"));
        return false;
    }
    if (buffer.size() < BufferSize && !source->atEnd())
        return true;
    if (buffer.isEmpty())
        return true;
    const qint64 taken = device->write(buffer);
    if (taken < 0) {
        fail(QStringLiteral("Cannot write: %1").arg(device->errorString()));
        return false;
    }
    buffer.remove(0, taken);
    return true;
}

bool StreamExporterPrivate::deviceIsFull() const
{
    return device->isSequential() && (device->bytesToWrite() > MaximumUnwritten || buffer.size() >= BufferSize);
}

void StreamExporterPrivate::waitForDevice()
{
    notifyProgress(false);
    if (!running || deviceGoesOn)
        return;
    const auto goOn = [this] {
        QObject::disconnect(deviceGoesOn);
        nextSlice.start(0);
    };
    deviceGoesOn = QObject::connect(device, &QIODevice::bytesWritten, q, goOn);
}

double StreamExporterPrivate::progress() const
{
    if (!source)
        return lastProgress;
    if (source->atEnd())
        return 1;
    const qint64 expected = source->expected();
    return expected > 0 ? qMin(1.0, double(looked) / double(expected)) : 0;
}

void StreamExporterPrivate::notifyProgress(bool now)
{
    if (!now && sinceProgress.elapsed() < ProgressInterval)
        return;
    sinceProgress.start();
    Q_EMIT q->progressChanged();
}

void StreamExporterPrivate::setError(const QString &message)
{
    if (std::exchange(error, message) != message)
        Q_EMIT q->errorStringChanged();
}

void StreamExporterPrivate::end()
{
    lastProgress = progress();
    running = false;
    nextSlice.stop();
    QObject::disconnect(deviceGoesOn);
    for (const QMetaObject::Connection &connection : std::exchange(deviceGoes, {}))
        QObject::disconnect(connection);
    source.reset();
    file.reset();
    device.clear();
    const QPointer<StreamExporter> guard(q);
    notifyProgress(true);
    if (guard)
        Q_EMIT q->runningChanged();
}

void StreamExporterPrivate::finish()
{
    // A device may take less than it is given.
    if (!buffer.isEmpty())
        return waitForDevice();
    if (file && !file->commit())
        return fail(QStringLiteral("Cannot write %1: %2").arg(file->fileName(), file->errorString()));
    const QPointer<StreamExporter> guard(q);
    const qint64 entries = written;
    end();
    if (guard)
        Q_EMIT q->finished(entries);
}

void StreamExporterPrivate::fail(const QString &message)
{
    const QPointer<StreamExporter> guard(q);
    end();
    if (guard)
        setError(message);
    if (guard)
        Q_EMIT q->failed(message);
}

void StreamExporterPrivate::cancel()
{
    if (!running)
        return;
    const QPointer<StreamExporter> guard(q);
    end();
    if (guard)
        Q_EMIT q->cancelled();
}

StreamExporter::StreamExporter(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<StreamExporterPrivate>(this))
{
}

StreamExporter::~StreamExporter() = default;

StreamModel *StreamExporter::model() const { return d->model; }
void StreamExporter::setModel(StreamModel *model)
{
    if (d->model == model)
        return;
    d->model = model;
    Q_EMIT modelChanged();
}

StreamModel::TextFormat StreamExporter::format() const { return d->format; }
void StreamExporter::setFormat(StreamModel::TextFormat format)
{
    if (std::exchange(d->format, format) != format)
        Q_EMIT formatChanged();
}

StreamExporter::Scope StreamExporter::scope() const { return d->scope; }
void StreamExporter::setScope(Scope scope)
{
    if (std::exchange(d->scope, scope) != scope)
        Q_EMIT scopeChanged();
}

bool StreamExporter::isRunning() const { return d->running; }
qint64 StreamExporter::exportedCount() const { return d->written; }
double StreamExporter::progress() const { return d->progress(); }
QString StreamExporter::errorString() const { return d->error; }

bool StreamExporter::exportTo(const QUrl &file)
{
    if (!file.isLocalFile())
        return d->refuse(
            QStringLiteral("Only a local file can be written (file:///...), not %1").arg(file.toDisplayString()));
    auto saveFile = std::make_unique<QSaveFile>(file.toLocalFile());
    if (d->running || !d->model)
        return exportTo(saveFile.get()); // which says why not
    if (!saveFile->open(QIODevice::WriteOnly))
        return d->refuse(QStringLiteral("Cannot write %1: %2").arg(saveFile->fileName(), saveFile->errorString()));
    QSaveFile *const device = saveFile.get();
    return d->start(device, std::move(saveFile));
}

bool StreamExporter::exportTo(QIODevice *device)
{
    if (d->running)
        return d->refuse(QStringLiteral("Another export is running; wait until it is done, or cancel it"));
    if (!d->model)
        return d->refuse(QStringLiteral("There is no model to export"));
    if (!device || !device->isWritable())
        return d->refuse(QStringLiteral("The device is not open for writing"));
    return d->start(device, nullptr);
}

void StreamExporter::cancel() { d->cancel(); }

} // namespace RedisStreams
