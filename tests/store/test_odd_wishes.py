"""What a person may ask of ``run`` from Python, and files beside it that are not its own."""

import numpy as np
import pytest
from job import scenario

from sociophys.errors import SociophysError
from sociophys.store import manifest as manifests
from sociophys.store.layout import RunDirectory
from sociophys.workflow.run import run


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"workers": 0}, "workers: 0 is below 1"),
        ({"overrides": ["run.sweeps=5"]}, "overrides: 'run.sweeps=5' is not a pair"),
        ({"overrides": {"run.sweeps": 5}}, "overrides: 'run.sweeps' is not a pair"),
    ],
)
def test_odd_wishes__are_refused_before_a_folder_is_made(options, sentence, tmp_path):
    with pytest.raises(SociophysError) as raised:
        run(scenario(), out=tmp_path / "runs", **options)
    assert str(raised.value).startswith(sentence)
    assert not (tmp_path / "runs").exists()


def test_a_numpy_seed__is_a_seed(tmp_path):
    short = {"burn_in": 0, "sweeps": 50, "replicas": 2}
    result = run(scenario(run=short), out=tmp_path, seed=np.int64(3), report=False)
    assert result.run_id == run(scenario(run=short), out=tmp_path, seed=3, report=False).run_id


@pytest.mark.parametrize("text", ["[" * 100_000, "[1]", '{"files": [1]}', "\x00"])
def test_a_manifest_that_is_none__counts_as_absent(text, tmp_path):
    (tmp_path / "manifest.json").write_text(text)
    assert manifests.read(RunDirectory(tmp_path)) is None


def test_a_single_replica__has_its_report(tmp_path):
    result = run(scenario(run={"burn_in": 0, "sweeps": 50, "replicas": 1}), out=tmp_path)
    assert result.report.stat().st_size > 100_000
