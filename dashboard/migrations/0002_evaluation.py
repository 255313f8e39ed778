"""Evaluation: indicators, periods, results with their lines, adjustments, objections, samples (docs/adr/0034)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dashboard', '0001_figures'),
        ('grids', '0005_outlines'),
        ('residents', '0002_visits_and_opinions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EvaluationPeriod',
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
                ('state', models.CharField(choices=[('open', '待计算'), ('drafted', '初评待公布'), ('announced', '异议期'), ('published', '已发布')], max_length=20, verbose_name='状态')),
                ('kind', models.CharField(choices=[('worker', '网格员'), ('grid', '网格'), ('community', '社区'), ('department', '部门')], max_length=12, verbose_name='对象')),
                ('since', models.DateField(verbose_name='自')),
                ('until', models.DateField(verbose_name='至')),
                ('drafted_at', models.DateTimeField(null=True, verbose_name='计算时间')),
                ('announced_at', models.DateTimeField(null=True, verbose_name='公布时间')),
                ('published_at', models.DateTimeField(null=True, verbose_name='发布时间')),
                ('announced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁公布的')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁算的')),
            ],
            options={
                'verbose_name': '考评',
                'db_table': 'evaluation_period',
                'ordering': ['-since', 'kind'],
            },
        ),
        migrations.CreateModel(
            name='EvaluationResult',
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
                ('state', models.CharField(choices=[('standing', '没有异议'), ('appealed', '异议待答复'), ('decided', '异议已答复')], max_length=20, verbose_name='异议')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('code', models.CharField(max_length=40)),
                ('base', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='指标分')),
                ('bonus', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5, verbose_name='加分')),
                ('deduction', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5, verbose_name='扣分')),
                ('total', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='初评得分')),
                ('grade', models.CharField(choices=[('excellent', '优秀'), ('good', '良好'), ('passed', '合格'), ('failed', '不合格'), ('none', '不评')], default='none', max_length=10, verbose_name='初评等次')),
                ('corrected_total', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='更正后得分')),
                ('corrected_grade', models.CharField(blank=True, choices=[('excellent', '优秀'), ('good', '良好'), ('passed', '合格'), ('failed', '不合格'), ('none', '不评')], max_length=10, verbose_name='更正后等次')),
                ('community', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='社区')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.department', verbose_name='部门')),
                ('grid', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.grid', verbose_name='网格')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='dashboard.evaluationperiod')),
                ('worker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='网格员')),
            ],
            options={
                'verbose_name': '考评结果',
                'db_table': 'evaluation_result',
                'ordering': ['code', 'name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=800, verbose_name='哪里不对')),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('upheld', '维持初评结果'), ('corrected', '更正')], max_length=10, verbose_name='结论')),
                ('finding', models.TextField(blank=True, max_length=800, verbose_name='核查情况和理由')),
                ('decided_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='dashboard.evaluationresult')),
            ],
            options={
                'verbose_name': '考评异议',
                'db_table': 'evaluation_appeal',
            },
        ),
        migrations.CreateModel(
            name='Adjustment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hazard', '查实有危险的隐患'), ('praise', '受到表扬'), ('innovation', '做法被采用'), ('late_red', '紧急情况迟报'), ('false_record', '虚假记录'), ('leak', '泄露个人信息')], max_length=12, verbose_name='事由')),
                ('points', models.DecimalField(decimal_places=2, max_digits=4, verbose_name='分数')),
                ('reason', models.CharField(max_length=200, verbose_name='情况和依据')),
                ('at', models.DateTimeField()),
                ('struck_because', models.CharField(blank=True, max_length=200, verbose_name='撤销理由')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='dashboard.evaluationresult')),
            ],
            options={
                'verbose_name': '加减分',
                'db_table': 'evaluation_adjustment',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('worker', '网格员'), ('grid', '网格'), ('community', '社区'), ('department', '部门')], max_length=12, verbose_name='对象')),
                ('code', models.CharField(max_length=8, verbose_name='编号')),
                ('formula', models.CharField(max_length=30)),
                ('name', models.CharField(max_length=20, verbose_name='指标')),
                ('weight', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='权重')),
                ('target', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='目标（%）')),
                ('min_n', models.PositiveSmallIntegerField(verbose_name='最少件数')),
                ('is_on', models.BooleanField(default=True, verbose_name='启用')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '考评指标',
                'db_table': 'evaluation_indicator',
                'ordering': ['kind', 'order', 'id'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'code'), name='indicator_once'), models.CheckConstraint(condition=models.Q(('weight__gte', 0), ('weight__lte', 100)), name='indicator_weight'), models.CheckConstraint(condition=models.Q(('target__gt', 0), ('target__lte', 100)), name='indicator_target'), models.CheckConstraint(condition=models.Q(('min_n__gte', 1)), name='indicator_min_n')],
            },
        ),
        migrations.CreateModel(
            name='ResultLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('code', models.CharField(max_length=8)),
                ('formula', models.CharField(max_length=30)),
                ('name', models.CharField(max_length=20, verbose_name='指标')),
                ('numerator', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='分子')),
                ('denominator', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='分母')),
                ('min_n', models.PositiveSmallIntegerField(verbose_name='最少件数')),
                ('target', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='目标（%）')),
                ('weight', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='权重')),
                ('rate', models.DecimalField(decimal_places=2, max_digits=7, null=True, verbose_name='比率（%）')),
                ('spread', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='折算权重')),
                ('score', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='得分')),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='dashboard.evaluationresult')),
            ],
            options={
                'verbose_name': '指标得分',
                'db_table': 'evaluation_line',
                'ordering': ['round', 'order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SampleDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.DateField(verbose_name='季度')),
                ('seed', models.CharField(max_length=40, verbose_name='随机种子')),
                ('drawn_from', models.PositiveIntegerField(verbose_name='从多少户里抽')),
                ('drawn_at', models.DateTimeField()),
                ('is_demo', models.BooleanField(default=False)),
                ('checker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='核对的社区')),
                ('grid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.grid', verbose_name='网格')),
            ],
            options={
                'verbose_name': '信息抽查',
                'db_table': 'evaluation_draw',
            },
        ),
        migrations.CreateModel(
            name='SampleRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('verdict', models.CharField(choices=[('waiting', '待核对'), ('right', '一致'), ('wrong', '有误'), ('unreached', '没有核对到')], default='waiting', max_length=10, verbose_name='核对结果')),
                ('wrong', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('address', '门牌'), ('tenure', '居住方式'), ('members', '人口数'), ('head', '户主'), ('moved', '已经搬走')], max_length=10), default=list, size=None, verbose_name='哪里有误')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='说明')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='核对时间')),
                ('version', models.PositiveIntegerField(default=1)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核对人')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='dashboard.sampledraw')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='residents.household', verbose_name='户')),
            ],
            options={
                'verbose_name': '抽查的户',
                'db_table': 'evaluation_sample',
                'ordering': ['draw', 'order'],
            },
        ),
        migrations.AddConstraint(
            model_name='evaluationperiod',
            constraint=models.UniqueConstraint(fields=('kind', 'since'), name='evaluation_period_once'),
        ),
        migrations.AddConstraint(
            model_name='evaluationperiod',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='evaluation_days_in_order'),
        ),
        migrations.AddIndex(
            model_name='evaluationresult',
            index=models.Index(fields=['period', 'code'], name='result_of_period'),
        ),
        migrations.AddIndex(
            model_name='evaluationresult',
            index=models.Index(fields=['worker'], name='result_worker'),
        ),
        migrations.AddIndex(
            model_name='evaluationresult',
            index=models.Index(fields=['grid'], name='result_grid'),
        ),
        migrations.AddIndex(
            model_name='evaluationresult',
            index=models.Index(fields=['community'], name='result_community'),
        ),
        migrations.AddIndex(
            model_name='evaluationresult',
            index=models.Index(fields=['department'], name='result_department'),
        ),
        migrations.AddConstraint(
            model_name='evaluationresult',
            constraint=models.UniqueConstraint(condition=models.Q(('worker__isnull', False)), fields=('period', 'worker'), name='result_once_a_worker'),
        ),
        migrations.AddConstraint(
            model_name='resultline',
            constraint=models.UniqueConstraint(fields=('result', 'round', 'code'), name='result_line_once'),
        ),
        migrations.AddIndex(
            model_name='sampledraw',
            index=models.Index(fields=['checker', 'quarter'], name='draw_checker'),
        ),
        migrations.AddConstraint(
            model_name='sampledraw',
            constraint=models.UniqueConstraint(fields=('grid', 'quarter'), name='draw_once_a_quarter'),
        ),
        migrations.AddIndex(
            model_name='samplerecord',
            index=models.Index(fields=['draw', 'verdict'], name='sample_verdict'),
        ),
        migrations.AddConstraint(
            model_name='samplerecord',
            constraint=models.UniqueConstraint(fields=('draw', 'order'), name='sample_place_once'),
        ),
        migrations.AddConstraint(
            model_name='samplerecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'wrong'), _negated=True), ('wrong__len__gt', 0), _connector='OR'), name='sample_wrong_says_what'),
        ),
    ]
