"""Entry of the benchmarks: ``python -m tests.bench NAME [OPTION]…``."""

import argparse
from importlib import import_module

#: By name, the module whose ``main`` takes the options that follow the name.
BENCHMARKS = {
    "app": "tests.bench.app",
    "figures": "tests.bench.figures",
    "history": "tests.bench.bench_history",
    "hostile": "tests.bench.hostile",
    "kernel": "tests.bench.kernel",
}


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("name", choices=sorted(BENCHMARKS))
    parser.add_argument("options", nargs=argparse.REMAINDER)
    chosen = parser.parse_args()
    import_module(BENCHMARKS[chosen.name]).main(chosen.options)


if __name__ == "__main__":
    main()
