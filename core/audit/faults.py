"""What can be wrong with the ledger, and how it is told."""

from dataclasses import dataclass

WORDS = {
    "changed": "这一行被改过，或不是系统写的",
    "missing": "这里少了记录",
    "duplicate": "同一个序号出现了两次",
    "broken_link": "这一行没有接在前一行后面",
    "tail_missing": "末尾的记录不见了",
    "head_changed": "末行签名对不上",
    "head_missing": "末行签名不见了",
    "rewritten": "和库外存的签名不一致，记录被整体换过",
    "heads_line_changed": "库外签名文件的这一行被改过",
}


@dataclass(frozen=True, order=True)
class Fault:
    """One fault, at one place of the ledger (or of the heads file, then `seq` is its line)."""

    seq: int
    kind: str

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"

    @property
    def words(self) -> str:
        return WORDS[self.kind]
