"""The lines of a VBA project that say how it is protected (MS-OVBA 2.4.3): not at all."""

from uuid import UUID

_VERSION = 2
_NO_PROTECTION = bytes(4)
_NO_PASSWORD = b"\0"
_VISIBLE = b"\xff"


def unprotected(project: UUID) -> dict[str, str]:
    """The values of CMG, DPB and GC for a project that anybody may look into and change.

    They are scrambled with the project's identifier; the numbers that could be random come from
    it too, so that the same project gives the same lines.
    """
    facts = {"CMG": _NO_PROTECTION, "DPB": _NO_PASSWORD, "GC": _VISIBLE}
    seeds = project.bytes
    return {
        key: scrambled(data, f"{{{project}}}".upper(), seed)
        for (key, data), seed in zip(facts.items(), seeds, strict=False)
    }


def scrambled(data: bytes, project: str, seed: int) -> str:
    """`data` in hexadecimal, each byte mixed with those before it."""
    key = sum(project.encode("ascii")) & 0xFF
    mixed = [seed, seed ^ _VERSION, seed ^ key]
    filling = bytes((seed & 6) // 2)
    before = key
    for byte in filling + len(data).to_bytes(4, "little") + data:
        mixed.append(byte ^ (mixed[-2] + before & 0xFF))
        before = byte
    return bytes(mixed).hex().upper()
