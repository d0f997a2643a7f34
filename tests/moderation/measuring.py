"""How good the rules are on the labelled examples: ``python -m tests.moderation.measuring`` prints the table of the docs."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from consultations.moderation.flags.protocol import Circumstances
from consultations.moderation.flags.rules import find_flags
from consultations.moderation.flags.words import shipped_words

FOLDER = Path(__file__).with_name("flag_examples")
BY_OTHERS = Path(__file__).with_name(
    "flag_examples_by_others"
)  # written by somebody who had not read the rules; no line tuned on


class Example(NamedTuple):
    locale: str
    text: str
    wanted: frozenset[str]
    held_out: bool


def examples(folder: Path = FOLDER) -> list[Example]:
    found = []
    for path in sorted(folder.glob("*.tsv")):
        for n, line in enumerate(path.read_text().splitlines(), start=1):
            labels, text = line.split("\t", 1)
            wanted = frozenset(labels.split(",")) - {"-"}
            found.append(Example(path.stem, text, wanted, folder == BY_OTHERS or n % 2 == 0))
    return found


def flagged(example: Example) -> set[str]:
    circumstances = Circumstances(example.locale, shipped_words())
    return {finding.rule for finding in find_flags(example.text, circumstances)}


def measure(chosen: list[Example]) -> dict[str, tuple[int, int, int]]:
    """For each rule: how often it was right, pointed at nothing, and was silent where it should not be."""
    counts: Counter = Counter()
    for example in chosen:
        got = flagged(example)
        counts.update(("right", rule) for rule in got & example.wanted)
        counts.update(("wrong", rule) for rule in got - example.wanted)
        counts.update(("missed", rule) for rule in example.wanted - got)
    return {
        rule: tuple(counts[kind, rule] for kind in ("right", "wrong", "missed"))
        for rule in sorted({r for _, r in counts})
    }


def share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else 1.0


def table(chosen: list[Example]) -> str:
    lines = ["| Rule | Right | Wrong | Missed | Precision | Recall |", "| --- | --- | --- | --- | --- | --- |"]
    measured = measure(chosen)
    total = tuple(sum(column) for column in zip(*measured.values(), strict=True))
    for rule, (right, wrong, missed) in [*measured.items(), ("all", total)]:
        shares = f"{share(right, wrong):.2f} | {share(right, missed):.2f}"
        lines.append(f"| {rule} | {right} | {wrong} | {missed} | {shares} |")
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    import django

    django.setup()
    half = sys.argv[1:] != ["tuned"]
    folder = BY_OTHERS if sys.argv[1:] == ["others"] else FOLDER
    chosen = [example for example in examples(folder) if example.held_out == half]
    sys.stdout.write(f"{len(chosen)} texts\n{table(chosen)}\n")
    for example in () if half else chosen:
        if (got := flagged(example)) != example.wanted:
            sys.stdout.write(f"{example.locale} {sorted(got)} wanted {sorted(example.wanted)}: {example.text}\n")
