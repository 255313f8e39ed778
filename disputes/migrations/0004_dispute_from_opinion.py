import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0003_bind_phones_to_their_row'),
        ('residents', '0002_visits_and_opinions'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispute',
            name='opinion',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='residents.opinion', verbose_name='来自意见'),
        ),
    ]
