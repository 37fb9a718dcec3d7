// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams
import RedisStreamsDashboard

// Which server to connect to. Passwords are asked for and never stored: of a recent server the URL without it is kept.
AppPopup {
    id: root

    required property Session session
    readonly property string typed: urlField.text.trim()
    readonly property string problem: typed.length > 0 ? ServerUrl.problem(typed) : ""
    readonly property bool tls: ServerUrl.isTls(typed)

    // With the server in use, or another one that a password is wanted for.
    function ask(url: string) {
        urlField.text = url !== undefined && url.length > 0 ? url : ServerUrl.withoutPassword(session.client.url);
        passwordField.text = "";
        caChoice.currentIndex = ServerUrl.caFile(urlField.text).length > 0 ? 1 : 0;
        caField.text = ServerUrl.caFile(urlField.text);
        open();
        if (session.wantsPassword || passwordField.wanted) {
            passwordField.forceActiveFocus();
        } else {
            urlField.forceActiveFocus();
            urlField.selectAll();
        }
    }

    function connectNow() {
        if (typed.length === 0 || problem.length > 0)
            return;
        let url = typed;
        if (passwordField.text.length > 0)
            url = ServerUrl.withPassword(url, passwordField.text);
        else if (url === ServerUrl.withoutPassword(session.client.url))
            url = session.client.url; // with the password that it has
        passwordField.text = "";
        session.connectTo(url, []);
        close();
    }

    // A file counts as soon as it is typed, like everything else.
    function applyCa() {
        if (tls)
            urlField.text = ServerUrl.withCaFile(typed, caChoice.currentIndex === 1 ? LocalFiles.absolute(caField.text) : "");
    }

    objectName: "connectionDialog"
    title: qsTr("Connect to a server")
    width: 116 * Theme.grid
    onClosed: {
        passwordField.text = "";
        passwordField.wanted = false;
    }

    AppLabel {
        text: qsTr("URL")
    }
    AppTextField {
        id: urlField
        objectName: "url"
        width: parent.width
        placeholderText: "redis://localhost:6379"
        Accessible.name: qsTr("URL of the server")
        onAccepted: root.connectNow()
    }
    AppLabel {
        width: parent.width
        text: root.problem.length > 0 ? root.problem
            : qsTr("redis://  rediss:// (TLS)  unix:///path  redis+cluster://host1,host2")
        color: root.problem.length > 0 ? Theme.bad : Theme.mutedText
    }

    RowLayout {
        width: parent.width
        spacing: 2 * Theme.grid

        AppCheckBox {
            id: tlsBox
            objectName: "tls"
            text: qsTr("TLS")
            checked: root.tls
            enabled: !root.typed.startsWith("unix:")
            onToggled: urlField.text = ServerUrl.withTls(root.typed, checked)
        }
        ChoiceBox {
            id: caChoice
            objectName: "caChoice"
            Layout.preferredWidth: 50 * Theme.grid
            visible: root.tls
            model: [qsTr("System certificates"), qsTr("PEM file")]
            Accessible.name: qsTr("Which authorities are trusted")
            onActivated: root.applyCa()
        }
        AppTextField {
            id: caField
            objectName: "caFile"
            Layout.fillWidth: true
            visible: root.tls && caChoice.currentIndex === 1
            placeholderText: qsTr("/path/to/ca.pem")
            Accessible.name: qsTr("File with certificates, PEM")
            onTextEdited: root.applyCa()
            onAccepted: root.connectNow()
        }
        FilePicker {
            visible: dialog !== null && caField.visible
            wanted: root.opened && caField.visible
            path: caField.text
            onChosen: path => {
                caField.text = path;
                root.applyCa();
            }
        }
        Item {
            Layout.fillWidth: true
            visible: !caField.visible
        }
    }

    AppLabel {
        width: parent.width
        text: qsTr("Password, if the server wants one. It is not stored: you are asked again next time.")
    }
    AppTextField {
        id: passwordField
        objectName: "password"
        property bool wanted: false
        width: parent.width
        echoMode: TextInput.Password
        placeholderText: qsTr("Password")
        Accessible.name: qsTr("Password")
        onAccepted: root.connectNow()
    }
    AppLabel {
        width: parent.width
        visible: text.length > 0
        text: root.session.client.errorString
        color: Theme.bad
    }

    ActionButton {
        objectName: "connect"
        anchors.right: parent.right
        primary: true
        enabled: root.typed.length > 0 && root.problem.length === 0
        text: qsTr("Connect")
        hint: qsTr("Enter")
        onClicked: root.connectNow()
    }

    RecentServers {
        width: parent.width
        visible: count > 0
        onChosen: (url, needsPassword) => {
            passwordField.wanted = needsPassword;
            if (needsPassword && url !== ServerUrl.withoutPassword(root.session.client.url)) {
                root.ask(url);
                return;
            }
            urlField.text = url;
            root.connectNow();
        }
    }
}
