"""What must hold whatever happened: after every step, and when the faults have stopped. Numbers as in the contract."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable

from sync import merge, seal
from sync.envelope import Content, Submission
from sync.inbox import Entry, Status
from sync.merge import Stamp
from tests.sync.nodes import FIELD, OTHER, Office, Phone
from tests.sync.valley import World, run
from tests.sync.weather import ACTIONS, Action, calm_down

RANK = {Status.HELD: 1, Status.QUARANTINED: 1, Status.REFUSED: 2, Status.ACCEPTED: 2, Status.ERASED: 3}


class Watch:
    """Remembers what it saw, because some promises are about before and after."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ranks: dict[tuple[int, bytes, int], int] = {}

    def every_step(self) -> None:
        single_effect(self.world)
        authorship(self.world)
        self.receipts_never_fall()
        receipts_are_true(self.world)
        held_is_known(self.world)
        drift(self.world)
        revoked_is_revoked(self.world)
        erased_is_gone(self.world)

    def receipts_never_fall(self) -> None:
        """I5, within one incarnation."""
        for phone in self.world.phones:
            for seq, receipt in phone.receipts.items():
                place = (id(phone), phone.incarnation, seq)
                rank = 0 if receipt.code in ("signature", "unsigned") else RANK[Status(receipt.status)]
                assert rank >= self.ranks.get(place, 0), f"the receipt of {seq} fell"
                self.ranks[place] = rank

    def at_the_end(self) -> None:
        calm_down(self.world)
        self.every_step()
        nothing_lost(self.world)
        gaps_are_exact(self.world)
        convergence(self.world)
        conflicts_kept(self.world.office)
        clock_freedom(self.world.office)
        scope_of_pages(self.world)


def live(seed: int, steps: int = 40) -> None:
    """One world from a seed: the same seed, the same story, keys and nonces included."""
    luck = random.Random(seed)  # noqa: S311
    relive([(luck.choice(ACTIONS), luck.getrandbits(32)) for _ in range(steps)], seed)


def relive(story: Iterable[tuple[Action, int]], seed: int = 0) -> None:
    """One world step by step, each by its action and its luck, as Hypothesis prints them."""
    world = World(seed)
    watch = Watch(world)
    told: list[str] = []
    try:
        for action, luck in story:
            told.append(f"{action.__name__} {luck}")
            action(world, random.Random(luck).randrange)  # noqa: S311
            watch.every_step()
        watch.at_the_end()
    except AssertionError as error:
        error.add_note(f"world {seed}: " + ", ".join(told))
        raise


def single_effect(world: World) -> None:
    """I3."""
    times = Counter((device, seq) for device, seq, _, _ in world.office.ledger.effects)
    assert all(count == 1 for count in times.values()), "applied twice"
    done = {
        (row.device, row.seq, row.digest) for row in world.office.ledger.rows if row.status is Status.ACCEPTED
    }
    assert {effect[:3] for effect in world.office.ledger.effects} == done, (
        "half an effect, or one without a receipt"
    )


def authorship(world: World) -> None:
    """I4: every effect has a signature that fits, of a key enrolled for that device, or was entered at the desk."""
    office = world.office
    proven: set[tuple[bytes, int, bytes]] = set()
    digests: dict[tuple[bytes, int], list[bytes]] = defaultdict(list)
    for row in office.ledger.rows:
        digests[row.device, row.seq].append(row.digest)
    for proof in office.ledger.state["proofs"]:
        named = [(seq, digest) for seq in proof.named for digest in digests[proof.device, seq]]
        if len(named) > len(proof.named):  # rivals: any choice of them that fits
            named = _fitting(office, proof, digests) or named
        if _fits(office, proof, named):
            proven |= {(proof.device, seq, digest) for seq, digest in named}
    for device, seq, digest, content in office.ledger.effects:
        assert "forged" not in content.values, "a forger was believed"
        assert device == world.desk.device or (device, seq, digest) in proven, "an effect that nobody signed"


def _fits(office: Office, proof, named) -> bool:
    message = seal.attest_message(proof.prefix, proof.opening, named)
    return seal.verify_signature(office.keys[proof.device], message, proof.signature)


def _fitting(office: Office, proof, digests):
    choices = [[(seq, digest) for digest in digests[proof.device, seq]] for seq in proof.named]
    combined: list[list[tuple[int, bytes]]] = [[]]
    for some in choices:
        combined = [[*before, one] for before in combined for one in some]
        if len(combined) > 256:
            return None
    return next((named for named in combined if _fits(office, proof, named)), None)


def receipts_are_true(world: World) -> None:
    """I2: what a phone was told is accepted is on the office's disk, under that number, byte for byte."""
    rows = {(row.device, row.seq, row.digest): row for row in world.office.ledger.rows}
    for phone in world.phones:
        if phone.incarnation != world.office.incarnation or phone.device in world.cloned:
            continue
        for seq, receipt in phone.receipts.items():
            if receipt.status == Status.ACCEPTED and phone.written[seq].digest not in world.gone:
                row = rows.get((phone.device, seq, phone.written[seq].digest))
                told = (Status.ACCEPTED, receipt.number)
                # What was put aside when the backup was made is so again, until somebody decides again.
                assert row and row.proven and (seq in phone.of_old or (row.status, row.number) == told), (
                    "a receipt for nothing"
                )
                assert row.body == phone.written[seq].body


def held_is_known(world: World) -> None:
    """I11, the office's half: it knows exactly what it has, and nobody else's word counts for a device."""
    for phone in world.everyone():
        known = run(world.office.ledger.device_state(phone.device)).received
        there = [row for row in world.office.ledger.rows if row.device == phone.device and not row.disowned]
        # Erased beside others of its number: those may be gone with a restore, and then the number is not here.
        count = [row for row in there if not row.bytes_erased]
        own = {row.seq for row in count if row.proven or named(row) not in world.unattributed}
        assert own <= set(known), "the office does not know what it has"
        sent = {row.seq for row in there if named(row) in world.offered}
        assert set(known) <= own | sent, "what nobody stands by is taken for theirs"
        proven = {row.seq for row in there if row.proven}
        beside = [row for row in there if row.seq in proven and not row.proven]
        assert phone.device in world.cloned or not beside, "what nobody stands by stays for ever"


def named(row: Entry) -> tuple[bytes, int, bytes]:
    return row.device, row.seq, row.digest


def erased_is_gone(world: World) -> None:
    """I12: after a replay, a restore, an old file, an old phone."""
    for row in world.office.ledger.rows:
        assert row.digest not in world.gone or (row.body, row.status) == (None, Status.ERASED), (
            "what was erased is back"
        )
    assert not world.gone & {digest for _, _, digest, _ in world.office.ledger.effects}


def revoked_is_revoked(world: World) -> None:
    """Of a device whose access was ended nothing counts any more, unless a person says so."""
    allowed = world.office.ledger.state["allowed"] | world.before_revoked
    for row in world.office.ledger.rows:
        assert (
            row.device not in world.revoked or row.status is not Status.ACCEPTED or row.digest in allowed
        ), "a phone whose access was ended still counts"


def drift(world: World) -> None:
    """No phone's clock is dragged along by what others wrote."""
    for phone in world.phones:
        assert phone.stamp.wall <= world.now + 80 * 365 * 86400


def nothing_lost(world: World) -> None:
    """I2: whatever was written on a phone that still lives is at the office; refused only by a person or for a rival."""
    rows = {(row.device, row.seq, row.digest): row for row in world.office.ledger.rows}
    for phone in world.phones:
        for seq, one in phone.written.items():
            row = rows.get((phone.device, seq, one.digest))
            if row is None and phone.device in world.cloned and not phone.thorough:
                continue  # a restored office that has the number of its copy is not offered its own
            assert row is not None, f"{seq} is lost"
            if one.digest in world.gone:
                continue
            assert row.body == one.body
            assert row.proven or phone.device in world.cloned, f"{seq} was never released"
            rightful(world, phone, one, row)


def rightful(world: World, phone: Phone, one, row) -> None:
    """Nobody's clock and no late boat costs them what they had the right to write when they wrote it."""
    content = Content.parse(one.body)
    made = world.true_time[one.digest]
    had = any(
        who == phone.owner and what == content.entity and since <= made and (until is None or until > made)
        for what, who, since, until in world.care
    )
    if row.code == "scope" and phone.device not in world.cloned:
        assert not had, "work done in time was put aside"
    if had and content.kind in (1, FIELD, OTHER) and phone.device not in world.cloned | world.revoked:
        assert row.status is Status.ACCEPTED, f"{row.status} {row.code}"


def gaps_are_exact(world: World) -> None:
    """I11: made minus arrived, also for a phone whose storage is gone."""
    for phone in world.everyone():
        if phone.device in world.cloned:
            continue
        state = run(world.office.ledger.device_state(phone.device))
        arrived = {
            row.seq
            for row in world.office.ledger.rows
            if row.device == phone.device
            and not row.disowned
            and (row.proven or named(row) not in world.unattributed)
        }
        assert set(state.received.missing(state.issued)) == set(range(1, state.issued + 1)) - arrived
        assert state.issued <= phone.made
        assert phone in world.past or phone.made == state.issued and state.received.high == phone.made


def convergence(world: World) -> None:
    """I1: the same accepted set, brought in another order and by other ways, is the same register."""
    office, twin = world.office, Office(lambda: world.now, lambda *_: True, ())
    twin.knows = office.knows
    twin.ledger.state["allowed"] = office.ledger.state["allowed"]
    rows = [row for row in office.ledger.rows if row.status is Status.ACCEPTED]
    random.Random(len(rows)).shuffle(rows)  # noqa: S311
    for phone in [*world.everyone(), world.desk]:
        twin.enrol(phone)
    for row in rows:
        run(_entered(twin, row))
        run(_entered(twin, row))
    assert twin.view() == office.view(), "another order, another register"


async def _entered(office: Office, row) -> None:
    async with office.ledger.transaction(row.device):
        await office.inbox.enter(Submission(row.device, row.seq, row.body))


def conflicts_kept(office: Office) -> None:
    """I6, computed again the slow way: hidden only by one that names it, or by its own hand's later word."""
    changes = office.changes(FIELD)
    for (entity, field), folded in merge.fold_changes(changes).items():
        known = {c.opid: c for c in changes if (c.entity, c.field) == (entity, field)}
        expected = {name for name, change in known.items() if not _hidden(change, known.values())}
        if expected:  # bases in a circle can only be forged
            assert {c.opid for c in folded.live} == expected, "a value is hidden that nobody has replaced"
        same = {c.value.strip() if isinstance(c.value, str) else c.value for c in folded.live}
        assert folded.contested == (len(same) > 1)


def _hidden(change: merge.Change, others: Iterable[merge.Change]) -> bool:
    device, seq, _ = change.opid.split(".")
    return any(
        (change.opid in other.base and other.opid != change.opid)
        or (other.opid.split(".")[0] == device and int(other.opid.split(".")[1]) > int(seq))
        for other in others
    )


def clock_freedom(office: Office) -> None:
    """I9: other clocks, the same live values."""
    changes = office.changes(FIELD)
    turned = [
        merge.Change(c.opid, c.entity, c.field, c.value, c.base, Stamp(-c.stamp.wall, 9, c.stamp.device))
        for c in changes
    ]
    before = {place: {c.opid for c in one.live} for place, one in merge.fold_changes(changes).items()}
    assert before == {place: {c.opid for c in one.live} for place, one in merge.fold_changes(turned).items()}


def scope_of_pages(world: World) -> None:
    """I7: after an exchange a phone holds the pages of those in its care, and of nobody else."""
    for phone in world.phones:
        if phone.device in world.revoked:
            continue
        for path in phone.pages:
            assert world.cared_for(phone.owner, path.split("/")[1], world.now), (
                "a page that is no longer theirs"
            )
