"""The pages that each person of the small world can open."""

from tests.support.world import World

NOT_SENT = ("/sign-out", "/device/look", "/households/import")
PEOPLE = ("dan", "khoa", "clerk", "secretary")


def pages_of(world: World, concern: str, device: str) -> list[str]:
    here, bao = f"/households/{world.an.id}", f"/households/{world.bao.id}"
    ends = ("", "/visits/new", "/concerns/new", "/changes/new", "/readers", "/erasure")
    return [
        *[f"{here}{end}" for end in ends],
        *(
            "/",
            "/households",
            "/households/register",
            "/concerns",
            "/conflicts",
            "/arrivals",
            "/arrivals/file",
        ),
        *(bao, "/duty", "/progress", "/branch"),
        *("/put-aside", "/handover", "/members", "/phones", "/upstream", "/outbox", "/device", "/help"),
        *(f"/arrivals/{device}", f"/phones/{device}", f"/concerns/{concern}", f"/concerns/{concern}/send-up"),
    ]
