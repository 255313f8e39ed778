import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.clocks.rules_data import RULES
from disputes.whistles.duties_data import clauses
from core.schema import CreateTogether


def ship(apps, schema_editor):
    """Duty lists of this town, and the limits that came with whistles: old installations have the earlier ones only."""
    clause = apps.get_model("disputes", "DutyClause")
    clause.objects.bulk_create(clause(**fields) for fields in clauses())
    rule = apps.get_model("clocks", "DeadlineRule")
    columns = {field.name for field in rule._meta.concrete_fields}  # of then, not of a later release
    present = set(rule.objects.values_list("code", flat=True))
    rule.objects.bulk_create(
        rule(**{name: value for name, value in fields.items() if name in columns})
        for fields in RULES
        if fields["code"] not in present
    )




class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0002_ship_rules'),
        ('disputes', "0004_dispute_from_opinion"),
        ('grids', '0002_tree_gate'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
        migrations.CreateModel(
            name='CommunityCall',
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
                ('no', models.CharField(max_length=12, unique=True, verbose_name='编号')),
                ('place_detail', models.CharField(blank=True, max_length=60, verbose_name='具体位置')),
                ('origin_kind', models.CharField(blank=True, max_length=40)),
                ('origin_id', models.PositiveBigIntegerField(null=True)),
                ('cause', models.CharField(blank=True, choices=[('01', '婚姻家庭'), ('02', '邻里'), ('03', '房屋宅基地'), ('04', '合同'), ('05', '生产经营'), ('06', '损害赔偿'), ('07', '劳动争议'), ('08', '村（居）务管理'), ('09', '山林土地'), ('10', '征地拆迁'), ('11', '环境保护'), ('12', '道路交通事故'), ('13', '医疗'), ('14', '物业'), ('15', '电子商务/消费'), ('16', '旅游'), ('17', '知识产权'), ('18', '继承'), ('19', '赡养抚养扶养'), ('20', '债务'), ('21', '施工扰民/噪声'), ('22', '停车'), ('23', '漏水排水'), ('24', '宠物'), ('25', '楼道堆物'), ('26', '供热供水供气'), ('99', '其他')], max_length=2, verbose_name='类型')),
                ('title', models.CharField(max_length=60, verbose_name='事项')),
                ('problem', models.TextField(max_length=500, verbose_name='问题')),
                ('asked', models.CharField(max_length=200, verbose_name='请街道做什么')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='街道答复')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='呼叫社区')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('grid', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.grid')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='地点')),
            ],
            options={
                'verbose_name': '社区呼叫',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(fields=['state', 'due_at'], name='call_state_due'),
                    models.Index(fields=['community', 'due_at'], name='call_community_due'),
                    models.Index(fields=['origin_kind', 'origin_id'], name='call_of_origin'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('year', 'serial'), name='call_year_serial'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DutyClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department_code', models.CharField(choices=[('police', '公安'), ('civil_affairs', '民政'), ('housing', '住建'), ('enforcement', '综合执法'), ('market', '市场监管'), ('resources', '自然资源'), ('sanitation', '环卫'), ('justice', '司法'), ('petition', '信访'), ('education', '教育'), ('labour', '人社'), ('health', '卫健'), ('emergency', '应急'), ('fire', '消防'), ('water', '水务'), ('utilities', '供热供气企业'), ('transport', '交通'), ('disabled_federation', '残联'), ('women_federation', '妇联'), ('youth_league', '团委'), ('union', '工会'), ('court', '法院'), ('procuratorate', '检察院')], max_length=30, verbose_name='部门')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几条')),
                ('title', models.CharField(max_length=30, verbose_name='简称')),
                ('text', models.CharField(max_length=200, verbose_name='内容')),
                ('causes', models.JSONField(blank=True, default=list, verbose_name='对应的案件类型')),
                ('words', models.JSONField(blank=True, default=list, verbose_name='常见说法')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='依据')),
                ('is_default', models.BooleanField(default=False, verbose_name='随系统提供')),
                ('is_active', models.BooleanField(default=True, verbose_name='在用')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '职责清单',
                'ordering': ['department_code', 'number'],
                'constraints': [models.UniqueConstraint(fields=('department_code', 'number'), name='duty_clause_number_once')],
            },
        ),
        migrations.CreateModel(
            name='StreetHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(choices=[('secretary', '党工委书记'), ('director', '办事处主任')], max_length=10, verbose_name='职务')),
                ('valid_from', models.DateField(verbose_name='开始日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='最后一天')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='分管领导')),
            ],
            options={
                'verbose_name': '街道主要负责人',
                'ordering': ['-valid_from', '-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='street_head_days_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SupervisionOrder',
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
                ('no', models.CharField(max_length=12, unique=True, verbose_name='编号')),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.PositiveBigIntegerField()),
                ('subject_words', models.CharField(max_length=80, verbose_name='督办事项')),
                ('desk', models.CharField(choices=[('department', '部门'), ('community', '社区'), ('street', '街道')], max_length=10, verbose_name='督办谁')),
                ('basis', models.CharField(max_length=200, verbose_name='督办依据')),
                ('first_due_at', models.DateTimeField(null=True, verbose_name='原定时间')),
                ('progress', models.CharField(blank=True, max_length=200, verbose_name='目前进展')),
                ('requirement', models.CharField(max_length=200, verbose_name='要求')),
                ('consequence', models.CharField(blank=True, max_length=120, verbose_name='逾期后果')),
                ('reply_by', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('issued_at', models.DateTimeField(verbose_name='签发时间')),
                ('reply', models.CharField(blank=True, max_length=500, verbose_name='答复')),
                ('replied_at', models.DateTimeField(null=True, verbose_name='答复于')),
                ('result', models.CharField(blank=True, max_length=200, verbose_name='销号意见')),
                ('community', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='社区')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.department', verbose_name='部门')),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
            ],
            options={
                'verbose_name': '督办单',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(fields=['subject_kind', 'subject_id'], name='order_of_subject'),
                    models.Index(fields=['state', 'due_at'], name='order_state_due'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('year', 'serial'), name='order_year_serial'),
                    models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', False), ('desk', 'department')), models.Q(('community__isnull', False), ('desk', 'community')), ('desk', 'street'), _connector='OR'), name='order_has_its_addressee'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Whistle',
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
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('serial', models.PositiveIntegerField(null=True)),
                ('no', models.CharField(max_length=12, null=True, unique=True, verbose_name='编号')),
                ('kind', models.CharField(choices=[('emergency', '应急处置'), ('enforcement', '综合执法'), ('hard', '难点民生'), ('tough', '攻坚克难')], max_length=12, verbose_name='哨类')),
                ('cause', models.CharField(blank=True, choices=[('01', '婚姻家庭'), ('02', '邻里'), ('03', '房屋宅基地'), ('04', '合同'), ('05', '生产经营'), ('06', '损害赔偿'), ('07', '劳动争议'), ('08', '村（居）务管理'), ('09', '山林土地'), ('10', '征地拆迁'), ('11', '环境保护'), ('12', '道路交通事故'), ('13', '医疗'), ('14', '物业'), ('15', '电子商务/消费'), ('16', '旅游'), ('17', '知识产权'), ('18', '继承'), ('19', '赡养抚养扶养'), ('20', '债务'), ('21', '施工扰民/噪声'), ('22', '停车'), ('23', '漏水排水'), ('24', '宠物'), ('25', '楼道堆物'), ('26', '供热供水供气'), ('99', '其他')], max_length=2, verbose_name='类型')),
                ('title', models.CharField(max_length=60, verbose_name='事项')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='问题')),
                ('task', models.CharField(max_length=200, verbose_name='要做什么')),
                ('basis', models.CharField(max_length=120, verbose_name='依据')),
                ('result_by', models.DateTimeField(null=True, verbose_name='交办的办结时间')),
                ('place_detail', models.CharField(blank=True, max_length=60, verbose_name='具体位置')),
                ('origin_kind', models.CharField(blank=True, max_length=40)),
                ('origin_id', models.PositiveBigIntegerField(null=True)),
                ('share_address', models.BooleanField(default=False, verbose_name='给地址')),
                ('share_contact', models.BooleanField(default=False, verbose_name='给居民电话')),
                ('share_reason', models.CharField(blank=True, max_length=100, verbose_name='为什么给电话')),
                ('contact_name', models.CharField(blank=True, max_length=25, verbose_name='居民')),
                ('phone_sealed', models.BinaryField(null=True)),
                ('photo_ids', models.JSONField(default=list, verbose_name='给哪些照片')),
                ('issued_at', models.DateTimeField(null=True, verbose_name='吹哨时间')),
                ('issued_as', models.CharField(blank=True, choices=[('secretary', '党工委书记'), ('director', '办事处主任')], max_length=10, verbose_name='以何职务')),
                ('ratified_at', models.DateTimeField(null=True, verbose_name='追认时间')),
                ('objection_count', models.PositiveSmallIntegerField(default=0, verbose_name='异议次数')),
                ('rework_count', models.PositiveSmallIntegerField(default=0, verbose_name='返工次数')),
                ('missing_reason', models.CharField(blank=True, max_length=200, verbose_name='为什么不等没反馈的单位')),
                ('result', models.CharField(blank=True, choices=[('solved', '已解决'), ('partly', '部分解决'), ('explained', '已解释'), ('on_account', '挂账'), ('untrue', '不属实')], max_length=12, verbose_name='结果')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                ('asks_resident', models.BooleanField(default=True, verbose_name='请居民评价')),
                ('account_reason', models.CharField(blank=True, max_length=200, verbose_name='挂账理由（公开）')),
                ('account_since', models.DateTimeField(null=True, verbose_name='挂账时间')),
                ('account_reviews', models.PositiveSmallIntegerField(default=0, verbose_name='复查次数')),
                ('city_told', models.CharField(blank=True, max_length=120, verbose_name='报告市级')),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='whistles', to='disputes.communitycall')),
                ('clause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disputes.dutyclause')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='社区')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('grid', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.grid', verbose_name='网格')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='吹哨人')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='地点')),
                ('ratified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='追认人')),
            ],
            options={
                'verbose_name': '吹哨',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(fields=['state', 'due_at'], name='whistle_state_due'),
                    models.Index(fields=['community', 'due_at'], name='whistle_community_due'),
                    models.Index(fields=['grid', 'state'], name='whistle_grid_state'),
                    models.Index(fields=['origin_kind', 'origin_id', 'state'], name='whistle_of_origin'),
                    models.Index(fields=['cause', 'issued_at'], name='whistle_cause_issued'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'void']), ('no__isnull', False), _connector='OR'), name='whistle_numbered_when_issued'),
                    models.CheckConstraint(condition=models.Q(('phone_sealed__isnull', True), models.Q(('share_contact', True), models.Q(('share_reason', ''), _negated=True)), _connector='OR'), name='whistle_phone_only_with_a_reason'),
                    models.UniqueConstraint(fields=('year', 'serial'), name='whistle_year_serial'),
                ],
            },
        ),
        migrations.CreateModel(
            name='WhistleCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('passed', models.BooleanField(verbose_name='办好了')),
                ('text', models.CharField(max_length=300, verbose_name='现场情况')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('whistle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='disputes.whistle')),
            ],
            options={
                'verbose_name': '核查',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='WhistleRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('street', '街道'), ('community', '社区'), ('resident', '居民')], max_length=10, verbose_name='谁评价')),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('responded', models.BooleanField(null=True, verbose_name='响应及时')),
                ('solved', models.BooleanField(null=True, verbose_name='问题解决')),
                ('satisfaction', models.CharField(choices=[('very_good', '非常满意'), ('good', '满意'), ('fair', '基本满意'), ('bad', '不满意'), ('very_bad', '非常不满意'), ('not_reached', '未联系上'), ('no_answer', '不愿评价')], max_length=12, verbose_name='满意度')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('whistle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='disputes.whistle')),
            ],
            options={
                'verbose_name': '评价',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('whistle', 'side', 'round'), name='rating_once_a_side'),
                ],
            },
        ),
        migrations.CreateModel(
            name='WhistleUnit',
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
                ('is_lead', models.BooleanField(default=False, verbose_name='主办')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='签收时间')),
                ('contacted_at', models.DateTimeField(null=True, verbose_name='联系时间')),
                ('arrived_at', models.DateTimeField(null=True, verbose_name='到场时间')),
                ('arrival_people', models.CharField(blank=True, max_length=60, verbose_name='到场人员')),
                ('plan', models.CharField(blank=True, max_length=200, verbose_name='办理打算')),
                ('plan_until', models.DateField(blank=True, null=True, verbose_name='打算哪天办完')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='反馈时间')),
                ('was_justified', models.BooleanField(null=True, verbose_name='该不该吹给本单位')),
                ('was_clear', models.BooleanField(null=True, verbose_name='信息够不够')),
                ('quality_note', models.CharField(blank=True, max_length=200, verbose_name='意见')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.department', verbose_name='单位')),
                ('liaison', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='联络员')),
                ('whistle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='disputes.whistle')),
            ],
            options={
                'verbose_name': '报到单位',
                'ordering': ['-is_lead', 'id'],
                'indexes': [
                    models.Index(fields=['department', 'state', 'due_at'], name='unit_department_state'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('is_lead', True), models.Q(('state', 'released'), _negated=True)), fields=('whistle',), name='whistle_one_lead'),
                    models.UniqueConstraint(condition=models.Q(('state', 'released'), _negated=True), fields=('whistle', 'department'), name='whistle_unit_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='UnitExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(verbose_name='天数')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('asked_at', models.DateTimeField()),
                ('approved', models.BooleanField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='意见')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='disputes.whistleunit')),
            ],
            options={
                'verbose_name': '延期申请',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('approved__isnull', True)), fields=('unit',), name='unit_extension_one_open'),
                ],
            },
        ),
        migrations.CreateModel(
            name='UnitAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('result', models.CharField(choices=[('solved', '已解决'), ('partly', '部分解决'), ('explained', '已解释'), ('on_account', '挂账'), ('untrue', '不属实')], max_length=12, verbose_name='结果')),
                ('text', models.CharField(max_length=500, verbose_name='办理情况')),
                ('late_reason', models.CharField(blank=True, max_length=200, verbose_name='为什么晚了')),
                ('is_interim', models.BooleanField(default=False, verbose_name='阶段情况')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='disputes.whistleunit')),
            ],
            options={
                'verbose_name': '反馈',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_lead', models.BooleanField(default=False, verbose_name='作为主办单位')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('clause', models.CharField(max_length=120, verbose_name='职责依据')),
                ('at', models.DateTimeField()),
                ('ruling', models.CharField(choices=[('pending', '等裁定'), ('back', '维持原单位'), ('reassigned', '改派'), ('released', '不再需要')], default='pending', max_length=12)),
                ('ruled_at', models.DateTimeField(null=True)),
                ('ruling_note', models.CharField(blank=True, max_length=200, verbose_name='裁定理由')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ruled_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.department')),
                ('suggested', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.department')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='disputes.whistleunit')),
            ],
            options={
                'verbose_name': '异议',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('unit',), name='objection_once_a_unit'),
                ],
            },
        ),
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
