"""All settings but the schedule (xiongguan.beat), read from the environment by typed readers (xiongguan.env)."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from xiongguan import beat
from xiongguan.backups import backup_settings, outside_files
from xiongguan.env import (
    database_from_url,
    env_bool,
    env_int,
    env_list,
    env_numbers,
    env_text,
    origins_of_tiles,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env_text("XG_VAR", str(BASE_DIR / "var")))

# --- what kind of run this is -------------------------------------------------------------------
PRODUCTION = env_bool("PRODUCTION", False)
DEBUG = env_bool("DEBUG", False)
# The demo shows the "sign in as" list and does not ask for a second factor.
DEMO = env_bool("DEMO", not PRODUCTION)
SECOND_FACTOR_REQUIRED = env_bool("SECOND_FACTOR_REQUIRED", not DEMO)

_DEV_KEY = "local-development-key-not-for-production-0123456789abcdef"
_DEV_FIELD_KEYS = "1:" + "00" * 32
SECRET_KEY = env_text("SECRET_KEY", _DEV_KEY)
# "version:hex" of 32 bytes each, newest first; core.crypto derives every purpose key from them.
FIELD_KEYS = env_list("FIELD_KEYS", _DEV_FIELD_KEYS)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("正式环境不能打开 DEBUG")
    if DEMO:
        raise ImproperlyConfigured("正式环境不能打开 DEMO（登录页会列出演示账号）")
    if SECRET_KEY == _DEV_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("正式环境要设置自己的 SECRET_KEY，至少 50 个字符")
    if _DEV_FIELD_KEYS in FIELD_KEYS:
        raise ImproperlyConfigured("正式环境要设置自己的 FIELD_KEYS")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("正式环境要设置 ALLOWED_HOSTS")

# --- apps ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "axes",
    "django_otp",
    "mptt",
    "core.crypto",
    "core.jobs",
    "core.accounts",
    "core.audit",
    "core.replay",
    "core.clocks",
    "core.notices",
    "core.files",
    "core.backup",
    "core.papers",
    "core.ui",
    "core.flow",
    "core.sheets",
    "core.api",
    "core.hooks",
    "rest_framework",
    "drf_spectacular",
    "grids",
    "residents",
    "disputes",
    "specialgroups",
    "civics",
    "partybuilding",
    "dashboard",
    "dashboard.ledgers",
    "dashboard.burden",
]

MIDDLEWARE = [
    "core.audit.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.ui.middleware.ErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "core.accounts.middleware.SessionLimits",
    "core.accounts.middleware.SignInRequired",
    "grids.middleware.ScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "dashboard.burden.middleware.Burden",
]

ROOT_URLCONF = "xiongguan.urls"
WSGI_APPLICATION = "xiongguan.wsgi.application"
ASGI_APPLICATION = "xiongguan.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "core.ui.forms.UiRenderer"

# --- data ---------------------------------------------------------------------------------------
DATABASES = {"default": database_from_url(env_text("DATABASE_URL", "postgresql:///xiongguan"))}
_test_db = env_text("XG_TEST_DB", "")
if _test_db:
    DATABASES["default"]["TEST"] = {"NAME": _test_db}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env_text("REDIS_URL", "redis://127.0.0.1:6379/0")
# Nothing that matters lives in the cache: sessions, throttling and duties are rows (trust.md P5).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "core.accounts.hashers.OfficeArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# "dengbao": three classes, 90 days, not the last five (等保三级). "asvs": length and known passwords only.
PASSWORD_POLICY = env_text("PASSWORD_POLICY", "dengbao")
if PASSWORD_POLICY not in {"dengbao", "asvs"}:
    raise ImproperlyConfigured("PASSWORD_POLICY 应为 dengbao 或 asvs")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"core.accounts.passwords.{name}"}
    for name in (
        "LengthValidator",
        "ThreeClassesValidator",
        "KnownValidator",
        "OwnNameValidator",
        "HistoryValidator",
    )
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home:workbench"
LOGOUT_REDIRECT_URL = "accounts:login"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
# The prefix makes browsers refuse a cookie planted by a neighbouring host name.
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = env_int("SESSION_IDLE_SECONDS", 30 * 60)
SESSION_ABSOLUTE_SECONDS = env_int("SESSION_ABSOLUTE_SECONDS", 12 * 3600)
# The account of a wall opens this page alone and stays signed in for a month.
WALL_PAGE = "/reports/?mode=screen"
WALL_SESSION_SECONDS = env_int("WALL_SESSION_SECONDS", 30 * 86400)
# One account in so many places at once: a phone, two desks, a hall counter and one to spare. The oldest makes room.
SESSIONS_PER_ACCOUNT = env_int("SESSIONS_PER_ACCOUNT", 5)
# How many of our own reverse proxies stand before the web process; none are believed unless counted here.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES
AXES_FAILURE_LIMIT = env_int("AXES_FAILURE_LIMIT", 5)
AXES_COOLOFF_TIME = 0.25  # hours
# A list inside the list means AND: one guesser on one account. A flat list would lock a whole office out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "core.accounts.views.locked_out"
# Tries during the lock are refused unread, so the lock ends when the page says.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "core.accounts.addresses.throttle_address"
AXES_USERNAME_CALLABLE = "core.accounts.throttle.counted_name"
# The ledger and SignInSession keep who signed in; axes only counts.
AXES_DISABLE_ACCESS_LOG = True
# Wrong tries on one account from all addresses together, after which only its known devices are let in.
SIGN_IN_SPREAD_LIMIT = env_int("SIGN_IN_SPREAD_LIMIT", 25)
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "雄关网格"
# Signing in by the office's own identity provider (OpenID Connect); empty: there is none. Its callback address, to be
# told to the provider, is <our address>/login/identity/back/.
OIDC_ISSUER = env_text("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env_text("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env_text("OIDC_CLIENT_SECRET", "")
OIDC_LABEL = env_text("OIDC_LABEL", "统一身份认证")
# Uncovering personal data asks once more who one is, unless that was shown in the last five minutes.
STEP_UP_REQUIRED = env_bool("STEP_UP_REQUIRED", SECOND_FACTOR_REQUIRED)
STEP_UP_SECONDS = 300
# Looks at covered values a day, by role; "" is everybody else (trust.md 3.5).
REVEALS_A_DAY = {"": 30, "grid_worker": 20, "grid_leader": 20, "community_clerk": 40, "community_lead": 40}
# Searches by a whole number or a caller's last digits, and printed statements of what is held of somebody.
SEARCHES_A_DAY = 60
STATEMENTS_A_DAY = 20
# More people than this are never shown at once: the search asks to narrow.
HOMES_FOUND_MOST = 50

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
WORK_HOURS = [("09:00", "12:00"), ("14:30", "18:00")]
BUSINESS_DAY_END = "18:00"
QUIET_HOURS = ("21:30", "07:30")

# --- the office ---------------------------------------------------------------------------------
SITE_NAME = "雄关网格"
OFFICE_NAME = "雄关街道"
OFFICE_PHONE = env_text("OFFICE_PHONE", "0937-0000000")
CASE_SERIES = "雄纠"
# domain.md C6: whatever settles a civil right is written down, also when it was done on the spot.
FORCE_WRITTEN_IF_CIVIL_CONTENT = env_bool("FORCE_WRITTEN_IF_CIVIL_CONTENT", True)
HAZARD_SERIES, OPINION_SERIES, PETITION_SERIES = "雄隐", "雄意", "雄信"
# Who reviews an opinion of the street, and who reviews that (信访工作条例 arts. 35, 36; the city has no districts).
PETITION_REVIEW_BODIES = ("嘉峪关市人民政府", "甘肃省人民政府")
WHISTLE_SERIES, CALL_SERIES, ORDER_SERIES = "雄哨", "雄呼", "雄督"
HOTLINE_SERIES, AWARD_SERIES, ITEM_SERIES, LEDGER_SERIES = "雄热", "雄奖", "雄任", "雄表"
WISH_SERIES, VOLUNTEER_SERIES, ACTIVITY_SERIES = "雄愿", "雄志人", "雄志活"
# domain.md J13: what a small wish may cost.
WISH_MOST_YUAN = env_int("WISH_MOST_YUAN", 500)
PUBLIC_ADDRESS = env_text("PUBLIC_ADDRESS", "http://127.0.0.1:8000")

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env_text("STATIC_ROOT", str(VAR_DIR / "static")))
MEDIA_ROOT = Path(env_text("MEDIA_ROOT", str(VAR_DIR / "media")))
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
PHOTO_MAX_BYTES = 10 * 1024 * 1024
PHOTO_MAX_PER_SUBJECT = 6
# The office's own fonts for PDF (方正小标宋, 仿宋_GB2312 …); the machine's fonts help out with rare characters.
PAPER_FONTS_DIR = env_text("PAPER_FONTS_DIR", str(VAR_DIR / "office-fonts"))
PAPER_SYSTEM_FONTS = env_bool("PAPER_SYSTEM_FONTS", True)
# Sheets wait here, readable by us alone, until they are read; web and worker share the folder.
SHEETS_ROOT = Path(env_text("SHEETS_ROOT", str(VAR_DIR / "sheets")))
# Ceilings of one uploaded sheet and of the program that reads it (core.sheets.reading.limits explains each).
SHEETS_READER = {"rows": 200_000, "columns": 100, "cell": 2_000, "memory": 256 * 1024 * 1024, "seconds": 60}
SHEETS_MAX_BYTES = 20 * 1024 * 1024
# Imports in work at a time. The clocks' and the outbox' ticks need a worker too.
SHEETS_AT_ONCE = env_int("SHEETS_AT_ONCE", 1)
# What may leave the house in one sheet (trust.md 3.3, 3.5); a second person agrees to unmasked values.
EXPORT_SERIES = "雄导"
EXPORT_MAX_ROWS = 500
EXPORT_MAX_PERSONAL_ROWS = 200
EXPORTS_A_DAY = 3
LEDGER_MAX_ROWS, LEDGERS_A_DAY = 20_000, env_int("LEDGERS_A_DAY", 20)  # docs/adr/0036
# What is never turned back with the database (xiongguan.backups): erasures, those of support records, signed heads.
ERASURES_FILE, SUPPORT_ERASURES_FILE, AUDIT_HEADS_FILE = outside_files(VAR_DIR)
BACKUP = backup_settings(VAR_DIR)
# Pages of support records close after so many idle seconds (trust.md 3.5).
SUPPORT_IDLE_SECONDS = env_int("SUPPORT_IDLE_SECONDS", 600)
# Two totals of the street that are kept as numbers only; off unless the office turns them on (domain.md G5).
AGGREGATE_COUNTS = env_bool("AGGREGATE_COUNTS", False)

# --- the map ------------------------------------------------------------------------------------
# Where points of this street can lie, in WGS-84 degrees: west, south, east, north. What lies outside is a mistake.
MAP_BOUNDS = env_numbers("MAP_BOUNDS", "97.80,39.40,98.80,40.10", 4)
# In which degrees the office's boundary files are, unless somebody says otherwise: wgs84 or gcj02.
MAP_SOURCE_CRS = env_text("MAP_SOURCE_CRS", "wgs84")
if MAP_SOURCE_CRS not in {"wgs84", "gcj02"}:
    raise ImproperlyConfigured("MAP_SOURCE_CRS 应为 wgs84 或 gcj02")
# Background pictures (天地图 or the office's own server; they must be WGS-84 or CGCS2000): {z} {x} {y}, {s} of MAP_TILE_HOSTS,
# and {key}. None by default: the polygons stand on plain ground, and no address of ours leaves the office.
MAP_TILES = env_text("MAP_TILES", "")
MAP_TILE_KEY = env_text("MAP_TILE_KEY", "")
MAP_TILE_HOSTS = env_list("MAP_TILE_HOSTS", "0,1,2,3,4,5,6,7")
MAP_ATTRIBUTION = env_text("MAP_ATTRIBUTION", "")

# --- notices ------------------------------------------------------------------------------------
# Code -> class. A person's channels are rows of notices.Subscription; the demo writes files.
NOTICE_CHANNELS = {
    "file": "core.notices.channels.FileChannel",
    "email": "core.notices.channels.EmailChannel",
    "webhook": "core.notices.channels.WebhookChannel",
}
NOTICE_FILE_DIR = VAR_DIR / "outbox"
NOTICE_WEBHOOK_URL = env_text("NOTICE_WEBHOOK_URL", "")
NOTICE_WEBHOOK_KEY = env_text("NOTICE_WEBHOOK_KEY", "")
EMAIL_HOST = env_text("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "xiongguan@localhost")

# --- programs of others: /api/v1/ (core.api) ---------------------------------------------------------
API_REQUESTS_A_MINUTE = env_int("API_REQUESTS_A_MINUTE", 600)
# Webhooks (core.hooks): seconds of one call, the office's own CA, plain loopback for trying out; hosts that may be inner.
WEBHOOKS = {"connect": 5, "seconds": 10, "ca_file": env_text("WEBHOOK_CA", ""), "loopback": not PRODUCTION}
WEBHOOK_INNER_HOSTS = env_list("WEBHOOK_INNER_HOSTS", "")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.api.authentication.TokenAuthentication",
        "core.api.authentication.PageSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.authentication.Allowed"],
    "DEFAULT_THROTTLE_CLASSES": ["core.api.limits.Rate"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.ResourceSchema",
    "EXCEPTION_HANDLER": "core.api.problems.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME}接口",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": ["core.api.schema.add_components"],
}

# --- celery: a fast path only; duty lives in PostgreSQL (D4) --------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env_int("WORKER_CONCURRENCY", 2)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    # Without these two a killed worker's task came back after 93 s, with them after seconds (stack.md 2.3).
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
}
CELERY_BEAT_SCHEDULE, CELERY_TASK_ROUTES = beat.SCHEDULE, beat.ROUTES

# --- web safety ---------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "core.ui.views.csrf_failure"
SECURE_SSL_REDIRECT = PRODUCTION and env_bool("SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_TLS_PROXY", PRODUCTION) else None
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *origins_of_tiles(MAP_TILES, MAP_TILE_HOSTS)],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("LOG_LEVEL", "WARNING")},
}
