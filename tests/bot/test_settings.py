"""Settings: where they come from, and one sentence for each that is wrong."""

import base64
from pathlib import Path

import pytest

from bot.settings import ROOT, Settings, WrongSettings, load_settings

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"XINSHENG_{name.upper()}", raising=False)


def load(monkeypatch: pytest.MonkeyPatch, folder: Path, **names: str) -> Settings:
    for name, value in names.items():
        monkeypatch.setenv(f"XINSHENG_{name}", value)
    return load_settings({f"XINSHENG_{name}": value for name, value in names.items()}, folder)


def test_the_database_lies_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert load(monkeypatch, tmp_path).data_dir == ROOT / "data"
    moved = load(monkeypatch, tmp_path, DATA_DIR=str(tmp_path / "elsewhere"))
    assert moved.database_url == f"sqlite:///{tmp_path}/elsewhere/xinsheng.db"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "xinsheng.toml").write_text('cipher = "sm"\npublic_url = "https://wages.example.cn/"\n')
    settings = load(monkeypatch, tmp_path, CIPHER="intl")
    assert (settings.cipher, settings.public_url) == ("intl", "https://wages.example.cn")


def test_the_file_near_by_wins_over_the_one_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "xinsheng.toml").write_text('cipher = "sm"\nWECHAT_API_BASE = "https://far.example"\n')
    (tmp_path / "xinsheng.toml").write_text(f'data_dir = "{data}"\ncipher = "intl"\n')
    settings = load(monkeypatch, tmp_path)
    assert (settings.cipher, settings.wechat_api_base) == ("intl", "https://far.example")


TEMPLATE = '{"id": "T1", "fields": {"phrase1": "status", "thing2": "=\u65bd\u5de5"}}'


def test_templates_come_from_the_environment_as_json_or_from_the_file_as_tables(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from_json = load(monkeypatch, tmp_path, WECHAT_TEMPLATES=f'{{"progress": {TEMPLATE}}}')
    monkeypatch.delenv("XINSHENG_WECHAT_TEMPLATES")
    table = '[wechat_templates.progress]\nid = "T1"\nfields = { phrase1 = "status", thing2 = "=\u65bd\u5de5" }\n'
    (tmp_path / "xinsheng.toml").write_text(table, "utf-8")
    assert load(monkeypatch, tmp_path).wechat_templates == from_json.wechat_templates
    assert from_json.wechat_templates["progress"].way == "template"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("{", "must be an object in JSON"),
        ('{"praise": {"id": "T1", "fields": {"thing1": "how"}}}', "must be 'progress', 'message' or 'neutral'"),
        ('{"progress": {"fields": {"thing1": "how"}}}', "progress.id: field required"),
        ('{"progress": {"id": "T1", "fields": {"first": "how"}}}', "none of WeChat's"),
        ('{"progress": {"id": "T1", "fields": {"thing1": "foreman"}}}', "none of case_number"),
        ('{"neutral": {"id": "T1", "fields": {"phrase1": "status"}}}', "only notices of progress"),
        ('{"progress": {"id": "T1", "fields": {"thing1": "how"}, "colour": "red"}}', "progress.colour"),
    ],
)
def test_a_template_that_is_set_wrongly_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str, why: str
) -> None:
    with pytest.raises(WrongSettings) as caught:
        load(monkeypatch, tmp_path, WECHAT_TEMPLATES=written)
    [sentence] = caught.value.sentences
    assert sentence.startswith("XINSHENG_WECHAT_TEMPLATES") and why in sentence


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str) -> None:
    settings = load(monkeypatch, tmp_path, DATABASE_URL=f"{scheme}://bot:word@127.0.0.1/bot")
    assert settings.database_url == "postgresql+psycopg://bot:word@127.0.0.1/bot"
    assert not settings.is_sqlite


WRONG = [
    ({"DATABASE_URL": "mysql://bot:hushhush@db/x"}, "XINSHENG_DATABASE_URL must be"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "XINSHENG_DATABASE_URL must be"),
    ({"DATABSE_URL": "hushhush"}, "did you mean XINSHENG_DATABASE_URL?"),
    ({"NOTHING_LIKE_IT": "hushhush"}, "XINSHENG_NOTHING_LIKE_IT is not a setting."),
    ({"KEYS": "first:hushhush"}, "XINSHENG_KEYS must be"),
    ({"CIPHER": "hushhush"}, "XINSHENG_CIPHER must be 'intl' or 'sm'."),
    ({"DESK": "https://desk.example/hushhush"}, "XINSHENG_DESK can only be"),
    ({"PUBLIC_URL": "hushhush"}, "XINSHENG_PUBLIC_URL must be"),
    ({"WECHAT_MODE": "hushhush"}, "XINSHENG_WECHAT_MODE must be"),
    ({"WECHAT_TOKEN": "hushhush", "WECHAT_AES_KEY": AES_KEY}, "XINSHENG_WECHAT_APP_ID is missing"),
    ({"WECHAT_APP_ID": "wx1", "WECHAT_AES_KEY": AES_KEY}, "XINSHENG_WECHAT_TOKEN is missing"),
    ({"WECHAT_APP_ID": "wx1", "WECHAT_TOKEN": "hushhush"}, "XINSHENG_WECHAT_AES_KEY is missing"),
    ({"WECHAT_AES_KEY": "hushhush"}, "XINSHENG_WECHAT_AES_KEY must be the 43"),
]


@pytest.mark.parametrize(("names", "sentence"), WRONG)
def test_a_wrong_setting_is_named_and_its_value_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: dict[str, str], sentence: str
) -> None:
    with pytest.raises(WrongSettings) as wrong:
        load(monkeypatch, tmp_path, **names)
    (only,) = wrong.value.sentences
    assert sentence in only
    assert "hushhush" not in only


def test_plain_wechat_needs_no_cipher_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert load(monkeypatch, tmp_path, WECHAT_APP_ID="wx1", WECHAT_TOKEN="t", WECHAT_MODE="plain").has_wechat


def test_a_misspelt_name_in_the_file_is_named_with_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "xinsheng.toml").write_text('wechat_tokn = "hushhush"\n')
    with pytest.raises(WrongSettings, match="WECHAT_TOKN is not a setting; did you mean WECHAT_TOKEN"):
        load(monkeypatch, tmp_path)


def test_a_file_that_is_no_toml_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "xinsheng.toml").write_text("wechat_token: hushhush\n")
    with pytest.raises(WrongSettings, match=r"xinsheng\.toml cannot be read as TOML"):
        load(monkeypatch, tmp_path)


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys = "k1:" + base64.b64encode(b"hush" * 8).decode()
    settings = load(monkeypatch, tmp_path, KEYS=keys, DATABASE_URL="postgresql://bot:hushhush@db/x")
    assert "hushhush" not in repr(settings)
    assert keys not in repr(settings)
