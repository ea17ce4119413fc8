"""Output of lshw, hwinfo and dmidecode on imaginary machines."""

from pathlib import Path

HERE = Path(__file__).parent
NAMES = sorted(path.name for path in HERE.glob("*_*.*") if path.suffix in {".json", ".txt"})


def sample(name):
    return (HERE / name).read_bytes()
