"""Everything that can happen in the valley; who picks what is left open.

An action takes the world and `pick`, where `pick(n)` is a number below n: Hypothesis draws it, or a seeded generator.
"""

import contextlib
import copy
from collections.abc import Callable

from sync import feed, parcel
from sync.envelope import Malformed, Submission, make_body
from sync.inbox import Status
from sync.ledger import Erasure
from tests.sync import fate
from tests.sync.examples import SteadyKey, private
from tests.sync.nodes import BATCH, FAULT, FIELD, LOG, OTHER, POISON, REPORT, Phone
from tests.sync.valley import ENTITIES, World, run
from webapp.core.labels import LABELS

FIELDS, VALUES = ["roof", "phone"], ["tôn", " tôn", "ngói"]
KINDS = [LOG, FIELD, FIELD, FIELD, OTHER, OTHER, POISON, FAULT, 0]
CLOCKS = [0, -3600, 90_000, -56 * 365 * 86400, 73 * 365 * 86400]
FORGER = SteadyKey(private(4711))
Pick = Callable[[int], int]
Action = Callable[[World, Pick], None]


def write(world: World, pick: Pick) -> None:
    phone = world.phones[pick(len(world.phones))]
    for _ in range(0 if phone.wiped else 1 + pick(3)):
        write_one(world, phone, pick)


def write_one(world: World, phone: Phone, pick: Pick) -> None:
    entity, kind, field = ENTITIES[pick(len(ENTITIES))], KINDS[pick(len(KINDS))], FIELDS[pick(len(FIELDS))]
    schema = 2 if kind == LOG and pick(3) == 0 else 1
    base = phone.seen(entity, field) if pick(4) else []
    value = VALUES[pick(len(VALUES))]
    values = [] if kind == 0 else [field, value, base or None]
    world.written(phone, kind, "" if kind == 0 else entity, values, schema=schema)


def turn_clock(world: World, pick: Pick) -> None:
    world.phones[pick(len(world.phones))].skew = CLOCKS[pick(len(CLOCKS))]


def time_passes(world: World, pick: Pick) -> None:
    world.now += [1, 3600, 86400, 60 * 86400][pick(4)]


def exchange(world: World, pick: Pick) -> None:
    phone = world.phones[pick(len(world.phones))]
    upto = 1 if pick(2) else pick(100) / 100
    during = (lambda: write(world, pick)) if pick(4) == 0 else None
    heard = (
        max(pick(100), pick(100)) / 100 if pick(3) == 0 else 1
    )  # most of an answer is pages, and they come last
    world.talk(phone, world.office, upto=upto, answered=pick(4) > 0, heard=heard, during=during)


def late_answer(world: World, pick: Pick) -> None:
    """An answer to an earlier request comes when another is awaited: it is none."""
    if world.late:
        phone, answer = world.late[pick(len(world.late))]
        opening, _ = phone.request(world.now)
        with contextlib.suppress(Malformed):
            phone.read(answer, opening)
            raise AssertionError("an answer to another request was taken for this one's")


def disk_fails(world: World, pick: Pick) -> None:
    world.office.ledger.writes_left = pick(6)
    world.talk(world.phones[pick(len(world.phones))], world.office)
    world.office.ledger.writes_left = None


def save_file(world: World, pick: Pick) -> None:
    phone = world.phones[pick(len(world.phones))]
    seqs = sorted(phone.written)
    if pick(2):
        seqs = list(reversed(seqs)) + seqs[:1]
    world.files.append(phone.saved_file(world.now, world.office.seal, seqs=seqs))


def bring_file(world: World, pick: Pick) -> None:
    if world.files:
        whole = world.files[pick(len(world.files))]
        world.bring(whole if pick(2) else whole[: len(whole) * pick(100) // 100])


def replay(world: World, pick: Pick) -> None:
    if world.sent:
        answer = world.deliver(world.office, world.sent[pick(len(world.sent))])
        assert not answer or not parcel.read_answer(answer, nonce=answer[6:14]).pages, "pages for a replay"


def reassign(world: World, pick: Pick) -> None:
    world.assign(pick(len(ENTITIES)), ["lan", "mai"][pick(2)])


def upgrade(world: World, _pick: Pick) -> None:
    world.office.knows = 2
    run(world.office.read_again())


def backup(world: World, _pick: Pick) -> None:
    world.backups.append(world.office.backup())


def restore(world: World, pick: Pick) -> None:
    if world.backups:
        world.restore(world.backups[pick(len(world.backups))])
        world.sent.clear()  # an office put back has forgotten whom it answered
        world.erase_again()
        for device in world.revoked:
            end_access(world, device)
        for seq in world.desk.written:  # the office's own decisions come back from its signed copies
            world.desk.receipts.pop(seq, None)
        world.settle_desk()


def forge(world: World, pick: Pick) -> None:
    """Somebody without the key: a hello of their own, a file, or a number that is not theirs to give."""
    phone = world.everyone()[pick(len(world.everyone()))]
    seq = pick(phone.made + 2) + 1
    body = make_body(kind=FIELD, schema=1, wall=5, entity=ENTITIES[0], values=["roof", "forged"])
    session = fate.session(phone.device, world.office.seal.public)
    fake = Submission(phone.device, seq, body)
    world.forged.add(phone.device)
    if pick(2):
        origin = parcel.Origin(phone.device, world.office.seal.fingerprint, seq, world.now)
        whole = parcel.carried_file(LABELS, origin, FORGER, [parcel.sealed(session, fake)])
        world.bring(whole if pick(2) else whole[:-64])  # with a wrong signature, or with none
    else:
        opening, _ = phone.request(world.now)
        world.deliver(world.office, parcel.request(LABELS, opening, FORGER, [fake]))


def stranger(world: World, pick: Pick) -> None:
    """A device that nobody enrolled: kept within its room for a person to look at."""
    device = bytes([200 + pick(3)] * 8)
    body = make_body(kind=FIELD, schema=1, wall=5, entity=ENTITIES[0], values=["roof", "forged"])
    opening = parcel.Hello(device, fate.nonce(), made=1, now=5, build=1)
    world.deliver(world.office, parcel.request(LABELS, opening, FORGER, [Submission(device, 1, body)]))


def clone(world: World, pick: Pick) -> None:
    """A copy of the phone's storage goes on writing under the same numbers."""
    if len(world.phones) < 4:
        phone = world.phones[pick(len(world.phones))]
        world.phones.append(copy.deepcopy(phone))
        world.cloned.add(phone.device)


def evict(world: World, pick: Pick) -> None:
    """The browser throws all storage away: the person enrols anew, under a new id."""
    place = pick(len(world.phones))
    gone = world.phones[place]
    world.past.append(gone)
    world.phones[place] = world.new_phone(gone.owner)


def revoke(world: World, pick: Pick) -> None:
    phone = world.phones[pick(len(world.phones))]
    world.revoked.add(phone.device)
    end_access(world, phone.device)


def end_access(world: World, device: bytes) -> None:
    """What is proven here by then was in time; also in a backup that is older than the end of access."""
    if not run(world.office.ledger.device_state(device)).revoked:
        rows = [row for row in world.office.ledger.rows if row.device == device and row.proven]
        world.before_revoked |= {row.digest for row in rows}
    world.office.ledger.revoke(device)


def erase(world: World, pick: Pick) -> None:
    """A family asks for it: one record is forgotten for good, on whatever way it may still come."""
    rows = [
        row for row in world.office.ledger.rows if row.proven and row.body and row.device != world.desk.device
    ]
    if rows:
        row = rows[pick(len(rows))]
        rivals = [
            other for other in world.office.ledger.rows if (other.device, other.seq) == (row.device, row.seq)
        ]
        world.erased[row.device, Erasure(row.seq, row.digest, rival=len(rivals) > 1)] = None
        world.erase_again()


def rule(world: World, pick: Pick) -> None:
    aside = [row for row in world.office.ledger.rows if row.status is Status.QUARANTINED and row.proven]
    if aside:
        world.rule(aside[pick(len(aside))].digest, ["admit", "reject"][pick(2)])


def agree(world: World, pick: Pick) -> None:
    """Somebody at the desk names all that is live in one field."""
    view = world.office.view()
    if view:
        entity = sorted(view)[pick(len(view))]
        field = sorted(view[entity])[pick(len(view[entity]))]
        live = view[entity][field]
        values = [field, live[pick(len(live))][1], [name for name, _ in live]]
        world.written(world.desk, FIELD, entity, values)
        world.settle_desk()


def report(world: World, pick: Pick) -> None:
    """The office tells its province how many there are; it is a device like any other."""
    world.written(world.node, REPORT, "", [len(world.office.ledger.rows)])
    world.talk(world.node, world.province, upto=1 if pick(2) else pick(100) / 100, answered=pick(3) > 0)


OFTEN = (
    write, write, exchange, exchange, exchange, time_passes, turn_clock, disk_fails, late_answer, save_file,
    bring_file, replay, reassign, rule, agree, report, backup, restore,
)  # fmt: skip
SELDOM = (upgrade, erase, forge, stranger, clone, evict, revoke)
ACTIONS = OFTEN * 3 + SELDOM


def calm_down(world: World) -> None:
    """No more faults: the next release, every phone that is left talks until it has nothing to say, files arrive."""
    upgrade(world, lambda _: 0)
    for whole in world.files:
        world.bring(whole)
    for phone in world.phones:
        turns = 1 + phone.doubt
        world.talk(phone, world.office)
        open_ = phone.open_seqs()
        while phone.open_seqs() and turns < 40:
            world.talk(phone, world.office)
            turns += 1
        assert not phone.open_seqs(), f"{phone.device.hex()} cannot get rid of {phone.open_seqs()}"
        # A forger's bytes, where a number is only named, make that signature fail once: all of it is sent again.
        more = 2 * (phone.device in world.cloned) + (phone.device in world.forged)
        most = -(-len(open_) // BATCH) + 3 + more
        assert turns <= most, f"{turns} exchanges for {len(open_)} records"
    for _ in range(2 + len(world.node.open_seqs())):
        world.talk(world.node, world.province)
    assert not world.node.open_seqs(), "the province did not get what was reported"
    run(world.office.read_again())
    for phone in world.phones:
        for _ in range(0 if phone.device in world.revoked else 1 + len(ENTITIES)):
            world.talk(phone, world.office)
        assert phone.device in world.revoked or up_to_date(world, phone), "pages do not come to an end"


def up_to_date(world: World, phone: Phone) -> bool:
    wanted = {path: feed.page_hash(page) for path, page in world.office.pages(phone.owner).items()}
    return phone.manifest == feed.manifest_hash(wanted)
