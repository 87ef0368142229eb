"""A real SMTP server that misbehaves on demand, for the delivery tests.

    python smtp_server.py FOLDER [--tls starttls|implicit|none] [--auth USER:PASSWORD] [--greeting LINE]
                          [--pipelining] [--per-connection N] [--enough REPLY] [--at-once N]

Prints "listening PORT". Every mail it takes is written to FOLDER as 0001.eml, 0002.eml, … What it answers is set by
lines on standard input, each acknowledged by "ok":

    rcpt REPLY          answers every RCPT with REPLY
    data REPLY          answers the mail itself with REPLY
    data drop           takes the mail and closes the connection before answering
    data take-and-drop  the same, but keeps the mail
    data hang           takes the mail and never answers
    mail REPLY          answers every MAIL with REPLY
    normal              takes everything again
    hold WORD           keeps mails to addresses with this word waiting for their answer, until "normal"
    await N             acknowledged once N mails were taken
    connections         acknowledged by how many connections were opened so far

Over one connection it takes --per-connection mails and then answers each MAIL with --enough ("421 4.7.0 enough";
"drop" closes the connection without a word). It serves --at-once connections and answers further ones with 421.
With TLS it makes itself a certificate for "localhost" (openssl) and leaves it at FOLDER/ca.pem.
"""

import argparse
import asyncio
import logging
import os
import ssl
import subprocess
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


class Replies:
    def __init__(self):
        self.normal()

    def normal(self):
        self.mail = self.rcpt = self.data = self.hold = None
        self.let_go = asyncio.Event()


class Handler:
    def __init__(self, folder, replies, args):
        self.folder = folder
        self.replies = replies
        self.args = args
        self.count = 0
        self.connections = 0
        self.taken = asyncio.Condition()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        session.served = 0
        extra = ["250-PIPELINING"] if self.args.pipelining else []
        return responses[:-1] + extra + responses[-1:]

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.args.per_connection and session.served >= self.args.per_connection:
            if self.args.enough == "drop":
                server.transport.abort()
            elif self.args.enough.startswith("421"):
                asyncio.get_running_loop().call_soon(server.transport.close)
            return self.args.enough
        session.served += 1
        if self.replies.mail:
            return self.replies.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.replies.rcpt:
            return self.replies.rcpt
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.replies.hold and any(self.replies.hold in to for to in envelope.rcpt_tos):
            await self.replies.let_go.wait()
        reply = self.replies.data
        if reply in (None, "take-and-drop"):
            self.keep(envelope)
            async with self.taken:
                self.taken.notify_all()
        if reply in ("drop", "take-and-drop"):
            server.transport.abort()
            # Whatever is answered from here on goes nowhere.
            return "250 2.0.0 never seen"
        if reply == "hang":
            await asyncio.Event().wait()
        return reply or "250 2.0.0 taken"

    def keep(self, envelope):
        self.count += 1
        name = os.path.join(self.folder, "%04d.eml" % self.count)
        with open(name + ".part", "wb") as file:
            file.write(b"X-RcptTo: " + ", ".join(envelope.rcpt_tos).encode() + b"\r\n")
            file.write(envelope.content)
        os.rename(name + ".part", name)


def certificate(folder):
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "ca.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


async def main():
    # Connections that end badly are what the tests are about; their traces would hide a real failure.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    parser.add_argument("--auth")
    parser.add_argument("--greeting", help="a reply that is sent instead of the greeting, e.g. '421 busy'")
    parser.add_argument("--pipelining", action="store_true")
    parser.add_argument("--per-connection", type=int)
    parser.add_argument("--enough", default="421 4.7.0 enough")
    parser.add_argument("--at-once", type=int)
    args = parser.parse_args()

    replies = Replies()
    handler = Handler(args.folder, replies, args)
    context = certificate(args.folder) if args.tls != "none" else None

    def authenticate(server, session, envelope, mechanism, data):
        good = args.auth.encode() == data.login + b":" + data.password
        return AuthResult(success=good, handled=False)

    class Counted(SMTP):
        open = 0

        def connection_made(self, transport):
            handler.connections += 1
            Counted.open += 1
            if args.at_once and Counted.open > args.at_once:
                transport.write(b"421 4.7.0 too many connections\r\n")
                transport.close()
                return
            super().connection_made(transport)

        def connection_lost(self, error):
            Counted.open -= 1
            if self.transport is not None:
                super().connection_lost(error)

    def protocol():
        return Counted(
            handler,
            hostname="localhost",
            enable_SMTPUTF8=False,
            tls_context=context if args.tls == "starttls" else None,
            require_starttls=args.tls == "starttls",
            authenticator=authenticate if args.auth else None,
            auth_required=bool(args.auth),
            auth_require_tls=args.tls == "starttls",
            loop=loop,
        )

    async def refuse(reader, writer):
        writer.write(args.greeting.encode() + b"\r\n")
        await writer.drain()
        writer.close()

    loop = asyncio.get_running_loop()
    if args.greeting:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    else:
        implicit = context if args.tls == "implicit" else None
        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=implicit)
    print("listening", server.sockets[0].getsockname()[1], flush=True)

    # The server ends with the test that started it: its standard input closes then.
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        what, _, reply = line.strip().partition(" ")
        if what == "normal":
            replies.let_go.set()
            replies.normal()
        elif what == "await":
            async with handler.taken:
                await handler.taken.wait_for(lambda: handler.count >= int(reply))
        elif what == "connections":
            print(handler.connections, flush=True)
            continue
        else:
            setattr(replies, what, reply)
        print("ok", flush=True)
    os._exit(0)


asyncio.run(main())
