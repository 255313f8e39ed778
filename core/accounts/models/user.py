"""The account of a person."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.text import fold


class UserManager(BaseUserManager["User"]):
    """Makes accounts under one spelling of their name."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        fields.setdefault("password_changed_at", timezone.now())
        user = self.model(username=fold(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=fold(username or ""))


class User(AbstractBaseUser):
    """A person of the office, a community, a department or a supporter with an account.

    What they may do is never here: roles and areas are dated rows of grids.Posting."""

    class Font(models.TextChoices):
        NORMAL = "", "标准"
        LARGE = "lg", "大字"
        EXTRA = "xl", "特大字"

    class Theme(models.TextChoices):
        NORMAL = "", "标准"
        CONTRAST = "contrast", "高对比"
        SUN = "sun", "强光"
        DARK = "dark", "深色"

    username = models.CharField("账号", max_length=64, unique=True)
    display_name = models.CharField("姓名", max_length=25)
    title = models.CharField("岗位", max_length=60, blank=True)
    email = models.EmailField("邮箱", blank=True)
    office_phone = models.CharField("办公电话", max_length=20, blank=True)
    is_active = models.BooleanField("在用", default=True)
    # Another system's account: no password, it comes in by tokens alone (core.api).
    is_program = models.BooleanField("系统账号", default=False, db_default=False)
    is_demo = models.BooleanField("演示账号", default=False)
    # Belongs to a wall, not to a person: it opens the wall and nothing else, and stays signed in (docs/adr/0032).
    only_wall = models.BooleanField("大屏账号", default=False, db_default=False)
    demo_order = models.PositiveSmallIntegerField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    # A password set by an administrator opens the account only until then.
    temporary_until = models.DateTimeField(null=True, blank=True)
    # Raising it ends every session of the account at its next request.
    session_epoch = models.PositiveIntegerField(default=0)
    # How many sign-ins there were, and up to which of them all are over because later ones took their place. They lie
    # on the account because its row is read at each request anyhow.
    sign_in_count = models.PositiveIntegerField(default=0, db_default=0)
    sign_ins_over = models.PositiveIntegerField(default=0, db_default=0)
    font = models.CharField("字号", max_length=4, choices=Font.choices, default="", blank=True)
    theme = models.CharField("显示", max_length=10, choices=Theme.choices, default="", blank=True)
    single_keys = models.BooleanField("单键快捷键", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects = UserManager()

    class Meta:
        verbose_name = "账号"
        ordering: ClassVar[list[str]] = ["username"]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match to stay open: the password and the epoch."""
        salt = "core.accounts.models.User.session"
        return salted_hmac(
            salt, f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()
