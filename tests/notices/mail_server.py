"""A mail server of a few lines: speaks enough SMTP, and breaks off where it is told to."""

import socket
import threading
from types import TracebackType
from typing import Self


class MailServer:
    """`refuse` names the command that is answered with 550; `vanish` the one after which the line goes dead."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.letters: list[str] = []
        self.refuse = ""
        self.vanish = ""
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.listener.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line:
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        reader = line.makefile("r", encoding="utf-8", newline="\r\n")
        line.sendall(b"220 here\r\n")
        while words := reader.readline().split():
            command = words[0].upper()
            if command == self.vanish:
                return
            if command == self.refuse:
                line.sendall(b"550 not here\r\n")
            elif command == "DATA":
                line.sendall(b"354 go on\r\n")
                self._take(reader)
                if self.vanish == "TAKEN":
                    return
                line.sendall(b"250 taken\r\n")
            elif command == "QUIT":
                line.sendall(b"221 bye\r\n")
                return
            else:
                line.sendall(b"250 ok\r\n")

    def _take(self, reader: object) -> None:
        text = []
        for row in reader:  # type: ignore[attr-defined]
            if row == ".\r\n":
                break
            text.append(row)
        self.letters.append("".join(text))
