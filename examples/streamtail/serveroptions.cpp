// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "serveroptions.h"

#include <QtCore/QFile>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslSocket>

using namespace Qt::StringLiterals;
using RedisStreams::ConnectionOptions;
using RedisStreams::RedisError;

namespace StreamTail {
namespace {

/// Reads the files into \a tls; returns why that is not possible, or nothing.
class TlsFiles
{
public:
    TlsFiles(const Options &options, QSslConfiguration &tls)
        : m_options(options)
        , m_tls(tls)
    {
    }

    QString load()
    {
        if (!QSslSocket::supportsSsl())
            return u"this Qt has no TLS backend: --ca, --cert and --key cannot be used"_s;
        if (QString reason = loadAuthorities(); !reason.isEmpty())
            return reason;
        return loadIdentity();
    }

private:
    static QString read(const QString &path, QByteArray *content)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return u"cannot read %1: %2"_s.arg(path, file.errorString());
        *content = file.readAll();
        return {};
    }

    QString loadAuthorities()
    {
        if (m_options.caFile.isEmpty())
            return {};
        QByteArray content;
        if (QString reason = read(m_options.caFile, &content); !reason.isEmpty())
            return reason;
        const QList<QSslCertificate> authorities = QSslCertificate::fromData(content, QSsl::Pem);
        if (authorities.isEmpty())
            return u"%1 holds no certificate in PEM form"_s.arg(m_options.caFile);
        m_tls.setCaCertificates(authorities);
        return {};
    }

    QString loadIdentity()
    {
        if (m_options.certificateFile.isEmpty())
            return {};
        QByteArray content;
        if (QString reason = read(m_options.certificateFile, &content); !reason.isEmpty())
            return reason;
        const QList<QSslCertificate> chain = QSslCertificate::fromData(content, QSsl::Pem);
        if (chain.isEmpty())
            return u"%1 holds no certificate in PEM form"_s.arg(m_options.certificateFile);
        m_tls.setLocalCertificateChain(chain);

        if (QString reason = read(m_options.keyFile, &content); !reason.isEmpty())
            return reason;
        for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
            const QSslKey key(content, algorithm, QSsl::Pem);
            if (!key.isNull()) {
                m_tls.setPrivateKey(key);
                return {};
            }
        }
        return u"%1 holds no private key in PEM form (RSA, EC or DSA, without a passphrase)"_s.arg(m_options.keyFile);
    }

    const Options &m_options;
    QSslConfiguration &m_tls;
};

} // namespace

ConnectionOptions serverOptions(const Options &options, const QString &environmentPassword, QString *reason)
{
    RedisError error;
    ConnectionOptions server = ConnectionOptions::fromUrl(options.url, &error);
    if (error) {
        *reason = error.message();
        return server;
    }
    if (server.password().isEmpty() && !environmentPassword.isEmpty())
        server.setCredentials(server.user(), environmentPassword);

    const bool hasFiles = !options.caFile.isEmpty() || !options.certificateFile.isEmpty();
    if (!hasFiles)
        return server;
    if (!server.isTls()) {
        *reason = u"%1 needs a rediss:// URL"_s.arg(options.caFile.isEmpty() ? "--cert"_L1 : "--ca"_L1);
        return server;
    }
    QSslConfiguration tls = server.sslConfiguration();
    *reason = TlsFiles(options, tls).load();
    server.setSslConfiguration(tls);
    return server;
}

} // namespace StreamTail
