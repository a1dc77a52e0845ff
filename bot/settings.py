"""What an operator may set, read from XINSHENG_* and xinsheng.toml and checked before anything starts."""

from __future__ import annotations

import base64
import binascii
import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from bot.channels.telegram.settings import API, TelegramSettings
from bot.channels.telegram.settings import WrongSettings as WrongTelegram
from handlers.notice_templates import NoticeKind

PREFIX = "XINSHENG_"
FILE = "xinsheng.toml"
ROOT = Path(__file__).resolve().parent.parent
TESTS_OWN = f"{PREFIX}TEST_"


class WrongSettings(Exception):
    """The settings cannot be used; `sentences` says why, one for each."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class NoticeTemplate(BaseModel):
    """A template of WeChat's by which one kind of notice is told, and which of our values fills which field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    fields: dict[str, str]
    way: Literal["template", "subscription"] = "template"
    url: str | None = None


class Settings(BaseSettings):
    """The settings by their names without XINSHENG_; secrets do not show when printed."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, validate_default=False
    )

    data_dir: Path = ROOT / "data"
    database_url: str = Field(default="", repr=False)
    keys: SecretStr | None = None
    public_url: str | None = None
    wechat_app_id: str | None = None
    wechat_app_secret: SecretStr | None = None
    wechat_token: SecretStr | None = None
    wechat_aes_key: SecretStr | None = None
    wechat_passive_only: bool = False
    wechat_tappable: bool = True
    wechat_mode: Literal["safe", "compat", "plain"] = "safe"
    wechat_api_base: str = "https://api.weixin.qq.com"
    wechat_templates: dict[NoticeKind, NoticeTemplate] = Field(default_factory=dict)
    telegram_token: SecretStr | None = None
    telegram_api_base: str | None = None
    telegram_secret: SecretStr | None = None
    draft_days: int = Field(default=180, ge=7, le=3650)
    desk: str = "embedded"
    desk_secret: SecretStr | None = None
    cipher: Literal["intl", "sm"] = "intl"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings  # the environment wins over the file, which comes as arguments

    @field_validator("data_dir")
    @classmethod
    def _whole_path(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        plain = re.sub(r"^(postgres|postgresql|postgresql\+psycopg)://", "postgresql+psycopg://", url)
        if plain.startswith("postgresql+psycopg://"):
            return plain
        if re.fullmatch(r"sqlite:///[^?]+", plain) and ":memory:" not in plain:
            return plain
        raise ValueError("must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME")

    @field_validator("keys")
    @classmethod
    def _whole_keys(cls, keys: SecretStr) -> SecretStr:
        if not all(_is_key(part) for part in keys.get_secret_value().split(",")):
            raise ValueError("must be ID:KEY, or several with commas between, each KEY 32 bytes in base64")
        return keys

    @field_validator("wechat_aes_key")
    @classmethod
    def _whole_aes_key(cls, key: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9+/]{43}", key.get_secret_value()):
            raise ValueError("must be the 43 letters and digits that WeChat shows as EncodingAESKey")
        return key

    @field_validator("wechat_templates")
    @classmethod
    def _fillable(cls, templates: dict[NoticeKind, NoticeTemplate]) -> dict[NoticeKind, NoticeTemplate]:
        from bot.channels.wechat.templates import WrongTemplate, check_template

        for kind, template in templates.items():
            try:
                check_template(kind, template.id, template.fields)
            except WrongTemplate as wrong:
                raise ValueError(f"{kind} {wrong}") from None
        return templates

    @field_validator("public_url", "wechat_api_base", "telegram_api_base")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
            raise ValueError("must be a web address that starts with https:// or http://")
        return url.rstrip("/")

    @field_validator("desk")
    @classmethod
    def _embedded_desk(cls, desk: str) -> str:
        if desk != "embedded":
            raise ValueError("can only be `embedded` in this version")
        return desk

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def has_wechat(self) -> bool:
        return self.wechat_app_id is not None

    @property
    def has_telegram(self) -> bool:
        return self.telegram_token is not None


def load_settings(environ: Mapping[str, str], folder: Path) -> Settings:
    """Read the environment (which must be the process's own) and the files; raises WrongSettings."""
    unknown = [name for name in environ if _is_unknown(name)]
    if unknown:
        raise WrongSettings(*(_hint(name) for name in sorted(unknown)))
    settings = _checked(_from_files(environ, folder))
    if sentences := [*_incomplete_wechat(settings), *_wrong_telegram(settings)]:
        raise WrongSettings(*sentences)
    return settings


def _checked(from_files: dict[str, Any]) -> Settings:
    try:
        settings = Settings(**from_files)
        if not settings.database_url:  # the default lies in DATA_DIR, whichever that is
            settings = settings.model_copy(update={"database_url": f"sqlite:///{settings.data_dir}/xinsheng.db"})
    except ValidationError as error:
        raise WrongSettings(*(_sentence(detail) for detail in error.errors(include_input=False))) from None
    except SettingsError:
        raise WrongSettings(f"{PREFIX}WECHAT_TEMPLATES must be an object in JSON, or tables in {FILE}.") from None
    return settings


def _from_files(environ: Mapping[str, str], folder: Path) -> dict[str, Any]:
    near = _read_file(folder / FILE)
    data_dir = environ.get(f"{PREFIX}DATA_DIR") or near.get("data_dir") or ROOT / "data"
    return {**_read_file(Path(str(data_dir)).expanduser() / FILE), **near}


def _read_file(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise WrongSettings(f"{path} cannot be read as TOML ({type(error).__name__}).") from None
    names = {name.upper().removeprefix(PREFIX).lower(): value for name, value in table.items()}
    if unknown := [name for name in names if name not in Settings.model_fields]:
        raise WrongSettings(*(f"{path}: {_hint(name.upper(), prefix='')}" for name in unknown))
    return {name: value for name, value in names.items() if value != ""}


def _is_unknown(name: str) -> bool:
    if not name.startswith(PREFIX) or name.startswith(TESTS_OWN):
        return False
    return name.removeprefix(PREFIX).lower() not in Settings.model_fields


def _hint(name: str, *, prefix: str = PREFIX) -> str:
    known = [prefix + field.upper() for field in Settings.model_fields]
    close = difflib.get_close_matches(name, known, 1)
    return f"{name} is not a setting{f'; did you mean {close[0]}?' if close else '.'}"


def _sentence(detail: Any) -> str:
    name = str(detail["loc"][0]).upper()
    reason = detail["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    if inside := ".".join(map(str, detail["loc"][1:])):
        return f"{PREFIX}{name.removeprefix(PREFIX)}: {inside}: {reason[:1].lower()}{reason[1:].rstrip('.')}."
    return f"{PREFIX}{name.removeprefix(PREFIX)} {reason[:1].lower()}{reason[1:].rstrip('.')}."


def _incomplete_wechat(settings: Settings) -> list[str]:
    names = ["wechat_app_id", "wechat_token", *(["wechat_aes_key"] if settings.wechat_mode != "plain" else [])]
    given = [name for name in (*names, "wechat_app_secret", "wechat_aes_key") if getattr(settings, name) is not None]
    if not given:
        return []
    beside = f"WeChat needs it beside {PREFIX}{given[0].upper()}"
    return [f"{PREFIX}{name.upper()} is missing; {beside}." for name in names if name not in given]


def telegram_settings(settings: Settings) -> TelegramSettings:
    """The bot's settings; raises WrongSettings of Telegram."""
    token, secret = settings.telegram_token, settings.telegram_secret
    return TelegramSettings(
        token=token.get_secret_value() if token else "",
        api_base=settings.telegram_api_base or API,
        secret=secret.get_secret_value() if secret else "",
        public_url=settings.public_url or "",
    )


def _wrong_telegram(settings: Settings) -> list[str]:
    if not settings.has_telegram:
        if settings.telegram_secret is None:
            return []
        return [f"{PREFIX}TELEGRAM_TOKEN is missing; Telegram needs it beside {PREFIX}TELEGRAM_SECRET."]
    try:
        telegram_settings(settings)
    except WrongTelegram as wrong:
        return [f"{PREFIX}{wrong}"]
    return []


def _is_key(part: str) -> bool:
    name, _, encoded = part.strip().partition(":")
    try:
        return bool(name) and len(base64.b64decode(encoded, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False
