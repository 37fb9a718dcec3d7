// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streamentry.h>

#include <QtCore/QAbstractListModel>
#include <QtCore/QSet>
#include <QtQml/qqml.h>

namespace RedisStreams {

/// An entry as it is shown in an EntryInspector: its fields as rows, and the whole of it as JSON, as hexadecimal digits,
/// and as redis-cli shows it. Large values are cut until they are expanded; what is copied is never cut.
class EntryDocument : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(QVariant entry READ entry WRITE setEntry NOTIFY entryChanged FINAL)
    Q_PROPERTY(bool valid READ isValid NOTIFY entryChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY entryChanged FINAL)
    Q_PROPERTY(double byteCount READ byteCount NOTIFY entryChanged FINAL)
    Q_PROPERTY(RedisStreams::EntryDocument::Form form READ form WRITE setForm NOTIFY formChanged FINAL)
    Q_PROPERTY(bool expanded READ isExpanded WRITE setExpanded NOTIFY expandedChanged FINAL)
    Q_PROPERTY(QString text READ text NOTIFY textChanged FINAL)
    Q_PROPERTY(bool cut READ isCut NOTIFY textChanged FINAL)
    QML_ELEMENT

public:
    enum class Form {
        Fields, ///< the rows alone
        Json, ///< an object of the fields; values that are JSON themselves are members, what is not text is base64
        Hex, ///< each value's bytes
        Raw, ///< as redis-cli shows it
    };
    Q_ENUM(Form)

    /// In QML: name, text (JSON indented; what is not text in hexadecimal), kind ("text", "number", "json" or "binary"),
    /// byteCount, cut (whether there is more than `text`).
    enum Role { NameRole = Qt::UserRole + 1, TextRole, KindRole, ByteCountRole, CutRole };
    Q_ENUM(Role)

    /// Of a value this much is shown at first, and this much at most.
    static constexpr qsizetype PreviewBytes = 2048;
    static constexpr qsizetype MostBytes = 256 * 1024;

    explicit EntryDocument(QObject *parent = nullptr);

    /// A streamEntry, or null.
    QVariant entry() const;
    void setEntry(const QVariant &entry);
    bool isValid() const { return m_entry.isValid(); }
    int count() const { return rowCount(); }
    double byteCount() const { return double(m_entry.byteCount()); }
    Form form() const { return m_form; }
    void setForm(Form form);
    /// Whether text() shows MostBytes of each value rather than PreviewBytes. Another entry begins unexpanded.
    bool isExpanded() const { return m_expanded; }
    void setExpanded(bool expanded);
    /// The whole entry in its form, with large values cut; empty for Fields.
    QString text() const;
    /// Whether values are cut in it.
    bool isCut() const;

    /// Shows more of one field.
    Q_INVOKABLE void expandField(int row);
    /// To the clipboard, complete: the whole entry (as JSON when the form is Fields), or one field's value (bytes that are
    /// no text as redis-cli shows them).
    Q_INVOKABLE void copy() const;
    Q_INVOKABLE void copyField(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void entryChanged();
    void formChanged();
    void expandedChanged();
    void textChanged();

private:
    qsizetype limit() const { return m_expanded ? MostBytes : PreviewBytes; }
    QString document(Form form, qsizetype limit) const;
    QString jsonMember(qsizetype field, qsizetype limit) const;
    QString fieldText(qsizetype field, qsizetype limit) const;

    StreamEntry m_entry;
    Form m_form = Form::Fields;
    bool m_expanded = false;
    QSet<int> m_expandedRows;
};

} // namespace RedisStreams
