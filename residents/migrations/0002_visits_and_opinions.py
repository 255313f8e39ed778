"""Visits, campaigns, leaders' contacts and opinions; and their limits for databases that were laid before."""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


from core.clocks.rules_data import RULES
from core.schema import CreateTogether


def ship(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("clocks", "DeadlineRule")
    columns = {field.name for field in rule._meta.concrete_fields}  # of then, not of a later release
    present = set(rule.objects.values_list("code", flat=True))
    rule.objects.bulk_create(
        rule(**{name: value for name, value in fields.items() if name in columns})
        for fields in RULES
        if fields["code"].startswith(("visit.", "opinion.")) and fields["code"] not in present
    )




class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0002_ship_rules'),
        ('grids', '0002_tree_gate'),
        ('residents', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
        migrations.CreateModel(
            name='LeaderContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='自')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='至')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('is_demo', models.BooleanField(default=False)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='社区')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='联系领导')),
            ],
            options={
                'verbose_name': '领导联系社区',
                'indexes': [
                    models.Index(fields=['community', 'valid_to'], name='contact_community'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('leader', 'community'), name='contact_once'),
                    models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='contact_days_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(null=True, verbose_name='应办时间')),
                ('yellow_at', models.DateTimeField(null=True)),
                ('due_code', models.CharField(blank=True, max_length=40)),
                ('last_act', models.CharField(blank=True, max_length=40, verbose_name='最近动作')),
                ('last_act_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('is_demo', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('planned', '已约好'), ('done', '已走访'), ('cancelled', '已取消')], max_length=20, verbose_name='状态')),
                ('kind', models.CharField(choices=[('routine', '入户走访'), ('campaign', '民情大走访'), ('leader', '领导联系社区'), ('after_case', '案后回访'), ('holiday', '节日慰问'), ('hazard', '隐患复查'), ('survey', '入户调查')], default='routine', max_length=12, verbose_name='类别')),
                ('place_detail', models.CharField(blank=True, max_length=60, verbose_name='门牌')),
                ('planned_at', models.DateTimeField(null=True, verbose_name='约定时间')),
                ('visited_at', models.DateTimeField(null=True, verbose_name='走访时间')),
                ('outcome', models.CharField(blank=True, choices=[('met', '已见面'), ('moved', '改约'), ('not_now', '居民不便')], max_length=8, verbose_name='情况')),
                ('persons_met', models.PositiveSmallIntegerField(default=0, verbose_name='见到几人')),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('information', '信息采集'), ('opinion', '民意收集'), ('hazard', '隐患排查'), ('mediation', '矛盾化解'), ('publicity', '政策宣传'), ('errands', '服务代办')], max_length=12), blank=True, default=list, size=None, verbose_name='做了什么')),
                ('asked', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='谈到的事')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='情况说明')),
                ('help_given', models.CharField(blank=True, max_length=200, verbose_name='提供的帮助')),
                ('follow_up_on', models.DateField(null=True, verbose_name='后续日期')),
                ('follow_up_what', models.CharField(blank=True, max_length=100, verbose_name='后续要办的事')),
                ('followed_up_at', models.DateTimeField(null=True, verbose_name='后续办好')),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='社区')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='residents.leadercontact', verbose_name='领导联系')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('dwelling', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='visits', to='residents.dwelling', verbose_name='房屋')),
                ('follows', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='residents.visit', verbose_name='接着')),
                ('grid', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.grid', verbose_name='网格')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='visits', to='residents.household', verbose_name='户')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='楼栋')),
                ('workers', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='走访人')),
            ],
            options={
                'verbose_name': '走访',
                'indexes': [
                    models.Index(condition=models.Q(('state', 'planned')), fields=['grid', 'planned_at'], name='visit_grid_planned'),
                    models.Index(condition=models.Q(('state', 'planned')), fields=['community', 'planned_at'], name='visit_community_planned'),
                    models.Index(condition=models.Q(('follow_up_on__isnull', False), ('followed_up_at__isnull', True)), fields=['grid', 'follow_up_on'], name='visit_grid_follow_up'),
                    models.Index(condition=models.Q(('follow_up_on__isnull', False), ('followed_up_at__isnull', True)), fields=['community', 'follow_up_on'], name='visit_community_follow_up'),
                    models.Index(fields=['grid', '-visited_at'], name='visit_grid_made'),
                    models.Index(fields=['community', '-visited_at'], name='visit_community_made'),
                    models.Index(fields=['created_by', '-id'], name='visit_author'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'planned'), _negated=True), ('planned_at__isnull', False), _connector='OR'), name='visit_planned_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('visited_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='visit_done_has_outcome'),
                    models.CheckConstraint(condition=models.Q(('outcome', 'met'), ('persons_met', 0), _connector='OR'), name='visit_met_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(null=True, verbose_name='应办时间')),
                ('yellow_at', models.DateTimeField(null=True)),
                ('due_code', models.CharField(blank=True, max_length=40)),
                ('last_act', models.CharField(blank=True, max_length=40, verbose_name='最近动作')),
                ('last_act_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('is_demo', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('draft', '登记中'), ('raised', '待分类'), ('handling', '办理中'), ('converted', '已转办'), ('replied', '已答复'), ('closed', '已办结'), ('void', '已撤销')], max_length=20, verbose_name='状态')),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('serial', models.PositiveIntegerField(null=True)),
                ('no', models.CharField(max_length=16, null=True, unique=True, verbose_name='编号')),
                ('title', models.CharField(max_length=60, verbose_name='事项')),
                ('text', models.TextField(max_length=500, verbose_name='反映的情况')),
                ('topic', models.CharField(choices=[('drains', '下水堵塞'), ('roof', '楼顶漏水'), ('road', '道路破损'), ('estate', '小区建设'), ('lamps', '路灯照明'), ('cleaning', '环境卫生'), ('parking', '停车'), ('noise', '噪声扰民'), ('supply', '供水供热供气'), ('property', '物业服务'), ('safety', '安全隐患'), ('neighbours', '邻里关系'), ('policy', '政策办事'), ('elderly', '养老托幼'), ('other', '其他事项')], default='other', max_length=12, verbose_name='事项类别')),
                ('category', models.CharField(blank=True, choices=[('question', '咨询'), ('proposal', '建议'), ('request', '求助'), ('complaint', '投诉'), ('dispute', '纠纷线索'), ('hazard', '隐患线索'), ('praise', '表扬'), ('other', '其他')], max_length=12, verbose_name='民情分类')),
                ('channel', models.CharField(choices=[('visit', '走访'), ('desk', '来访'), ('phone', '来电'), ('leader', '领导联系日'), ('gathering', '活动现场'), ('online', '网上留言')], default='visit', max_length=12, verbose_name='来源')),
                ('recorded_at', models.DateTimeField(verbose_name='反映时间')),
                ('place_detail', models.CharField(blank=True, max_length=60, verbose_name='具体位置')),
                ('name_sealed', models.BinaryField(null=True, verbose_name='姓名')),
                ('phone_sealed', models.BinaryField(null=True, verbose_name='电话')),
                ('desk', models.PositiveSmallIntegerField(choices=[(1, '网格'), (2, '社区'), (3, '街道')], default=2, verbose_name='谁来答复')),
                ('handled', models.CharField(blank=True, max_length=300, verbose_name='办理结果')),
                ('handled_at', models.DateTimeField(null=True, verbose_name='办理时间')),
                ('target_kind', models.CharField(blank=True, max_length=20, verbose_name='转为')),
                ('target_id', models.PositiveBigIntegerField(null=True)),
                ('target_no', models.CharField(blank=True, max_length=40, verbose_name='转办编号')),
                ('target_result', models.CharField(blank=True, max_length=100, verbose_name='转办结果')),
                ('target_ended_at', models.DateTimeField(null=True, verbose_name='转办结束')),
                ('told_at', models.DateTimeField(null=True, verbose_name='告知进展')),
                ('replied_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('reply_way', models.CharField(blank=True, choices=[('in_person', '当面'), ('phone', '电话'), ('message', '短信微信'), ('letter', '书面'), ('board', '公告栏')], max_length=10, verbose_name='答复方式')),
                ('reply_text', models.CharField(blank=True, max_length=200, verbose_name='给居民的答复')),
                ('satisfaction', models.CharField(blank=True, choices=[('very_good', '非常满意'), ('good', '满意'), ('fair', '基本满意'), ('bad', '不满意'), ('very_bad', '非常不满意'), ('not_reached', '未联系上'), ('no_answer', '不愿评价')], max_length=12, verbose_name='满意度')),
                ('satisfaction_note', models.CharField(blank=True, max_length=200, verbose_name='评价说明')),
                ('rework_count', models.PositiveSmallIntegerField(default=0, verbose_name='再办次数')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                ('is_general', models.BooleanField(default=False, verbose_name='共性意见')),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='社区')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='residents.leadercontact', verbose_name='领导联系')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('dwelling', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opinions', to='residents.dwelling', verbose_name='房屋')),
                ('grid', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.grid', verbose_name='网格')),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held_opinions', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opinions', to='residents.household', verbose_name='户')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='地点')),
                ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁答复的')),
                ('visit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='residents.visit', verbose_name='走访')),
            ],
            options={
                'verbose_name': '居民意见',
                'indexes': [
                    models.Index(fields=['community', 'due_at'], name='opinion_community_due'),
                    models.Index(fields=['grid', 'due_at'], name='opinion_grid_due'),
                    models.Index(fields=['holder', 'due_at'], name='opinion_holder_due'),
                    models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='opinion_live_due'),
                    models.Index(fields=['state', '-id'], name='opinion_state'),
                    models.Index(condition=models.Q(('target_id__isnull', False)), fields=['target_kind', 'target_id'], name='opinion_target'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state', 'draft'), ('no__isnull', False), _connector='OR'), name='opinion_numbered_once_raised'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'converted'), _negated=True), ('target_id__isnull', False), _connector='OR'), name='opinion_converted_has_target'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['replied', 'closed']), _negated=True), ('replied_at__isnull', False), _connector='OR'), name='opinion_replied_has_reply'),
                    models.UniqueConstraint(fields=('year', 'serial'), name='opinion_year_serial'),
                ],
            },
        ),
        migrations.CreateModel(
            name='VisitCampaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('aim', models.CharField(blank=True, max_length=200, verbose_name='走访要了解的事')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='提前结束')),
                ('questions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='问题')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(verbose_name='发起时间')),
                ('is_demo', models.BooleanField(default=False)),
                ('communities', models.ManyToManyField(blank=True, related_name='+', to='grids.area', verbose_name='社区')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
                ('grids', models.ManyToManyField(blank=True, related_name='+', to='grids.grid', verbose_name='网格')),
            ],
            options={
                'verbose_name': '走访活动',
                'ordering': ['-starts_on', '-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='campaign_days_in_order'),
                ],
            },
        ),
        ),
        migrations.AddField(
            model_name='visit',
            name='campaign',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='residents.visitcampaign', verbose_name='走访活动'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['campaign', 'household'], name='visit_campaign_household'),
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
