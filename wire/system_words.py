"""What the system says when a file cannot be read or written, in both languages."""

from __future__ import annotations

import errno

SYSTEM_WORDS = {
    errno.EEXIST: ("已有这个文件, 换个名字", "it exists already: choose another name"),
    errno.ENOENT: ("没有这个文件或目录", "no such file or directory"),
    errno.ENOTDIR: ("路径中有的不是目录", "a part of the path is no directory"),
    errno.EISDIR: ("这是目录", "is a directory"),
    errno.EACCES: ("没有权限", "permission denied"),
    errno.EPERM: ("没有权限", "not permitted"),
    errno.EROFS: ("只读的磁盘", "read-only disk"),
    errno.ENOSPC: ("磁盘已满", "no space left on the disk"),
    errno.EDQUOT: ("超过磁盘限额", "disk quota exceeded"),
    errno.ENAMETOOLONG: ("名字太长", "the name is too long"),
    errno.EIO: ("磁盘读写出错", "the disk failed"),
}
"""The common errors, by number."""


def system_words(error: OSError) -> tuple[str, str]:
    """Why it failed, in Chinese and English; the system's own words where the table has none."""
    own = error.strerror or type(error).__name__
    return SYSTEM_WORDS.get(error.errno or 0, (own, own))
