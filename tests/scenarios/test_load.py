"""Reading: YAML 1.2 only, places of mistakes, dicts, options, and what any text at all can do."""

import math
import string

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sociophys.errors import MissingError, ScenarioError
from sociophys.scenario import load as loading
from sociophys.scenario.load import load, parse
from sociophys.scenario.overrides import split
from sociophys.scenario.paths import parse as parse_path
from sociophys.scenario.paths import put, show
from sociophys.scenario.write import dump

BASE = {"network": {"load": "karate"}, "dynamics": {"kind": "glauber", "temperature": 2}}


def why(*args, **options):
    with pytest.raises(ScenarioError) as caught:
        load(*args, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("1e-3", 1e-3), ("1E5", 1e5), (".5", 0.5), ("1.", 1.0), ("-0", 0), ("010", 10), ("0x1F", 31), ("0o17", 15)]
    + [(w, w) for w in ("no", "yes", "on", "off", "1_000", "12:30:45", "0b1", "1e", "+", "=", "._", "NULLS")]
    + [("true", True), ("FALSE", False), ("'1'", "1"), ('"null"', "null"), ("'2026-01-01'", "2026-01-01")],
)
def test_words_mean_what_yaml_1_2_says(word, meaning):
    value = parse(f"a: {word}\n", "x").plain["a"]
    assert value == meaning
    assert type(value) is type(meaning)


def test_missing_file_names_the_near_one(tmp_path):
    (tmp_path / "karate.yaml").write_text("a: 1")
    with pytest.raises(MissingError, match=r"no such file\. Did you mean 'karate\.yaml'\?"):
        load(tmp_path / "karat.yaml")


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_odd_names_and_folders_are_refused(tmp_path, name):
    with pytest.raises((ScenarioError, MissingError)):
        load(str(tmp_path) if not name else name)


def test_too_large_a_file_is_refused(tmp_path):
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (loading.MAX_BYTES + 1))
    assert "the file is too large; allowed up to 1000000 bytes" in why(path)


def test_too_many_values_are_refused_early(tmp_path):
    path = tmp_path / "many.yaml"
    path.write_text("[" + "1," * (loading.MAX_VALUES + 10) + "]")
    assert "too many values" in why(path)


def test_nothing_from_a_byte_order_mark_or_windows_line_ends(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + dump(BASE).replace("\n", "\r\n").encode())
    assert load(path).dynamics.temperature.schedule.value == 2.0


def test_name_comes_from_the_file(tmp_path):
    path = tmp_path / "my run (2).yaml"
    path.write_text(dump(BASE))
    assert load(path).name == "my-run-2"


def test_dict_from_python_may_hold_numpy_numbers_and_tuples():
    document = {**BASE, "seed": np.int64(3), "run": {"observables": ("m", "walls")}}
    scenario = load(document)
    assert scenario.seed == 3
    assert [observable.kind for observable in scenario.run.observables] == ["m", "walls"]


def test_dict_with_nulls_and_objects_is_refused():
    message = why({**BASE, "seed": None, "name": object(), "run": {"sweeps": math.nan}})
    assert "seed: nothing is given here" in message
    assert "name: object is not plain data" in message
    assert "run.sweeps: nan is not a whole number" in message


def test_dict_that_holds_itself_is_refused():
    document = dict(BASE)
    document["run"] = document
    assert "blocks too deep" in why(document)


def test_overrides_replace_values_lists_and_short_forms():
    document = {**BASE, "fields": [{"kind": "uniform", "strength": 1}], "initial": "random"}
    pairs = [("fields[0].strength", "{kind: pulse, height: 1e-1, start: 3, width: 4}"), ("run.sweeps", "50")]
    pairs += [("initial.share_plus", "0.7"), ("dynamics.temperature", "{relative: 0.9, to: mean_field}")]
    scenario = load(document, pairs, seed=12)
    assert scenario.fields[0].strength.height == 0.1
    assert scenario.run.sweeps == 50
    assert scenario.initial.share_plus == 0.7
    assert scenario.dynamics.temperature.to == "mean_field"
    assert scenario.seed == 12


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("run.sweps", "1", "--set run.sweps: unknown key 'sweps'"),
        ("run.sweps", "1", "Did you mean 'sweeps'?"),
        ("run.sweeps", "many", "--set run.sweeps: 'many' is not a whole number"),
        ("run.sweeps", "", "--set run.sweeps: nothing is given here"),
        ("run.sweeps", "[1", "--set run.sweeps: not readable as YAML"),
        (
            "fields[0].strength",
            "1",
            "--set fields[0].strength: fields[0] is not there; allowed none: the list is empty",
        ),
        ("run..sweeps", "1", "--set run..sweeps: 'run..sweeps' is not a path"),
        ("temperature", "1", "'temperature' belongs to dynamics kinds 'glauber', "),
        ("fields", "[{kind: uniform, strength: a}]", "--set fields fields[0].strength: 'a' is not a kind"),
    ],
)
def test_overrides_say_which_option_is_wrong(path, value, message):
    assert message in why(BASE, [(path, value)])


def test_seed_option_is_named():
    assert why(BASE, seed=-1) == "--seed: -1 is below 0; allowed 0 to 4294967295."


def test_an_override_mends_a_mistake(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(dump(BASE) + "seed:\n")
    assert "seed: nothing is given here" in why(path)
    assert load(path, [("seed", "4")]).seed == 4


def test_split_needs_an_equals_sign():
    with pytest.raises(ScenarioError, match="no '='"):
        split("run.sweeps")


keys = st.builds(str.__add__, st.sampled_from("azAZ_"), st.text("azAZ_09-", max_size=8))


@given(keys, st.lists(st.one_of(keys, st.integers(0, 99)), max_size=4))
def test_paths_read_back(first, rest):
    assert parse_path(show((first, *rest))) == (first, *rest)


def test_put_leaves_the_original_alone():
    document = {"a": [{"b": 1}]}
    assert put(document, ("a", 0, "c", "d"), 2) == {"a": [{"b": 1, "c": {"d": 2}}]}
    assert document == {"a": [{"b": 1}]}


plain = st.recursive(
    st.one_of(
        st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False), st.text()
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(), plain, min_size=1, max_size=4))
@example({"0" * 97: []})
@example({"a": [{"0" * 97: {}}]})
def test_what_is_written_reads_back(document):
    assert parse(dump(document), "x").plain == document


words = st.sampled_from(
    ["network", "load", "karate", "dynamics", "glauber", "kind", "temperature", "fields", "run", "grid", "seed", "null"]
    + [":", " ", "\n", "\n  ", "- ", "[", "]", "{", "}", ", ", "&a ", "*a", "!!omap ", "? ", "|", ">", "'", '"', "#"]
    + ["1e-3", "-1", ".inf", "%YAML 1.1\n", "---\n", "...\n", "2001-99-99", "\t", "\x00", "\ufeff", "<<", "x" * 50]
)
texts = st.one_of(
    st.lists(words, max_size=30).map("".join), st.text(max_size=80), st.text(string.printable, max_size=80)
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts)
def test_any_text_gives_a_scenario_or_a_scenario_error(tmp_path, text):
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    mistakes = ()
    try:
        load(path)
    except ScenarioError as error:
        mistakes = error.mistakes
    assert all(str(mistake).startswith(f"{path}:") for mistake in mistakes)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["network", "dynamics", "fields", "run", "grid", "analyze", "report", "seed"]), plain
    )
)
def test_any_document_gives_a_scenario_or_a_scenario_error(document):
    try:
        load({**BASE, **document})
    except ScenarioError:
        pass


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_give_a_scenario_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError):
        load(path)


def test_a_campaign_ends_with_the_run():
    plain = {"network": {"load": "karate"}, "dynamics": {"kind": "glauber", "temperature": 2}, "run": {"sweeps": 50}}
    campaign = {"kind": "campaign", "toward": "plus", "budget": 10, "start": 30, "sweeps": 20}
    assert load({**plain, "fields": [campaign]}).fields[0].sweeps == 20
    with pytest.raises(
        ScenarioError, match="spent up to sweep 51, and the run has 50 sweeps; allowed start . sweeps up"
    ):
        load({**plain, "fields": [{**campaign, "sweeps": 21}]})


def test_quick__a_budget_shrinks_with_the_time_to_spend_it_in():
    campaign = {"kind": "campaign", "toward": "plus", "budget": 80.0, "start": 200, "sweeps": 400}
    plain = {"network": {"load": "karate"}, "dynamics": {"kind": "glauber", "temperature": 2}, "run": {"sweeps": 1000}}
    (found,) = load({**plain, "fields": [campaign]}, quick=True).fields
    assert (found.start, found.sweeps, found.budget) == (20, 40, 8.0)
