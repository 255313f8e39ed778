"""Places, grids, postings and plans; with the guards that only the database can keep."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import grids.querysets
import mptt.fields
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models
from core.schema import CreateTogether


# The tree is written only under its lock (D2): grids.treelock sets xg.tree_writing for the transaction.
TREE_GUARD = """
CREATE FUNCTION grids_area_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('xg.tree_writing', true), '') <> 'on' THEN
        RAISE EXCEPTION 'grids_area: the tree is written only through grids.actions.areas';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grids_area_guard_rows BEFORE INSERT OR DELETE ON grids_area
    FOR EACH STATEMENT EXECUTE FUNCTION grids_area_guard();
CREATE TRIGGER grids_area_guard_moves BEFORE UPDATE OF parent_id, community_id, level, lft, rght, tree_id, depth
    ON grids_area FOR EACH ROW WHEN (
        (OLD.parent_id, OLD.community_id, OLD.level, OLD.lft, OLD.rght, OLD.tree_id, OLD.depth)
        IS DISTINCT FROM
        (NEW.parent_id, NEW.community_id, NEW.level, NEW.lft, NEW.rght, NEW.tree_id, NEW.depth))
    EXECUTE FUNCTION grids_area_guard();
"""
TREE_GUARD_OFF = """
DROP TRIGGER grids_area_guard_moves ON grids_area;
DROP TRIGGER grids_area_guard_rows ON grids_area;
DROP FUNCTION grids_area_guard();
"""
# One move renumbers the whole street; with room on the page those updates touch no index (see grids.models.area).
TREE_ROOM = "ALTER TABLE grids_area SET (fillfactor = 50)"
TREE_ROOM_OFF = "ALTER TABLE grids_area RESET (fillfactor)"
# No grid spans two communities, and it owns buildings only (domain.md B2).
PARTITION_GUARD = """
CREATE FUNCTION grids_gridbuilding_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM grids_area a JOIN grids_grid g ON g.community_id = a.community_id
        WHERE a.id = NEW.building_id AND g.id = NEW.grid_id AND a.level = 'building'
    ) THEN
        RAISE EXCEPTION 'grids_gridbuilding: building % is not a building of the community of grid %',
            NEW.building_id, NEW.grid_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grids_gridbuilding_guard_rows BEFORE INSERT OR UPDATE OF grid_id, building_id ON grids_gridbuilding
    FOR EACH ROW EXECUTE FUNCTION grids_gridbuilding_guard();
"""
PARTITION_GUARD_OFF = """
DROP TRIGGER grids_gridbuilding_guard_rows ON grids_gridbuilding;
DROP FUNCTION grids_gridbuilding_guard();
"""
# What was said of a grid's past stays said (D6).
HISTORY_GUARD = """
CREATE FUNCTION grids_gridevent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'grids_gridevent is append-only';
END $$;
CREATE TRIGGER grids_gridevent_guard_rows BEFORE UPDATE OR DELETE ON grids_gridevent
    FOR EACH STATEMENT EXECUTE FUNCTION grids_gridevent_guard();
"""
HISTORY_GUARD_OFF = """
DROP TRIGGER grids_gridevent_guard_rows ON grids_gridevent;
DROP FUNCTION grids_gridevent_guard();
"""




class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        CreateTogether(
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="编码")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("member", "成员单位"), ("coordination", "协调单位")],
                        default="coordination",
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("duty_note", models.CharField(blank=True, max_length=200, verbose_name="职责说明")),
                ("office_phone", models.CharField(blank=True, max_length=20, verbose_name="办公电话")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "部门",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("street", "街道"),
                            ("community", "社区"),
                            ("estate", "小区"),
                            ("building", "楼栋"),
                        ],
                        max_length=10,
                        verbose_name="层级",
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="编码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("short_name", models.CharField(blank=True, max_length=30, verbose_name="简称")),
                (
                    "estate_kind",
                    models.CharField(
                        blank=True,
                        choices=[("estate", "小区"), ("courtyard", "出租大院")],
                        max_length=10,
                        verbose_name="小区类别",
                    ),
                ),
                (
                    "estate_group",
                    models.CharField(blank=True, db_index=True, max_length=32, verbose_name="跨社区小区组"),
                ),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地址")),
                ("household_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="户数")),
                ("is_placeholder", models.BooleanField(default=False, verbose_name="名称待定")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                ("valid_from", models.DateField(default=grids.querysets.today, verbose_name="启用日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("version", models.PositiveIntegerField(default=1)),
                ("tree_id", models.PositiveIntegerField(editable=False)),
                ("lft", models.PositiveIntegerField(editable=False)),
                ("rght", models.PositiveIntegerField(editable=False)),
                ("depth", models.PositiveIntegerField(editable=False)),
                (
                    "community",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.area",
                        verbose_name="社区",
                    ),
                ),
                (
                    "parent",
                    mptt.fields.TreeForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="grids.area",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "地点",
                'indexes': [
                    models.Index(fields=["community", "level", "is_active"], name="area_community_level"),
                    models.Index(fields=["parent", "code"], name="area_parent_code"),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(("level", "street")), fields=("level",), name="area_one_street"),
                    models.CheckConstraint(condition=models.Q(models.Q(("community__isnull", True), ("level", "street"), ("parent__isnull", True)), models.Q(models.Q(("level", "street"), _negated=True), ("community__isnull", False), ("parent__isnull", False)), _connector="OR"), name="area_parent_and_community_fit_level"),
                    models.CheckConstraint(condition=models.Q(models.Q(("level", "estate"), models.Q(("estate_kind", ""), _negated=True)), models.Q(models.Q(("level", "estate"), _negated=True), ("estate_kind", "")), _connector="OR"), name="area_estate_kind_only_on_estates"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssignmentPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "待保存"), ("saved", "已保存"), ("dropped", "已放弃")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                (
                    "mode",
                    models.CharField(
                        choices=[("follow", "在办案件随网格转给新的人"), ("stay", "在办案件由原来的人办完")],
                        default="follow",
                        max_length=8,
                        verbose_name="在办案件",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="事由")),
                ("created_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignment_plans",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "人员调整方案",
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(("state", "draft")), fields=("owner",), name="plan_one_draft_a_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="编码")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("number", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("community", "社区网格"), ("dedicated", "专属网格")],
                        default="community",
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("valid_from", models.DateField(default=grids.querysets.today, verbose_name="启用日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="最后一天")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "household_target",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="计划户数"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("approval_no", models.CharField(blank=True, max_length=60, verbose_name="批准文号")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grids",
                        to="grids.area",
                        verbose_name="社区",
                    ),
                ),
            ],
            options={
                "verbose_name": "网格",
                "ordering": ["code"],
                'indexes': [
                    models.Index(fields=["community", "is_active"], name="grid_community_active"),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"), name="grid_days_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GridBuilding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(default=grids.querysets.today)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("approval_no", models.CharField(blank=True, max_length=60, verbose_name="批准文号")),
                (
                    "building",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grid_links",
                        to="grids.area",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="buildings", to="grids.grid"
                    ),
                ),
            ],
            options={
                "verbose_name": "网格楼栋",
                'indexes': [
                    models.Index(fields=["grid", "valid_to"], name="gridbuilding_grid"),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"), name="gridbuilding_days_in_order"),
                    models.UniqueConstraint(condition=models.Q(("valid_to__isnull", True)), fields=("building",), name="gridbuilding_one_open_grid"),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F("valid_from"), models.F("valid_to"), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function="DATERANGE", output_field=django.contrib.postgres.fields.ranges.DateRangeField()), "&&"), ("building", "=")], name="gridbuilding_one_grid_a_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GridEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("on", models.DateField(verbose_name="生效日期")),
                ("text", models.CharField(max_length=300)),
                ("approval_no", models.CharField(blank=True, max_length=60)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="grids.grid"
                    ),
                ),
            ],
            options={
                "verbose_name": "网格历史",
                "ordering": ["-on", "-id"],
                'indexes': [
                    models.Index(fields=["grid", "-on"], name="gridevent_grid_on"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GridSupporter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("police", "社区民警"),
                            ("judge", "法官"),
                            ("prosecutor", "检察官"),
                            ("justice_office", "司法所"),
                            ("lawyer", "律师"),
                            ("building_lead", "楼栋长"),
                            ("veterans", "五老"),
                            ("party_member", "党员"),
                            ("property", "物业"),
                            ("volunteer", "志愿者"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("person_name", models.CharField(max_length=25, verbose_name="姓名")),
                ("organisation", models.CharField(blank=True, max_length=60, verbose_name="单位")),
                ("contact", models.CharField(blank=True, max_length=20, verbose_name="办公电话")),
                ("valid_from", models.DateField(default=grids.querysets.today, verbose_name="开始日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="最后一天")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supporters",
                        to="grids.grid",
                    ),
                ),
            ],
            options={
                "verbose_name": "支持力量",
                "ordering": ["kind", "id"],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"), name="supporter_days_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("grid_worker", "网格员"),
                            ("grid_leader", "网格长"),
                            ("community_clerk", "社区专干"),
                            ("community_lead", "社区书记"),
                            ("mediator", "人民调解员"),
                            ("centre_intake", "综治中心受理"),
                            ("centre_manager", "案管"),
                            ("street_lead", "分管领导"),
                            ("dept_liaison", "部门联络员"),
                            ("meeting_secretary", "会议秘书"),
                            ("support_worker", "帮扶干部"),
                            ("support_lead", "帮扶负责人"),
                            ("counsellor", "心理咨询员"),
                            ("supervisor", "督查考评"),
                            ("privacy_officer", "个人信息保护负责人"),
                            ("auditor", "审计员"),
                            ("security_admin", "安全管理员"),
                            ("sysadmin", "系统管理员"),
                        ],
                        max_length=20,
                        verbose_name="岗位",
                    ),
                ),
                ("street", models.BooleanField(default=False, verbose_name="全街道")),
                (
                    "programme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resettlement", "安置帮教"),
                            ("correction", "社区矫正"),
                            ("detox", "社区戒毒康复"),
                            ("mental", "精神卫生"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="帮扶项目",
                    ),
                ),
                ("valid_from", models.DateField(default=grids.querysets.today, verbose_name="开始日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="最后一天")),
                ("full_time", models.BooleanField(default=True, verbose_name="专职")),
                ("is_cover", models.BooleanField(default=False, verbose_name="替班")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="事由")),
                ("ended_reason", models.CharField(blank=True, max_length=200, verbose_name="离岗原因")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.area",
                        verbose_name="社区",
                    ),
                ),
                (
                    "covers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cover_rows",
                        to="grids.posting",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="grids.department",
                        verbose_name="部门",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="grids.grid",
                        verbose_name="网格",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "ordering": ["-valid_from", "-id"],
                'indexes': [
                    models.Index(fields=["user", "valid_from", "valid_to"], name="posting_user_days"),
                    models.Index(fields=["grid", "role"], name="posting_grid_role"),
                    models.Index(fields=["community", "role"], name="posting_community_role"),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"), name="posting_days_in_order"),
                    models.CheckConstraint(condition=models.Q(models.Q(("role__in", ["grid_worker", "grid_leader"]), ("street", False), ("community__isnull", True), ("grid__isnull", False), ("department__isnull", True), ("programme", "")), models.Q(("role__in", ["community_clerk", "community_lead"]), ("street", False), ("community__isnull", False), ("grid__isnull", True), ("department__isnull", True), ("programme", "")), models.Q(("role__in", ["mediator", "counsellor"]), models.Q(models.Q(("street", False), ("community__isnull", False), ("grid__isnull", True), ("department__isnull", True), ("programme", "")), models.Q(("street", True), ("community__isnull", True), ("grid__isnull", True), ("department__isnull", True), ("programme", "")), _connector="OR")), models.Q(("role__in", ["centre_intake", "centre_manager", "street_lead", "meeting_secretary", "supervisor", "privacy_officer", "sysadmin", "security_admin", "auditor"]), ("street", True), ("community__isnull", True), ("grid__isnull", True), ("department__isnull", True), ("programme", "")), models.Q(("role__in", ["dept_liaison"]), ("street", False), ("community__isnull", True), ("grid__isnull", True), ("department__isnull", False), ("programme", "")), models.Q(("role__in", ["support_worker", "support_lead"]), ("street", False), ("community__isnull", True), ("grid__isnull", True), ("department__isnull", True), models.Q(("programme", ""), _negated=True)), _connector="OR"), name="posting_place_fits_role"),
                    models.CheckConstraint(condition=models.Q(("is_cover", False), models.Q(("role__in", ["grid_worker", "grid_leader"]), ("valid_to__isnull", False)), _connector="OR"), name="posting_cover_is_dated_and_of_a_grid"),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(("full_time", True), ("grid__isnull", False), ("is_cover", False)), expressions=[(models.Func(models.F("valid_from"), models.F("valid_to"), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function="DATERANGE", output_field=django.contrib.postgres.fields.ranges.DateRangeField()), "&&"), ("grid", "="), ("role", "=")], name="posting_one_holder_of_a_grid"),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(("is_cover", False), ("role", "grid_worker")), expressions=[(models.Func(models.F("valid_from"), models.F("valid_to"), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function="DATERANGE", output_field=django.contrib.postgres.fields.ranges.DateRangeField()), "&&"), ("user", "=")], name="posting_one_grid_to_a_worker"),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(("is_cover", True), ("role", "grid_worker")), expressions=[(models.Func(models.F("valid_from"), models.F("valid_to"), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function="DATERANGE", output_field=django.contrib.postgres.fields.ranges.DateRangeField()), "&&"), ("user", "=")], name="posting_one_cover_to_a_worker"),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F("valid_from"), models.F("valid_to"), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function="DATERANGE", output_field=django.contrib.postgres.fields.ranges.DateRangeField()), "&&"), (models.F("user"), "="), (models.Case(models.When(role="sysadmin", then=models.Value(1)), models.When(role="security_admin", then=models.Value(2)), models.When(role="auditor", then=models.Value(3)), default=models.Value(0), output_field=models.IntegerField()), "<>")], name="posting_three_admins_apart"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("follow", "在办案件随网格转给新的人"), ("stay", "在办案件由原来的人办完")],
                        max_length=8,
                    ),
                ),
                ("due_on", models.DateField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("moved", models.PositiveIntegerField(default=0)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("buildings", models.ManyToManyField(blank=True, related_name="+", to="grids.area")),
                (
                    "grid_from",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.grid"
                    ),
                ),
                (
                    "grid_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.grid"
                    ),
                ),
                (
                    "new_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "old_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="grids.posting",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作交接",
                'indexes': [
                    models.Index(condition=models.Q(("done_at__isnull", True)), fields=["due_on"], name="handover_waiting"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StagedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("grid_worker", "网格员"), ("grid_leader", "网格长")], max_length=20
                    ),
                ),
                ("is_cover", models.BooleanField(default=False)),
                ("until", models.DateField(blank=True, null=True)),
                ("vacant_reason", models.CharField(blank=True, max_length=200)),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.grid"
                    ),
                ),
                (
                    "new_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "old_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="grids.assignmentplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "待保存的改动",
                "ordering": ["id"],
                'constraints': [
                    models.UniqueConstraint(fields=("plan", "grid", "role", "is_cover"), name="stagedchange_once_a_post"),
                ],
            },
        ),
        ),
        migrations.RunSQL(TREE_GUARD, TREE_GUARD_OFF),
        migrations.RunSQL(TREE_ROOM, TREE_ROOM_OFF),
        migrations.RunSQL(PARTITION_GUARD, PARTITION_GUARD_OFF),
        migrations.RunSQL(HISTORY_GUARD, HISTORY_GUARD_OFF),
    ]
