"""Committees and their mediators, the three tracks, joint sittings, judicial confirmation, help in violence, conferences."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from core.schema import CreateTogether


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0005_whistles_and_supervision'),
        ('grids', '0004_ship_checklists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='dispute',
            name='confirmation',
            field=models.CharField(blank=True, choices=[('', '没有申请'), ('applied', '已申请'), ('filed', '法院已受理'), ('valid', '裁定有效'), ('rejected', '裁定驳回'), ('not_taken', '法院不予受理'), ('withdrawn', '双方撤回申请')], default='', max_length=10, verbose_name='司法确认'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='help_offered_on',
            field=models.DateField(null=True, verbose_name='告知求助途径日期'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='mediator_chosen_by',
            field=models.CharField(blank=True, choices=[('committee', '调委会指定'), ('parties', '当事人选定')], max_length=10, verbose_name='怎么定的调解员'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='victim_helpless',
            field=models.BooleanField(default=False, verbose_name='受害的可能是孩子或没有行为能力的人'),
        ),
        migrations.AlterField(
            model_name='dispute',
            name='result',
            field=models.CharField(blank=True, choices=[('written', '书面协议'), ('oral', '口头协议'), ('on_spot', '当场履行'), ('court', '法院调解'), ('self_settled', '自行和解'), ('failed', '调解不成'), ('refused', '一方拒绝'), ('withdrawn', '撤回'), ('to_court', '导引诉讼'), ('to_arbitration', '导引仲裁'), ('to_police', '移送公安'), ('to_authority', '移送行政'), ('merged', '并案'), ('not_accepted', '不予受理')], max_length=20, verbose_name='结果'),
        ),
        CreateTogether(
        migrations.CreateModel(
            name='CaseConference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几次')),
                ('held_at', models.DateTimeField(verbose_name='时间')),
                ('place', models.CharField(max_length=60, verbose_name='地点')),
                ('chair', models.CharField(max_length=25, verbose_name='主持人')),
                ('decision', models.TextField(max_length=1000, verbose_name='研判意见')),
                ('next_step', models.CharField(max_length=200, verbose_name='下一步')),
                ('next_by', models.DateField(blank=True, null=True, verbose_name='什么时候前')),
                ('recorder', models.CharField(max_length=25, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField()),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conferences', to='disputes.dispute')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '研判会',
                'ordering': ['number'],
                'constraints': [
                    models.UniqueConstraint(fields=('dispute', 'number'), name='conference_number'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConferenceOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('committee', '人民调解委员会'), ('police', '公安派出所'), ('court', '法院'), ('procuratorate', '检察院'), ('judicial_office', '司法所'), ('lawyer', '律师事务所'), ('department', '行政部门'), ('other', '其他单位')], max_length=16, verbose_name='哪类单位')),
                ('body', models.CharField(max_length=60, verbose_name='单位')),
                ('people', models.CharField(blank=True, max_length=60, verbose_name='来的人')),
                ('opinion', models.CharField(max_length=500, verbose_name='意见')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='disputes.caseconference')),
            ],
            options={
                'verbose_name': '研判意见',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='HelpOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('police', '报警、告诫书'), ('shelter', '临时庇护'), ('order', '人身安全保护令'), ('medical', '就医验伤'), ('legal_aid', '法律援助'), ('counsel', '心理疏导')], max_length=10, verbose_name='帮助')),
                ('offered_on', models.DateField(verbose_name='哪天告知的')),
                ('taken', models.BooleanField(default=False, verbose_name='接受')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_offers', to='disputes.dispute')),
            ],
            options={
                'verbose_name': '提供的帮助',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='JointMediation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('committee', '人民调解委员会'), ('police', '公安派出所'), ('court', '法院'), ('procuratorate', '检察院'), ('judicial_office', '司法所'), ('lawyer', '律师事务所'), ('department', '行政部门'), ('other', '其他单位')], max_length=16, verbose_name='哪类单位')),
                ('body', models.CharField(max_length=60, verbose_name='单位')),
                ('people', models.CharField(blank=True, max_length=60, verbose_name='来的人')),
                ('is_lead', models.BooleanField(default=False, verbose_name='牵头')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bodies', to='disputes.mediationsession')),
            ],
            options={
                'verbose_name': '联合调解单位',
                'ordering': ['-is_lead', 'id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('is_lead', True)), fields=('session',), name='joint_one_lead'),
                ],
            },
        ),
        migrations.CreateModel(
            name='JudicialConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('court', models.CharField(max_length=40, verbose_name='法院')),
                ('applied_on', models.DateField(verbose_name='申请日期')),
                ('mode', models.CharField(choices=[('on_site', '当面'), ('phone', '电话'), ('online', '网上'), ('letter', '书面')], max_length=10, verbose_name='怎么申请的')),
                ('filed_on', models.DateField(blank=True, null=True, verbose_name='法院受理日期')),
                ('case_no', models.CharField(blank=True, max_length=60, verbose_name='法院案号')),
                ('outcome', models.CharField(choices=[('', '没有申请'), ('applied', '已申请'), ('filed', '法院已受理'), ('valid', '裁定有效'), ('rejected', '裁定驳回'), ('not_taken', '法院不予受理'), ('withdrawn', '双方撤回申请')], default='applied', max_length=10)),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='裁定日期')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='disputes.agreement')),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='disputes.dispute')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '司法确认',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('outcome__in', ('applied', 'filed'))), fields=('dispute',), name='confirmation_one_open'),
                    models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ('valid', 'rejected', 'not_taken', 'withdrawn')), _negated=True), ('decided_on__isnull', False), _connector='OR'), name='confirmation_decided_has_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MediationCommittee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('community', '社区'), ('street', '街道'), ('trade', '行业性、专业性')], max_length=10, verbose_name='类别')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='名称')),
                ('trade', models.CharField(blank=True, max_length=30, verbose_name='行业或专业领域')),
                ('series', models.CharField(max_length=20, unique=True, verbose_name='编号字头')),
                ('court', models.CharField(blank=True, max_length=40, verbose_name='管辖的基层法院')),
                ('term_from', models.DateField(verbose_name='本届开始')),
                ('term_to', models.DateField(verbose_name='本届到期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_demo', models.BooleanField(default=False)),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='社区')),
            ],
            options={
                'verbose_name': '人民调解委员会',
                'ordering': ['kind', 'name'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), ('kind', 'community')), fields=('community',), name='committee_one_a_community'),
                    models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), ('kind', 'street')), fields=('kind',), name='committee_one_of_the_street'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'community'), _negated=True), ('community__isnull', False), _connector='OR'), name='committee_community_has_place'),
                    models.CheckConstraint(condition=models.Q(('term_to__gt', models.F('term_from'))), name='committee_term_in_order'),
                ],
            },
        ),
        ),
        migrations.AddField(
            model_name='dispute',
            name='committee',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disputes.mediationcommittee', verbose_name='调委会'),
        ),
        CreateTogether(
        migrations.CreateModel(
            name='Mediator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=25, verbose_name='姓名')),
                ('is_woman', models.BooleanField(default=False, verbose_name='妇女')),
                ('post', models.CharField(choices=[('head', '主任'), ('deputy', '副主任'), ('member', '委员'), ('engaged', '聘任')], max_length=10, verbose_name='职务')),
                ('valid_from', models.DateField(verbose_name='从哪天起')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='最后一天')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mediators', to='disputes.mediationcommittee')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '人民调解员',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('user__isnull', False), ('valid_to__isnull', True)), fields=('committee', 'user'), name='mediator_serves_once'),
                    models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='mediator_days_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TrackChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_track', models.CharField(choices=[('people', '人民调解'), ('administrative', '行政调解'), ('judicial', '司法调解')], max_length=16)),
                ('to_track', models.CharField(choices=[('people', '人民调解'), ('administrative', '行政调解'), ('judicial', '司法调解')], max_length=16, verbose_name='转到')),
                ('body', models.CharField(max_length=60, verbose_name='由谁调解')),
                ('body_ref', models.CharField(blank=True, max_length=60, verbose_name='对方文号或案号')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='法院定的期限')),
                ('parties_agreed_on', models.DateField(verbose_name='各方同意日期')),
                ('consent_mode', models.CharField(choices=[('on_site', '当面'), ('phone', '电话'), ('online', '网上'), ('letter', '书面')], max_length=10, verbose_name='怎么同意的')),
                ('reason', models.CharField(max_length=200, verbose_name='为什么转')),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('settled', '法院出了调解书或确认裁定'), ('failed', '法院调解不成')], max_length=10, verbose_name='结果')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='track_changes', to='disputes.dispute')),
            ],
            options={
                'verbose_name': '调解方式变更',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('from_track', models.F('to_track')), _negated=True), name='track_change_changes'),
                ],
            },
        ),
        ),
    ]
