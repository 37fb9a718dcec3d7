// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streammodel.h"

#include <QtCore/QUrl>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace RedisStreams {

class StreamExporterPrivate;

/// Writes the rows of a StreamModel, or all entries of its streams, to a file or device, in slices of the event loop:
/// a window stays responsive, whatever the size.
///
/// \code
/// StreamExporter { id: exporter; model: entries; format: StreamModel.Csv
///                  onFinished: count => status.text = count + " entries written"
///                  onFailed: message => status.text = message }
/// Button { onClicked: exporter.exportTo("file:///tmp/entries.csv") }
/// \endcode
///
/// Csv (RFC 4180) and Tsv have the columns that are shown, in their order; of a field that repeats in an entry they
/// have the last value. Whole streams may have fields that no row had: these are in a last column, as JSON. JsonLines
/// has all fields of each entry as they are. A value that is not UTF-8 is {"base64":"..."} in each of them.
class REDISSTREAMS_EXPORT StreamExporter : public QObject
{
    Q_OBJECT
    Q_PROPERTY(RedisStreams::StreamModel *model READ model WRITE setModel NOTIFY modelChanged FINAL)
    Q_PROPERTY(RedisStreams::StreamModel::TextFormat format READ format WRITE setFormat NOTIFY formatChanged FINAL)
    Q_PROPERTY(RedisStreams::StreamExporter::Scope scope READ scope WRITE setScope NOTIFY scopeChanged FINAL)
    Q_PROPERTY(bool running READ isRunning NOTIFY runningChanged FINAL)
    Q_PROPERTY(qint64 exportedCount READ exportedCount NOTIFY progressChanged FINAL)
    Q_PROPERTY(double progress READ progress NOTIFY progressChanged FINAL)
    Q_PROPERTY(QString errorString READ errorString NOTIFY errorStringChanged FINAL)

public:
    /// What is written, in the order shown for rows, in that of the ids for streams.
    enum Scope {
        Rows, ///< the rows there are when it begins
        WholeStreams, ///< all entries of the consumer's streams up to the newest when it begins, as far as they match
                      ///< the filter; fetched page by page, so that no more than a page of each stream is in memory
    };
    Q_ENUM(Scope)

    explicit StreamExporter(QObject *parent = nullptr);
    /// Cancels.
    ~StreamExporter() override;

    StreamModel *model() const;
    void setModel(StreamModel *model);
    /// Default: Csv.
    StreamModel::TextFormat format() const;
    void setFormat(StreamModel::TextFormat format);
    /// Default: Rows.
    Scope scope() const;
    void setScope(Scope scope);

    bool isRunning() const;
    /// Entries written by the export under way, or the last one.
    qint64 exportedCount() const;
    /// 0 to 1: the part of the entries that was looked at.
    double progress() const;
    /// Why the last export failed; empty when it did not.
    QString errorString() const;

    /// Writes a local file. It appears under its name when it is complete: a file that was there stays as it was when
    /// the export fails or is cancelled. What is changed here or in the model meanwhile is for the next export. Gives
    /// false, with failed(), when it cannot begin (also while another is running).
    Q_INVOKABLE bool exportTo(const QUrl &file);
    /// Writes to \a device, open for writing and not owned, which must live until the end. What it does not take at
    /// once is waited for.
    bool exportTo(QIODevice *device);
    /// Ends an export with cancelled(). What a device got stays there.
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void modelChanged();
    void formatChanged();
    void scopeChanged();
    void runningChanged();
    /// At most ten times a second.
    void progressChanged();
    void errorStringChanged();
    /// Exactly one of these follows each exportTo() that gave true.
    void finished(qint64 entries);
    void failed(const QString &message);
    void cancelled();

private:
    friend class StreamExporterPrivate;
    std::unique_ptr<StreamExporterPrivate> d;
};

} // namespace RedisStreams
