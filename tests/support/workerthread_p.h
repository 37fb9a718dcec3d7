// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QMetaObject>
#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QThread>

#include <memory>
#include <type_traits>
#include <utility>

namespace RedisStreams::Test {

/// A worker that is made, used and destroyed in a thread of its own, so that it goes on while the test's thread is
/// blocked. What call() asks for has happened when it returns.
template <typename Worker>
class WorkerThread
{
public:
    template <typename... Args>
    explicit WorkerThread(const QString &name, Args &&...args)
    {
        m_thread.setObjectName(name);
        m_context.moveToThread(&m_thread);
        m_thread.start();
        call([&] { m_worker = std::make_unique<Worker>(std::forward<Args>(args)...); });
    }

    ~WorkerThread()
    {
        call([this] { m_worker.reset(); });
        m_thread.quit();
        m_thread.wait();
    }

    Q_DISABLE_COPY_MOVE(WorkerThread)

    Worker *operator->() { return m_worker.get(); }

    template <typename Function>
    auto call(Function function) -> std::invoke_result_t<Function>
    {
        // The worker may call back into code that calls us: waiting for our own thread would never end.
        if (QThread::currentThread() == &m_thread)
            return function();
        using Result = std::invoke_result_t<Function>;
        if constexpr (std::is_void_v<Result>) {
            QMetaObject::invokeMethod(
                &m_context, [&function] { function(); }, Qt::BlockingQueuedConnection);
        } else {
            Result result{};
            QMetaObject::invokeMethod(
                &m_context, [&function, &result] { result = function(); }, Qt::BlockingQueuedConnection);
            return result;
        }
    }

private:
    QThread m_thread;
    QObject m_context;
    std::unique_ptr<Worker> m_worker;
};

} // namespace RedisStreams::Test
