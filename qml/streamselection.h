// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streammodel.h>

#include <QtCore/QItemSelectionModel>
#include <QtCore/QPersistentModelIndex>
#include <QtCore/QVariantList>
#include <QtQml/qqml.h>

namespace RedisStreams {

/// Which rows of a StreamModel are selected, and which is the current one. Both stay with their entries while rows come
/// and go; the current entry is kept also when its row has gone out.
class StreamSelection : public QItemSelectionModel
{
    Q_OBJECT
    Q_PROPERTY(RedisStreams::StreamModel *streamModel READ streamModel WRITE setStreamModel NOTIFY streamModelChanged FINAL)
    Q_PROPERTY(int row READ row NOTIFY rowsChanged FINAL)
    Q_PROPERTY(RedisStreams::StreamEntry entry READ entry NOTIFY entryChanged FINAL)
    Q_PROPERTY(bool hasEntry READ hasEntry NOTIFY entryChanged FINAL)
    Q_PROPERTY(QString description READ description NOTIFY entryChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY rowsChanged FINAL)
    Q_PROPERTY(QVariantList spans READ spans NOTIFY rowsChanged FINAL)
    QML_ELEMENT

public:
    enum How {
        Replace, ///< this row alone
        Extend, ///< all rows from where the last Replace or Toggle was
        Toggle, ///< this row more, or less
    };
    Q_ENUM(How)

    explicit StreamSelection(QObject *parent = nullptr);

    StreamModel *streamModel() const { return m_model; }
    void setStreamModel(StreamModel *model);

    /// The current row; -1 when there is none, or its entry is a row no more.
    int row() const { return m_current.row(); }
    /// The current entry, an invalid one when nothing is current.
    StreamEntry entry() const { return m_entry; }
    bool hasEntry() const { return m_entry.isValid(); }
    /// The current entry in words, for a screen reader: its first fields, long values cut. Empty without one.
    QString description() const;
    /// How many rows are selected.
    int count() const;
    /// The selected rows as ranges {first, count}, ascending.
    QVariantList spans() const { return m_spans; }

    /// Makes \a row current and selects; nothing for a row that does not exist.
    Q_INVOKABLE void choose(int row, RedisStreams::StreamSelection::How how = Replace);
    Q_INVOKABLE void chooseAll();
    Q_INVOKABLE void chooseNone();
    Q_INVOKABLE bool isRowChosen(int row) const;
    /// The selected rows as text, see StreamModel::copyRows().
    Q_INVOKABLE QString text(RedisStreams::StreamModel::TextFormat format = RedisStreams::StreamModel::Tsv) const;

Q_SIGNALS:
    void streamModelChanged();
    void rowsChanged();
    void entryChanged();

private:
    void setCurrent(int row);
    /// What is kept as an index in a column that goes is kept in another one.
    void columnsGo(const QModelIndex &parent, int first, int last);
    void selectRows(int first, int last, SelectionFlags flags);
    void updateRows();

    QPointer<StreamModel> m_model;
    QPersistentModelIndex m_current;
    QPersistentModelIndex m_anchor;
    StreamEntry m_entry;
    QVariantList m_spans;
    int m_row = -1; // as notified
};

} // namespace RedisStreams
