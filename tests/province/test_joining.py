"""A province that begins again from a backup knows again the offices that joined since."""

import pytest

from sync.envelope import to_text
from tests.province.conftest import Server, joined, raised
from tests.province.exchange import tell
from webapp.accounts.models import Device
from webapp.core import journal
from webapp.people.models import OrgUnit
from webapp.province import invitation
from webapp.province.joining import replay_joins
from webapp.province.models import JoinedOffice, OfficeDevice, RaisedConcern
from webapp.province.rules import NotInvited, admit_server, invite_office
from webapp.submissions.models import Attestation, DeviceContact, StoredSubmission


async def forget(*, also_the_invitation: bool) -> None:
    """As the backup was before anybody joined."""
    await RaisedConcern.all().delete()
    for table in (StoredSubmission, DeviceContact, Attestation):
        await table.all().delete()
    await OfficeDevice.all().delete()
    await Device.all().delete()
    await JoinedOffice.all().update(used_for=None)
    if also_the_invitation:
        await JoinedOffice.all().delete()


@pytest.mark.parametrize("invited_later", [False, True])
async def test_an_office_that_joined_since_the_backup_is_no_stranger(
    unit: OrgUnit, open_as, invited_later: bool
) -> None:
    server, browser = await joined("Hữu Khuông"), await open_as(None)
    before = await JoinedOffice.get()
    await forget(also_the_invitation=invited_later)

    for _ in range(2):
        await replay_joins(unit.id)
    server.write(raised("Xin thêm ống"))
    reply = await tell(browser, server)

    assert [receipt.status for receipt in reply.receipts] == [1]
    office = await JoinedOffice.get()
    assert (office.id, office.name, office.used_for) == (before.id, "Hữu Khuông", to_text(server.device))
    assert await OfficeDevice.all().count() == 1
    assert (await RaisedConcern.get()).office_id == office.id


@pytest.mark.both
async def test_its_code_cannot_be_used_again_by_another(unit: OrgUnit) -> None:
    _, code = await invite_office("Hữu Khuông")
    proof = invitation.proof_of(code)
    server, thief = Server(), Server()
    said = invitation.join_request(proof, server.device, server.key.public)["proof"]
    await admit_server(server.device, server.key.public, said)
    await forget(also_the_invitation=False)
    await replay_joins(unit.id)

    with pytest.raises(NotInvited):
        await admit_server(
            thief.device,
            thief.key.public,
            invitation.join_request(proof, thief.device, thief.key.public)["proof"],
        )


async def test_the_newest_server_of_an_office_is_the_one_that_counts_and_no_secret_is_written(
    unit: OrgUnit, open_as
) -> None:
    server, browser = await joined("Hữu Khuông"), await open_as(None)
    again = Server(key=server.key)
    await tell(browser, server, next=to_text(again.device))
    facts = [fact for fact in journal.facts() if fact["what"] == "joined"]
    await forget(also_the_invitation=True)
    await replay_joins(unit.id)

    assert [fact["device"] for fact in facts] == [to_text(server.device), to_text(again.device)]
    assert all(set(fact) == {"what", "commune", "office", "name", "device", "key", "at"} for fact in facts)
    now = await OfficeDevice.get(until=None)
    assert now.device_id == to_text(again.device)
    assert await OfficeDevice.all().count() == 2
