import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('grids', '0004_ship_checklists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MicroWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=20, verbose_name='状态')),
                ('due_at', models.DateTimeField(null=True, verbose_name='应办时间')),
                ('yellow_at', models.DateTimeField(null=True)),
                ('due_code', models.CharField(blank=True, max_length=40)),
                ('last_act', models.CharField(blank=True, max_length=40, verbose_name='最近动作')),
                ('last_act_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('is_demo', models.BooleanField(default=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('serial', models.PositiveIntegerField()),
                ('no', models.CharField(max_length=16, unique=True, verbose_name='编号')),
                ('code', models.CharField(max_length=8, verbose_name='查询码')),
                ('kind', models.CharField(choices=[('goods', '物品'), ('repair', '小修小补'), ('company', '陪伴'), ('study', '学习辅导'), ('errand', '跑腿代办'), ('other', '其他')], max_length=8, verbose_name='类别')),
                ('title', models.CharField(max_length=40, verbose_name='心愿')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='大约要花（元）')),
                ('name_sealed', models.BinaryField(null=True, verbose_name='姓名')),
                ('phone_sealed', models.BinaryField(null=True, verbose_name='电话')),
                ('published_at', models.DateTimeField(null=True, verbose_name='公开时间')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='认领时间')),
                ('delivered_on', models.DateField(null=True, verbose_name='送达日期')),
                ('delivery', models.CharField(blank=True, max_length=200, verbose_name='怎么办的')),
                ('cost', models.DecimalField(decimal_places=2, max_digits=7, null=True, verbose_name='实际花费（元）')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('by_wisher', models.BooleanField(default=False, verbose_name='本人确认')),
                ('feedback', models.CharField(blank=True, max_length=200, verbose_name='心愿人说')),
                ('thanks', models.CharField(blank=True, max_length=200, verbose_name='答谢')),
                ('story', models.CharField(blank=True, max_length=300, verbose_name='心愿故事')),
                ('consent_on', models.DateField(null=True, verbose_name='同意书日期')),
                ('consent_paper', models.CharField(blank=True, max_length=60, verbose_name='同意书存放处')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('claimer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='认领人')),
                ('claimer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.department', verbose_name='认领单位')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='社区')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
            options={
                'verbose_name': '微心愿',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['community', 'state', '-id'], name='wish_community_state'), models.Index(fields=['state', '-id'], name='wish_state'), models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='wish_live_due'), models.Index(condition=models.Q(('story', ''), _negated=True), fields=['-confirmed_at'], name='wish_story')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='wish_amount_not_below_nought'), models.CheckConstraint(condition=models.Q(('story', ''), models.Q(('consent_on__isnull', False), models.Q(('consent_paper', ''), _negated=True)), _connector='OR'), name='wish_story_has_consent'), models.UniqueConstraint(fields=('year', 'serial'), name='wish_year_serial')],
            },
        ),
        migrations.CreateModel(
            name='PublicWrite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=20)),
                ('source', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': '公开提交',
                'indexes': [models.Index(fields=['source', 'what', 'at'], name='public_write_source'), models.Index(fields=['at', 'what'], name='public_write_at')],
            },
        ),
        migrations.CreateModel(
            name='WishClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('volunteer', '志愿者'), ('staff', '党员干部'), ('unit', '共建单位'), ('resident', '热心居民'), ('community', '社区')], max_length=10, verbose_name='认领方')),
                ('unit', models.CharField(blank=True, max_length=60, verbose_name='单位')),
                ('name_sealed', models.BinaryField(null=True, verbose_name='姓名')),
                ('phone_sealed', models.BinaryField(null=True, verbose_name='电话')),
                ('words', models.CharField(blank=True, max_length=100, verbose_name='留言')),
                ('state', models.CharField(choices=[('waiting', '待联系'), ('accepted', '已认领'), ('declined', '没有采用'), ('given_back', '已退回')], default='waiting', max_length=10, verbose_name='状态')),
                ('is_public', models.BooleanField(default=False, verbose_name='公开页上留的')),
                ('left_at', models.DateTimeField(verbose_name='时间')),
                ('decided_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('wish', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='civics.microwish')),
            ],
            options={
                'verbose_name': '心愿认领',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['wish'], name='wish_claim_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'accepted')), fields=('wish',), name='wish_one_claim_in_force')],
            },
        ),
        migrations.AddField(
            model_name='microwish',
            name='claim',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='civics.wishclaim', verbose_name='认领'),
        ),
        migrations.AddConstraint(
            model_name='microwish',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['claimed', 'delivered', 'confirmed']), _negated=True), ('claim__isnull', False), _connector='OR'), name='wish_claimed_has_claim'),
        ),
    ]
