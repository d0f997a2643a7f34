"""People laid out by their votes, and made into groups: the numerical part, in which numpy and scikit-learn are loaded.

See ``opinion_groups`` for what a vote is and what is told of groups.
"""

from collections.abc import Iterator

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from consultations.results.opinion_groups import (
    FEWEST_PEOPLE,
    FEWEST_STATEMENTS,
    Groups,
    Stance,
    bridges_of,
    telling_of,
)

MOST_GROUPS = 5
SMALLEST = 0.05  # of all: what is less is no group, but a few who differ
SHUFFLED = 19  # with these, a share of one in twenty by chance
COMPARED = 2_000  # people at most by whom silhouettes are worked out
NEARLY = 0.05  # of silhouette: fewer groups that are nearly as clear are easier to understand
SEED = 20


def find_groups(votes: np.ndarray) -> Groups:
    """Groups among people (rows) by their votes on statements (columns), each of whom has voted on half of them or more.

    Raises ValueError for fewer than ``FEWEST_PEOPLE`` or ``FEWEST_STATEMENTS``.
    """
    votes = np.asarray(votes, dtype=float)
    if votes.shape[0] < FEWEST_PEOPLE or votes.shape[1] < FEWEST_STATEMENTS:
        raise ValueError(votes.shape)
    chance = np.random.default_rng(SEED)
    with threadpool_limits(1):  # The other core answers residents.
        places, members, silhouette = _grouped(votes)
        by_chance = max(_grouped(_shuffled(votes, chance))[2] for _n in range(SHUFFLED))
    plain = [(round(float(x), 3), round(float(y), 3)) for x, y in places]
    if silhouette <= by_chance:
        return Groups((), plain, (), (), (), silhouette, by_chance)
    members = _largest_first(members)
    stances = [[_stance(column) for column in votes[members == group].T] for group in range(members.max() + 1)]
    return Groups(
        [int(group) for group in members],
        plain,
        stances,
        telling_of(stances),
        bridges_of(stances),
        silhouette,
        by_chance,
    )


def _grouped(votes: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Where people lie, the group of each, and how clear the groups are (silhouette, -1 to 1; -1 if none is allowed)."""
    places = _laid_out(votes)
    tried = list(_tried(places))
    enough = max((clear for _members, clear in tried), default=-1.0) - NEARLY
    members, clear = next(((m, c) for m, c in tried if c >= enough), (np.zeros(len(places), dtype=int), -1.0))
    return places, members, clear


def _tried(places: np.ndarray) -> Iterator[tuple[np.ndarray, float]]:
    """For each number of groups, the fewest first, the group of each and how clear they are; not where one is too small."""
    for number in range(2, MOST_GROUPS + 1):
        if len(np.unique(places, axis=0)) <= number:
            return
        members = KMeans(number, n_init=4, random_state=SEED).fit_predict(places)
        if np.bincount(members).min() >= max(5, SMALLEST * len(places)):
            size = min(COMPARED, len(places))
            yield members, float(silhouette_score(places, members, sample_size=size, random_state=SEED))


def _laid_out(votes: np.ndarray) -> np.ndarray:
    """Two principal components; a vote that is missing is taken for the mean of its statement."""
    means = np.nansum(votes, axis=0) / np.maximum((~np.isnan(votes)).sum(axis=0), 1)
    centred = np.where(np.isnan(votes), means, votes) - means
    values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, np.argsort(values)[::-1][:2]]
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), range(2)])
    return centred @ (axes * signs)


def _shuffled(votes: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    return np.column_stack([chance.permutation(column) for column in votes.T])


def _largest_first(members: np.ndarray) -> np.ndarray:
    order = np.argsort(-np.bincount(members), kind="stable")
    return np.argsort(order)[members]


def _stance(column: np.ndarray) -> Stance:
    return Stance(int((column > 0).sum()), int((column < 0).sum()), int((column == 0).sum()))
