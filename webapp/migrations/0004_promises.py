"""What a phone, an office and a list promise is kept: columns and tables that hold the proof."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    dependencies = [("gandan", "0003_who_cares")]

    initial = False

    operations: list[Operation] = []
