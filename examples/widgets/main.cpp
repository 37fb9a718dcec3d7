// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The work of a consumer group in a window of Qt Widgets: what this member has to do is a table, and what somebody chose
// and acknowledged goes out of it.
#include <RedisStreams/groupconsumer.h>
#include <RedisStreams/streammodel.h>

#include <QtCore/QCommandLineParser>
#include <QtCore/QSet>
#include <QtCore/QSortFilterProxyModel>
#include <QtGui/QAction>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QStatusBar>
#include <QtWidgets/QTableView>
#include <QtWidgets/QToolBar>

using namespace RedisStreams;
using namespace Qt::StringLiterals;

/// The entries that are still to be acknowledged.
class OpenEntries : public QSortFilterProxyModel
{
public:
    explicit OpenEntries(StreamModel *model)
    {
        setSourceModel(model);
        connect(model, &StreamModel::rowsAboutToBeRemoved, this, [this, model](const QModelIndex &, int first, int last) {
            for (int row = first; row <= last; ++row)
                m_done.remove(key(model->entryAt(row)));
        });
    }
    void setDone(const QList<StreamEntry> &entries)
    {
        for (const StreamEntry &entry : entries)
            m_done.insert(key(entry));
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &) const override
    {
        return !m_done.contains(key(static_cast<StreamModel *>(sourceModel())->entryAt(row)));
    }

private:
    static QString key(const StreamEntry &entry) { return entry.idText() + u' ' + entry.stream(); }
    QSet<QString> m_done;
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"url"_s, u"The server."_s, u"URL"_s, u"redis://localhost"_s}, {u"group"_s, u"The group."_s, u"name"_s, u"desk"_s},
        {u"consumer"_s, u"Whose work it is."_s, u"name"_s, QSysInfo::machineHostName()},
        {u"acknowledge"_s, u"Acknowledges so many as soon as they are there, and ends."_s, u"count"_s},
        {u"screenshot"_s, u"Where to put a picture of the window before that."_s, u"file"_s}});
    parser.addPositionalArgument(u"streams"_s, u"The streams to work on."_s, u"[stream...]"_s);
    parser.process(application);
    RedisClient client(parser.value(u"url"_s));
    GroupConsumer worker(&client, parser.positionalArguments().isEmpty() ? QStringList{u"jobs"_s} : parser.positionalArguments(),
        parser.value(u"group"_s), parser.value(u"consumer"_s));
    worker.setGroupStartId(u"0"_s);
    worker.setStartFromBacklog(true); // what was open when the window was closed is there again
    worker.setMaxInFlight(500); // no more than somebody can work on; the others of the group get the rest
    StreamModel model;
    model.setMaximumRows(10'000);
    model.setConsumer(&worker);
    OpenEntries open(&model);
    QMainWindow window;
    window.setWindowTitle(u"%1 of group %2"_s.arg(worker.consumer(), worker.group()));
    QTableView table(&window);
    table.setModel(&open);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setAlternatingRowColors(true);
    table.horizontalHeader()->setStretchLastSection(true);
    table.verticalHeader()->hide();
    window.setCentralWidget(&table);
    window.resize(900, 500);
    QToolBar *const tools = window.addToolBar(u"Entries"_s);
    QAction *const acknowledge = tools->addAction(u"&Acknowledge"_s, QKeySequence(u"Ctrl+Return"_s), &table, [&] {
        QList<StreamEntry> chosen;
        for (const QModelIndex &index : table.selectionModel()->selectedRows())
            worker.acknowledge(chosen.emplaceBack(index.data(StreamModel::EntryRole).value<StreamEntry>()));
        open.setDone(chosen);
    });
    tools->addAction(u"&Pause"_s, &model, &StreamModel::setPaused)->setCheckable(true);
    QLineEdit filter;
    filter.setPlaceholderText(u"Filter: text, or field > 80"_s);
    tools->addWidget(&filter);
    const auto showState = [&] {
        window.statusBar()->showMessage(!model.filterError().isEmpty() ? model.filterError() : !worker.isHealthy() ? worker.errorString()
                : u"%1 open, %2 acknowledged"_s.arg(worker.inFlightCount()).arg(worker.acknowledgedCount()));
        if (parser.isSet(u"acknowledge"_s) && worker.acknowledgedCount() >= parser.value(u"acknowledge"_s).toInt())
            worker.stop();
    };
    // For trying it out without hands: as if somebody had chosen the first rows and pressed the button.
    QObject::connect(&open, &QAbstractItemModel::rowsInserted, &window, [&, left = parser.value(u"acknowledge"_s).toInt()]() mutable {
        if (left == 0 || open.rowCount() < left)
            return;
        table.selectionModel()->select({open.index(0, 0), open.index(std::exchange(left, 0) - 1, open.columnCount() - 1)}, QItemSelectionModel::Select);
        showState();
        if (parser.isSet(u"screenshot"_s))
            window.grab().save(parser.value(u"screenshot"_s));
        acknowledge->trigger();
    }, Qt::QueuedConnection);
    QObject::connect(&worker, &StreamConsumer::countersChanged, &window, showState);
    QObject::connect(&worker, &StreamConsumer::healthyChanged, &window, showState);
    QObject::connect(&filter, &QLineEdit::textChanged, &model, [&](const QString &text) { model.setFilter(text), showState(); });
    QObject::connect(&worker, &StreamConsumer::stopped, &application, &QApplication::quit);
    worker.start();
    window.show();
    return application.exec();
}
