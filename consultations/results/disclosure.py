"""What may be shown of a count without telling on anybody: rules P of the data design, as pure functions.

The reader is taken to be an attacker who knows the rules, the questionnaire and every earlier release. Nobody
may find out that a line holds one to four people, neither from what is shown nor from what was left out. So:

- Where everybody stands on one line only, "no answer" is a line too, and small lines are merged with their
  neighbours, halving by halving. What goes together depends on the order of the lines, never on which other
  line happens to be small, so that it gives nothing away.
- Where ticks are independent, a small line is hidden, zero like one to four; and where the hidden ones could
  be worked out from the rest (whoever answered has ticked something), the whole breakdown is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

K = 5

Key = str  # the id of a choice
NOT_ANSWERED: Key = "#not_answered"


@dataclass(frozen=True)
class Group:
    """The lines that are shown as one. ``value`` is how many people stand on them; None if withheld."""

    keys: tuple[Key, ...]
    value: int | None


@dataclass(frozen=True)
class Disclosed:
    """What is shown of one table. With ``asked`` None nothing is."""

    asked: int | None
    answered: int | None
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class TickRules:
    """What the questionnaire says of a question with independent ticks, which the attacker knows as well."""

    required: bool = False
    at_least: int = 1
    at_most: int | None = None
    exclusive: frozenset[Key] = frozenset()


NOTHING = Disclosed(None, None)


def is_safe(number: int, *, k: int = K) -> bool:
    """Nobody, or at least ``k`` people (more, or fewer than before)."""
    return number == 0 or abs(number) >= k


def may_show_asked(asked: int, *, responses: int, k: int = K) -> bool:
    return asked >= k and is_safe(responses - asked, k=k)


# --- Everybody stands on one line ---------------------------------------------------------------------------


def disclose_one_each(
    cells: Mapping[Key, int],
    *,
    asked: int,
    required: bool,
    earlier: Sequence[Disclosed] = (),
    apart: Sequence[Key] = (),
    k: int = K,
) -> Disclosed:
    """Merges neighbours until each line holds nobody or at least ``k`` people, of all who were asked.

    Where "no answer" had to be merged, the number who answered is withheld; where all had, the lines are. ``apart`` are
    lines at which another part begins, which is merged with what stands above it only when it can't stand by itself.
    """
    unanswered = asked - sum(cells.values())
    everything = dict(cells) if required and not unanswered else {**cells, NOT_ANSWERED: unanswered}
    parts = (*apart, NOT_ANSWERED) if apart else ()
    partition = coarsened(_parted(tuple(everything), everything, apart=parts, k=k), earlier)
    alone = NOT_ANSWERED not in everything or (NOT_ANSWERED,) in partition
    shown = [keys for keys in partition if keys != (NOT_ANSWERED,)]
    groups = [Group(keys, sum(everything[key] for key in keys)) for keys in shown]
    if len(partition) == 1 and len(everything) > 1:
        groups = [Group(tuple(everything), None)]
    return Disclosed(asked, asked - unanswered if alone else None, tuple(groups))


def _parted(keys: tuple[Key, ...], cells: Mapping[Key, int], *, apart: Sequence[Key], k: int):
    """As ``_halved``, but divided first where the parts begin: by the order of the lines, whatever is counted."""
    begins = [key for key in apart if key in keys[1:]]
    if not begins:
        return _halved(keys, cells, k=k)
    cut = keys.index(begins[0])
    groups = [*_halved(keys[:cut], cells, k=k), *_parted(keys[cut:], cells, apart=begins[1:], k=k)]
    return groups if all(stands(group, cells, k=k) for group in groups) else [keys]


def _halved(keys: tuple[Key, ...], cells: Mapping[Key, int], *, k: int) -> list[tuple[Key, ...]]:
    if len(keys) <= 1:
        return [keys] if keys else []
    half = len(keys) // 2
    groups = [*_halved(keys[:half], cells, k=k), *_halved(keys[half:], cells, k=k)]
    return groups if all(stands(group, cells, k=k) for group in groups) else [keys]


def stands(group: tuple[Key, ...], cells: Mapping[Key, int], *, k: int) -> bool:
    """A merged line needs one more: of two that make exactly ``k``, each would be known to be 1 to k - 1."""
    count = sum(cells[key] for key in group)
    return count > k if len(group) > 1 else is_safe(count, k=k)


def coarsened(partition: list[tuple[Key, ...]], earlier: Iterable[Disclosed]) -> list[tuple[Key, ...]]:
    """The groups, joined where an earlier release had joined them: groups only coarsen over time."""
    for before in (group.keys for shown in earlier for group in shown.groups):
        touched = [keys for keys in partition if set(keys) & set(before)]
        if len(touched) > 1:
            place = partition.index(touched[0])
            partition = [keys for keys in partition if keys not in touched]
            partition.insert(place, tuple(key for keys in touched for key in keys))
    return partition


# --- Independent ticks --------------------------------------------------------------------------------------


def disclose_ticks(
    cells: Mapping[Key, int],
    *,
    asked: int,
    answered: int,
    rules: TickRules,
    earlier: Sequence[Disclosed] = (),
    k: int = K,
) -> Disclosed:
    """Hides small lines, and all of them if the hidden ones could be worked out."""
    hidden = {key for key, count in cells.items() if count < k or not is_safe(asked - count, k=k)}
    hidden |= {key for before in earlier for key in _withheld(before)}
    known = asked if rules.required and asked == answered else None
    table = _Ticks(cells, frozenset(hidden & set(cells)), asked, rules, k)
    if table.hidden and not table.hides(known):
        hidden = set(cells)
        return Disclosed(asked, known, tuple(Group((key,), None) for key in cells))
    shown = known if known is not None or not table.may_show(answered) else answered
    lines = (Group((key,), None if key in hidden else count) for key, count in cells.items())
    return Disclosed(asked, shown, tuple(lines))


def _withheld(shown: Disclosed) -> set[Key]:
    return {key for group in shown.groups if group.value is None for key in group.keys}


@dataclass(frozen=True)
class _Ticks:
    cells: Mapping[Key, int]
    hidden: frozenset[Key]
    asked: int
    rules: TickRules
    k: int

    def hides(self, answered: int | None) -> bool:
        """Whether every hidden line may be anything from 0 to k - 1, whatever the others are.

        Those who answered ticked one line that stands alone, or between at_least and at_most of the others.
        """
        alone, others = self._alone, [key for key in self.cells if key not in self._alone]
        few_alone, many_alone = self._least(alone), self._most(alone)
        least, most = self._least(others), self._most(others)
        highest = max((self._high(key) for key in others), default=0)
        at_most = self.rules.at_most or max(len(others), 1)
        if answered is None:
            ticking = max(highest, -(-most // at_most))
            enough = self.rules.at_least * highest <= least + self._slack(others)
            return enough and ticking + many_alone <= self.asked
        fits = highest <= answered - many_alone and most <= at_most * (answered - many_alone)
        return fits and self.rules.at_least * (answered - few_alone) <= least

    def may_show(self, answered: int) -> bool:
        """Whether the number who answered is safe, alone and beside the rest, and leaves the hidden hidden.

        With hidden lines it is shown only if it would be whatever it is: else its absence would tell.
        """
        rest = (answered - self.cells[key] for key in self.cells if key not in self.hidden)
        if answered < self.k or not all(is_safe(number, k=self.k) for number in rest):
            return False
        if self.asked - answered < self.k:
            return False
        return not self.hidden or (self.hides(answered) and self._ticks_cover_all())

    def _ticks_cover_all(self) -> bool:
        return self._least(self.cells) >= self.rules.at_least * self.asked

    def _slack(self, others) -> int:
        """Where nothing of the others is shown, the highest of them is itself a hidden one."""
        return 0 if any(key not in self.hidden for key in others) else self._most(others[:1])

    @property
    def _alone(self) -> list[Key]:
        return [key for key in self.cells if key in self.rules.exclusive]

    def _high(self, key: Key) -> int:
        return self.k - 1 if key in self.hidden else self.cells[key]

    def _least(self, keys: Iterable[Key]) -> int:
        return sum(self.cells[key] for key in keys if key not in self.hidden)

    def _most(self, keys: Iterable[Key]) -> int:
        return sum(self._high(key) for key in keys)


# --- Several releases ---------------------------------------------------------------------------------------


def difference_is_safe(new: Disclosed, earlier: Disclosed, *, k: int = K) -> bool:
    """Whether nobody is told on by what has changed between two releases of the same table (rule P6)."""
    if new.asked is None or earlier.asked is None:
        return new.asked == earlier.asked
    asked = new.asked - earlier.asked
    changes = [_change(group, earlier) for group in new.groups]
    if new.answered is not None and earlier.answered is not None:
        changes.append(new.answered - earlier.answered)
    known = [change for change in changes if change is not None]
    safe = all(is_safe(change, k=k) and is_safe(asked - change, k=k) for change in known)
    return is_safe(asked, k=k) and safe and not _newly_hidden(new, earlier)


def _change(group: Group, earlier: Disclosed) -> int | None:
    """By how much a line that is shown has changed, where the earlier release gives it away."""
    inside = [before for before in _told_lines(earlier) if set(before.keys) <= set(group.keys)]
    values = [before.value for before in inside]
    covered = {key for before in inside for key in before.keys} == set(group.keys)
    if group.value is None or not covered or None in values:
        return None
    return group.value - sum(value for value in values if value is not None)


def _told_lines(shown: Disclosed) -> tuple[Group, ...]:
    """The lines, with "no answer" where it follows from the numbers asked and answered."""
    if shown.asked is None or shown.answered is None or any(NOT_ANSWERED in group.keys for group in shown.groups):
        return shown.groups
    return (*shown.groups, Group((NOT_ANSWERED,), shown.asked - shown.answered))


def _newly_hidden(new: Disclosed, earlier: Disclosed) -> bool:
    """A single line that was shown and no longer is: that it became small is told by its absence."""
    shown = {group.keys for group in earlier.groups if group.value is not None}
    return any(group.value is None and group.keys in shown and len(group.keys) == 1 for group in new.groups)
