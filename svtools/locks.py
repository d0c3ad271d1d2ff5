"""The system's own lock on a file: it ends with the process that holds it, however that ends."""

import os
import sys
from contextlib import suppress

_LOCKED_BYTE = 1 << 20
"""Far behind what stands in the file, which anybody may read."""

if sys.platform == "win32":
    import msvcrt

    def is_ours(handle: int) -> bool:
        """Whether the open file is ours alone now, until it is closed."""
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError:  # a network folder without locks: whoever asks has to compare files
            return True
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

    give_back = os.close

else:
    import fcntl

    def is_ours(handle: int) -> bool:
        """Whether the open file is ours alone now, until it is closed."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a network folder without locks: whoever asks has to compare files
            return True
        return True

    def give_back(handle: int) -> None:
        """Close the open file, and end the lock on it: a process begun since has it open, too."""
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)
