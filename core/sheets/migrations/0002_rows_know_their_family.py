from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('sheets', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='stagedrow',
            name='family',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='stagedrow',
            name='heads',
            field=models.BooleanField(null=True),
        ),
    ]
