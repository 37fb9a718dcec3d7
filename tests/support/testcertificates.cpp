// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "testcertificates.h"

#include "redisserver.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>

using namespace Qt::StringLiterals;

namespace RedisStreams::Test {

namespace {

// A configuration of our own: that of the system may lack the sections, or be missing altogether.
constexpr char configuration[] = R"([req]
distinguished_name = dn
prompt = no
[dn]
CN = RedisStreams test
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical,CA:FALSE
subjectAltName = DNS:localhost,IP:127.0.0.1,IP:::1
)";

bool runOpenssl(const QString &directory, const QStringList &arguments, QString *reason)
{
    const QString program = RedisServer::findProgram(u"openssl"_s);
    if (program.isEmpty()) {
        *reason = u"openssl is not installed"_s;
        return false;
    }
    QProcess process;
    process.setWorkingDirectory(directory);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments, QIODevice::ReadOnly);
    if (process.waitForFinished() && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return true;
    *reason = u"openssl "_s + arguments.join(u' ') + u": "_s + process.errorString() + u'\n'
        + QString::fromLocal8Bit(process.readAll());
    return false;
}

QStringList words(const char *text) { return QString::fromLatin1(text).split(u' '); }

} // namespace

bool makeTestCertificates(const QString &directory, QString *reason)
{
    QFile file(directory + u"/openssl.cnf"_s);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(configuration) < 0 || !file.flush()) {
        *reason = file.errorString();
        return false;
    }
    // Elliptic curves because making RSA keys takes long enough to be felt in every test.
    return runOpenssl(directory,
               words("req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -days 3"
                     " -config openssl.cnf -extensions ca -subj /CN=RedisStreams-CA -keyout ca.key -out ca.crt"),
               reason)
        && runOpenssl(directory,
            words("req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256"
                  " -config openssl.cnf -subj /CN=localhost -keyout server.key -out server.csr"),
            reason)
        && runOpenssl(directory,
            words("x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -sha256 -days 3"
                  " -extfile openssl.cnf -extensions server -out server.crt"),
            reason);
}

} // namespace RedisStreams::Test
