"""A process that has loaded newsfold once and forks for every command: a hundred commands of the docs need not load it a hundred times.

Run as `python warm_newsfold.py SOCKET`. A client sends its arguments, folder and environment as JSON and its three standard streams; the
fork is `newsfold` for it and answers with the exit status. It is told to end when the client goes away or is told to end itself; the
client then waits for it, as whoever stops a program expects it to be gone afterwards.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import traceback

import newsfold.cli
from newsfold.cli.commands import COMMANDS, load

CLIENT = """#!{python} -IS
import array, json, os, signal, socket, sys
link = socket.socket(socket.AF_UNIX)
link.connect({place!r})
signal.signal(signal.SIGTERM, lambda *_: link.shutdown(socket.SHUT_WR))
said = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
link.sendmsg([len(said).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
link.sendall(said)
status = link.recv(1)
sys.exit(status[0] if status else 70)
"""


def main(place: str) -> None:
    for name, where in COMMANDS.items():
        load(name, where)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place)
        listening.listen(8)
        while True:
            link, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                serve(link)
            link.close()


def serve(link: socket.socket) -> None:
    """Be newsfold for one client, in a process of its own."""
    status = 70
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        head, streams, _, _ = socket.recv_fds(link, 4, 3)
        said = b""
        while len(said) < int.from_bytes(head, "big"):
            said += link.recv(65536)
        arguments, folder, environment = json.loads(said)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["newsfold", *arguments]
        threading.Thread(target=end_with, args=(link,), daemon=True).start()
        newsfold.cli.main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        link.send(bytes([status]))
        os._exit(status)


def end_with(link: socket.socket) -> None:
    """When the client is killed or told to end, its link closes on that side, and the command is asked to stop."""
    if not link.recv(1):
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1])
