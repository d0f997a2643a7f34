"""The container files can't be run here; what they name has to exist all the same."""

import re
import shlex

import yaml
from django.core.management import get_commands

from tests.project import ROOT
from tests.project.test_settings import variables_read

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
MADE_IN_THE_BUILD = {"/venv", "/app"}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's lines as (instruction, rest), with continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.split(None, 1)) for line in lines]


def every(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def stages() -> list[list[tuple[str, str]]]:
    found = []
    for instruction in instructions():
        if instruction[0] == "FROM":
            found.append([])
        found[-1].append(instruction)
    return found


def commands_of(text: str) -> list[str]:
    return re.findall(r"manage\.py\W+([a-z_]+)", text)


def test_every_path_that_the_dockerfile_copies_exists():
    sources = [shlex.split(rest) for rest in every("COPY")]
    ours = [source for words in sources if not words[0].startswith("--from") for source in words[:-1]]
    assert [path for path in ours if not (ROOT / path).exists()] == []
    from_a_stage = {words[1] for words in sources if words[0] == "--from=build"}
    assert from_a_stage == MADE_IN_THE_BUILD
    assert stages()[0][0][1].endswith(" AS build")


def test_every_file_and_command_that_is_started_exists():
    started = " ".join(every("RUN") + every("CMD") + every("HEALTHCHECK"))
    started += " ".join(str(service.get("command", "")) for service in COMPOSE["services"].values())
    named = set(re.findall(r"\b(?:deploy|requirements)/[\w./-]+", started)) | {"manage.py"}
    assert {name for name in named if not (ROOT / name).exists()} == set()
    assert set(commands_of(started)) == {"collectstatic", "migrate", "work"}
    assert set(commands_of(started)) <= set(get_commands())


def test_the_image_runs_without_rights():
    last = stages()[-1]
    users = [rest for instruction, rest in last if instruction == "USER"]
    assert users == ["tilltals"]
    after = [instruction for instruction, _ in last[last.index(("USER", "tilltals")) :]]
    assert {"RUN", "COPY"} & set(after) == set()
    assert every("HEALTHCHECK") != []
    for name in ("proxy", "migrate", "app", "worker"):
        service = COMPOSE["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name


def test_every_variable_that_is_set_is_one_that_is_read():
    inside = {name for rest in every("ENV") for name in re.findall(r"(\w+)=", rest)}
    own = {"PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    own |= {"PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK"}
    assert inside - own - variables_read() == set()
    assert set(COMPOSE["services"]["app"]["environment"]) - variables_read() == set()


def test_no_secret_is_written_down():
    text = (ROOT / "compose.yaml").read_text()
    secrets = re.findall(r"(?:KEY|PASSWORD): (.+)", text)
    assert secrets
    assert [value for value in secrets if not value.startswith("${")] == []


def test_every_service_and_volume_that_is_named_exists():
    services = COMPOSE["services"]
    needed = {name for service in services.values() for name in service.get("depends_on", {})}
    assert needed - set(services) == set()
    places = [place.split(":") for service in services.values() for place in service.get("volumes", [])]
    files = [source for source, *_ in places if source.startswith("./")]
    assert [path for path in files if not (ROOT / path).exists()] == []
    assert {source for source, *_ in places} - set(files) == set(COMPOSE["volumes"])
    hosts = re.findall(r"(?:@|redis://)(\w+)[/:]", str(services["app"]["environment"]))
    assert set(hosts) == {"database", "cache"}


def test_the_proxy_sends_to_the_application_and_takes_in_slow_requests_itself():
    proxy = (ROOT / "deploy/nginx.conf").read_text()
    bind = re.search(r'"0\.0\.0\.0:(\d+)"', (ROOT / "deploy/gunicorn.conf.py").read_text()).group(1)
    server, port = re.search(r"server (\w+):(\d+);", proxy).groups()
    assert (server in COMPOSE["services"], port) == (True, bind)
    assert every("EXPOSE") == [bind]
    assert f"127.0.0.1:{bind}/" in (ROOT / "deploy/health.py").read_text()
    listening = re.search(r"listen (\d+);", proxy).group(1)
    assert COMPOSE["services"]["proxy"]["ports"][0].endswith(f":{listening}")
    assert "proxy_request_buffering on;" in proxy
    assert proxy.count("{") == proxy.count("}")


def test_every_make_target_that_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"`?make ([a-z-]+)", (ROOT / "README.md").read_text()))
    named |= set(re.findall(r"make ([a-z-]+)", (ROOT / ".ci/run").read_text()))
    assert {"setup", "demo", "test", "test-full", "lint", "bench"} <= targets
    assert named - targets == set()
