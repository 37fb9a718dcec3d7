// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "entrydocument.h"

#include "valuetext.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>

#include <limits>

namespace RedisStreams {

namespace {

constexpr qsizetype Everything = std::numeric_limits<qsizetype>::max();

bool isNumber(QByteArrayView bytes)
{
    bool ok = false;
    static_cast<void>(bytes.toDouble(&ok));
    return ok && bytes.size() < 40;
}

QString more(qsizetype bytes) { return QStringLiteral("... %1 more bytes").arg(bytes); }

} // namespace

EntryDocument::EntryDocument(QObject *parent)
    : QAbstractListModel(parent)
{
}

QVariant EntryDocument::entry() const { return isValid() ? QVariant::fromValue(m_entry) : QVariant::fromValue(nullptr); }

void EntryDocument::setEntry(const QVariant &entry)
{
    const StreamEntry fresh = entry.value<StreamEntry>();
    if (fresh.isValid() == m_entry.isValid() && fresh == m_entry)
        return;
    // Another entry is another document: nothing of the old rows stays.
    beginResetModel();
    m_entry = fresh.isValid() ? fresh.detached() : fresh;
    m_expandedRows.clear();
    const bool wasExpanded = std::exchange(m_expanded, false);
    endResetModel();
    Q_EMIT entryChanged();
    if (wasExpanded)
        Q_EMIT expandedChanged();
    Q_EMIT textChanged();
}

void EntryDocument::setForm(Form form)
{
    if (m_form == form)
        return;
    m_form = form;
    Q_EMIT formChanged();
    Q_EMIT textChanged();
}

void EntryDocument::setExpanded(bool expanded)
{
    if (m_expanded == expanded)
        return;
    m_expanded = expanded;
    Q_EMIT expandedChanged();
    Q_EMIT textChanged();
}

void EntryDocument::expandField(int row)
{
    if (row < 0 || row >= count() || m_expandedRows.contains(row))
        return;
    m_expandedRows.insert(row);
    Q_EMIT dataChanged(index(row), index(row), {TextRole, CutRole});
}

bool EntryDocument::isCut() const
{
    for (qsizetype i = 0; i < m_entry.fieldCount(); ++i) {
        if (m_entry.valueAt(i).size() > limit())
            return true;
    }
    return false;
}

QString EntryDocument::text() const { return document(m_form, limit()); }

void EntryDocument::copy() const
{
    if (isValid())
        QGuiApplication::clipboard()->setText(document(m_form == Form::Fields ? Form::Json : m_form, Everything));
}

void EntryDocument::copyField(int row) const
{
    if (row < 0 || row >= count())
        return;
    const QByteArrayView value = m_entry.valueAt(row);
    QGuiApplication::clipboard()->setText(ValueText::isText(value) ? QString::fromUtf8(value) : ValueText::quoted(value));
}

QString EntryDocument::document(Form form, qsizetype limit) const
{
    QStringList lines;
    for (qsizetype i = 0; i < m_entry.fieldCount(); ++i) {
        const QByteArrayView value = m_entry.valueAt(i);
        const qsizetype shown = qMin(limit, value.size());
        const QString rest = shown < value.size() ? u'\n' + more(value.size() - shown) : QString();
        switch (form) {
        case Form::Fields:
            return {};
        case Form::Json:
            lines.append(jsonMember(i, limit));
            break;
        case Form::Hex:
            lines.append(QStringLiteral("%1 (%2 bytes)\n%3%4\n")
                             .arg(QString::fromUtf8(m_entry.nameAt(i)), QString::number(value.size()), ValueText::hexDump(value.first(shown)), rest));
            break;
        case Form::Raw:
            lines.append(QStringLiteral("%1) %2\n%3) %4%5")
                             .arg(QString::number(2 * i + 1), ValueText::quoted(m_entry.nameAt(i)), QString::number(2 * i + 2),
                                  ValueText::quoted(value.first(shown)), rest));
            break;
        }
    }
    if (form == Form::Json)
        return lines.isEmpty() ? QStringLiteral("{}") : QStringLiteral("{\n  %1\n}").arg(lines.join(QStringLiteral(",\n  ")));
    return lines.join(u'\n');
}

QString EntryDocument::jsonMember(qsizetype field, qsizetype limit) const
{
    const QByteArrayView value = m_entry.valueAt(field);
    const QByteArrayView name = m_entry.nameAt(field);
    const auto base64 = [](QByteArrayView bytes) { return QStringLiteral("{\"base64\": \"%1\"}").arg(QString::fromLatin1(bytes.toByteArray().toBase64())); };
    // A name must be a string: what is no text is shown as nearly as can be.
    const QString begin = (ValueText::isText(name) ? ValueText::jsonString(name) : ValueText::jsonString(ValueText::quoted(name).toUtf8())) + QStringLiteral(": ");
    const bool isCut = value.size() > limit;
    if (!isCut) {
        if (const auto json = ValueText::prettyJson(value, 1))
            return begin + *json;
    }
    const QByteArrayView shown = isCut ? ValueText::beginning(value, limit) : value;
    const QString text = begin + (ValueText::isText(shown) ? ValueText::jsonString(shown) : base64(shown));
    return isCut ? text + QStringLiteral(" /* %1 */").arg(more(value.size() - shown.size())) : text;
}

QString EntryDocument::fieldText(qsizetype field, qsizetype limit) const
{
    const QByteArrayView value = m_entry.valueAt(field);
    const QByteArrayView shown = ValueText::beginning(value, limit);
    if (!ValueText::isText(shown))
        return ValueText::hexDump(value.first(qMin(limit, value.size())));
    if (shown.size() == value.size()) {
        if (const auto json = ValueText::prettyJson(value))
            return *json;
    }
    return QString::fromUtf8(shown);
}

int EntryDocument::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_entry.fieldCount()); }

QVariant EntryDocument::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const QByteArrayView value = m_entry.valueAt(row);
    const qsizetype most = m_expandedRows.contains(row) ? MostBytes : PreviewBytes;
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return QString::fromUtf8(m_entry.nameAt(row));
    case TextRole:
        return fieldText(row, most);
    case KindRole:
        if (!ValueText::isText(ValueText::beginning(value, MostBytes)))
            return QStringLiteral("binary");
        if (isNumber(value))
            return QStringLiteral("number");
        return value.size() <= MostBytes && ValueText::prettyJson(value) ? QStringLiteral("json") : QStringLiteral("text");
    case ByteCountRole:
        return double(value.size());
    case CutRole:
        return value.size() > most;
    default:
        return {};
    }
}

QHash<int, QByteArray> EntryDocument::roleNames() const
{
    return {{NameRole, "name"}, {TextRole, "text"}, {KindRole, "kind"}, {ByteCountRole, "byteCount"}, {CutRole, "cut"}};
}

} // namespace RedisStreams
