// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"

#include <QtCore/QAbstractListModel>
#include <QtCore/QStringList>

namespace RedisStreams {

class StreamModelPrivate;

/// The columns of a StreamModel in their order, shown or not: a list to choose from, and the place to arrange them.
/// It belongs to its model (StreamModel::columns()).
///
/// A column is known by its key: "@time", "@stream", "@id", and for a field its name (with another '@' in front when
/// the name begins with one, in hexadecimal after "@0x" when it is not text). Both `order` and `hidden` may name
/// columns that have not been seen yet, so that what the user arranged can be stored, and set before reading begins:
/// \code
/// Settings { property alias order: columns.order; property alias hidden: columns.hidden }
/// \endcode
class REDISSTREAMS_EXPORT StreamColumnModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(QStringList order READ order WRITE setOrder NOTIFY orderChanged FINAL)
    Q_PROPERTY(QStringList hidden READ hidden WRITE setHidden NOTIFY hiddenChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)

public:
    /// In QML: display, key, shown, field, numeric.
    enum Role {
        KeyRole = Qt::UserRole + 1, ///< QString
        ShownRole, ///< bool; may be set
        FieldRole, ///< bool: a field of entries, not their time, stream or id
        NumericRole, ///< bool: all values so far are numbers
    };
    Q_ENUM(Role)

    ~StreamColumnModel() override;

    /// The keys of all columns known, in order. Columns that the list set does not name come after those it does.
    QStringList order() const;
    void setOrder(const QStringList &keys);
    /// The keys of the columns that are not shown.
    QStringList hidden() const;
    void setHidden(const QStringList &keys);
    int count() const { return rowCount(); }

    Q_INVOKABLE bool isShown(const QString &key) const;
    Q_INVOKABLE void setShown(const QString &key, bool shown);
    /// Moves the column in row \a from of this list to row \a to; does nothing when there is no such row.
    Q_INVOKABLE void move(int from, int to);
    /// Moves the column of the table's section \a from to the section \a to, as dragging its title does.
    Q_INVOKABLE void moveSection(int from, int to);
    Q_INVOKABLE void showAll() { setHidden({}); }
    /// The column of the table that shows \a key; -1 when none does.
    Q_INVOKABLE int section(const QString &key) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void orderChanged();
    void hiddenChanged();
    void countChanged();

private:
    friend class StreamModelPrivate;
    explicit StreamColumnModel(StreamModelPrivate *model, QObject *parent);
    StreamModelPrivate *const d;
};

} // namespace RedisStreams
