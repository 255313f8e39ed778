"""Where writers of the area tree queue: an empty table that is only ever locked (grids.treelock)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("grids", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE TABLE grids_tree_gate ()", "DROP TABLE grids_tree_gate"),
    ]
