"""The AWS CLI from one process that has it loaded: a call costs a fork instead of an interpreter with botocore.

Argument: a folder. Writes a program `aws` into it, which sends its arguments, environment, folder and standard streams here and
ends as the call does. Prints one line when it serves, and until its standard input ends, so that it never outlives the test that
started it.
"""

import contextlib
import functools
import gc
import importlib
import marshal
import os
import select
import signal
import socket
import sys
import time
import traceback

import awscli
import awscli.clidriver
import awscli.customizations.s3.subcommands
import awscli.handlers
import botocore.endpoint
import botocore.exceptions
import botocore.httpsession
import botocore.parsers
import botocore.session
import botocore.signers

# What the scripts call: read once here, as each call would for itself.
SERVICES = "apigateway cloudformation cloudwatch dynamodb kms logs resourcegroupstaggingapi s3 sns sqs ssm sts".split()

CLIENT = f"""#!{sys.executable} -IS
import marshal, os, socket, sys

connection = socket.socket(socket.AF_UNIX)
connection.connect({os.path.join(sys.argv[1], "socket")!r})
socket.send_fds(connection, [b"."], [0, 1, 2])
connection.sendall(marshal.dumps((sys.argv[1:], dict(os.environb), os.getcwd())))
connection.shutdown(socket.SHUT_WR)
code = connection.recv(1)
if not code:
    sys.exit("served_aws.py ended before its answer")
os._exit(code[0])
"""


def read_ahead():
    """A call's own process has what is read here, and reads anything else as ever."""
    botocore.session.create_loader = functools.cache(botocore.session.create_loader)
    data = botocore.session.Session().get_component("data_loader")
    data.list_available_services("service-2")
    for service in SERVICES:
        for kind in ("service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1"):
            with contextlib.suppress(botocore.exceptions.DataNotFoundError, botocore.exceptions.UnknownServiceError):
                data.load_service_model(service, kind)
    for name in ("endpoints", "partitions", "sdk-default-configuration", "_retry"):
        data.load_data(name)


def answer(connection):
    """In a process of its own: becomes the caller, and runs the CLI's own main."""
    _, streams, _, _ = socket.recv_fds(connection, 1, 3)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    message = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    arguments, environment, folder = marshal.loads(message)
    os.environb.clear()
    os.environb.update(environment)
    time.tzset()
    # It writes where its data is into the environment.
    importlib.reload(awscli)
    os.chdir(folder)
    sys.argv = ["aws", *arguments]
    code = 1
    try:
        code = awscli.clidriver.main()
    except SystemExit as e:
        code = e.code
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([(code or 0) & 255]))


def main():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.path.join(sys.argv[1], "socket"))
    listener.listen(64)
    client = os.path.join(sys.argv[1], "aws")
    with open(client, "w", encoding="utf-8") as file:
        file.write(CLIENT)
    os.chmod(client, 0o700)
    read_ahead()
    print("serving", flush=True)

    # The standard streams become each caller's.
    life = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    # The system takes those that have ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    while True:
        ready, _, _ = select.select([listener, life], [], [])
        if life in ready:
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listener.close()
            os.close(life)
            try:
                answer(connection)
            finally:
                os._exit(0)
        connection.close()


main()
