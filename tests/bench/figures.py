"""Every sentence of 12 texts on 5 fronts through `verify`: ``figures``."""

import argparse
import time
from collections import Counter

from geo.text.figure import Inputs
from tests.sentences import PAIRS, require_verified, sentences_of


def main(options):
    argparse.ArgumentParser(prog="python -m tests.bench figures").parse_args(options)
    confirming = dict.fromkeys(one for pair in PAIRS for one in sentences_of(*pair))
    start_s = time.process_time()
    verified = require_verified(confirming, Inputs())
    spent_s = time.process_time() - start_s
    kinds = Counter(one.kind for one in verified)
    print(", ".join(f"{kind} {count}" for kind, count in kinds.items()))  # noqa: T201
    text = f"{len(verified)} of {len(confirming)} figures verified in {spent_s:.0f} s"
    print(text)  # noqa: T201
