"""``export``: files that other programs read back exactly, all or none, figures that stand alone."""

import csv
import json
import shutil
import stat
from pathlib import Path

import networkx
import pandas as pd
import pytest

from sociophys.cli import main
from sociophys.errors import MissingError, SociophysError, StoreError
from sociophys.graph import Graph, Reading
from sociophys.joining import OpinionsBlock
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.report import still
from sociophys.workflow.analyze import analyze
from sociophys.workflow.export import Wish, export_graph
from sociophys.workflow.people_table import node_table, tie_table
from sociophys.workflow.reading import read_graph

ROOT = Path(__file__).parents[2]
ODD = [
    '<b>&"x"\'</b>',
    "line\nbreak",
    "bare\rreturn\ttab",
    "\x00\x1b[31m",
    "\x01\x1b[31m",
    "ünï 漢字",
    "=1+1",
    " edge ",
]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


def odd_graph(directed=True):
    """Return a signed graph with every kind of name that troubles a file."""
    nodes = pd.DataFrame({"camp": ["x", "y", None, "x", "y", "x", "y", "x"], "Label": range(8)}, index=ODD)
    ties = {"source": [0, 1, 3, 5], "target": [1, 2, 4, 6], "weight": [1.0, -2.5, 0.1, -0.001]}
    return Graph(nodes, pd.DataFrame(ties), directed, Reading("odd.csv"))


def opinions_of(graph):
    return OpinionsBlock(attribute="camp", plus="x", minus="y").join(graph)


def exported(tmp_path, read, **wish):
    return export_graph(read, Wish(**wish), tmp_path / "out", opinions_of(read))


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Run the karate scenario once; return its folder."""
    folder = tmp_path_factory.mktemp("runs")
    assert main(["run", str(ROOT / "scenarios" / "karate.yaml"), "--quick", "--out", str(folder)]) == 0
    return next(folder.glob("karate*"))


# Tables


def test_node_table__agrees_with_the_report():
    graph = read_graph("karate")
    result = analyze(graph, opinions="club", nulls=0)
    nodes = node_table(graph, result.network, result.opinions).set_index("name")
    for bubble, row in enumerate(result.table("domains").itertuples(), 1):
        assert (nodes["bubble"] == bubble).sum() == row.people
        assert nodes.loc[row[5], "bubble"] == bubble
    border = result.table("border_people").set_index("person")["share"]
    assert nodes["border_share"][border.index].tolist() == border.tolist()
    assert nodes["border_share"].drop(border.index).eq(0).all()
    assert nodes["degree"].sum() == 2 * 78


def test_node_table__keeps_attributes_apart_from_ours():
    nodes = node_table(odd_graph(), Network.from_graph(odd_graph()), None)
    assert nodes["attribute_Label"].tolist() == list(range(8))
    assert (nodes["in_degree"].sum(), nodes["out_degree"].sum()) == (4, 4)
    assert "side" not in nodes


def test_tie_table__weight_times_sign_is_the_tie_and_borders_are_known_or_missing():
    graph = odd_graph()
    ties = tie_table(graph, opinions_of(graph))
    assert (ties["weight"] * ties["sign"]).tolist() == graph.edges["weight"].tolist()
    assert ties["is_border"].tolist() == [True, pd.NA, True, True]


def test_csv__is_exact(tmp_path):
    files = exported(tmp_path, odd_graph()).files
    assert [path.name for path in files] == ["nodes.csv", "ties.csv"]
    with files[1].open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["source"] for row in rows] == [ODD[k] for k in (0, 1, 3, 5)]
    assert [float(row["weight"]) for row in rows] == [1.0, 2.5, 0.1, 0.001]


def test_parquet__is_exact(tmp_path):
    ties = pd.read_parquet(exported(tmp_path, odd_graph(), tables="parquet").files[1])
    assert ties["target"].tolist() == [ODD[k] for k in (1, 2, 4, 6)]
    assert ties["sign"].tolist() == [1, -1, 1, -1]


def test_run__every_table(capsys, finished):
    assert main(["export", str(finished), "--tables", "csv", "--json"]) == 0
    files = {Path(path).name for path in json.loads(capsys.readouterr().out)["files"]}
    assert {"observables.csv", "events.csv", "nodes.csv", "numbers.csv", "points.csv"} <= files
    assert {"table-bubbles.csv", "figure-answer.csv", "figure-happened.csv"} <= files
    shuffled = pd.read_csv(finished / "export" / "figure-answer.csv")
    assert (shuffled["which"] == "observed").sum() == 1
    assert shuffled.iloc[0, 1] == 67


# Graphs


@pytest.mark.parametrize("form", ["graphml", "gexf"])
@pytest.mark.parametrize("directed", [True, False])
def test_networkx_reads_it_back(tmp_path, form, directed):
    done = exported(tmp_path, odd_graph(directed), graph=form)
    back = getattr(networkx, f"read_{form}")(done.files[0])
    safe = [name.replace("\x00", "�").replace("\x01", "�").replace("\x1b", "�") for name in ODD]
    safe[4] += " (2)"
    assert list(back) == safe
    assert back.is_directed() is directed
    ties = [(a, b, data["weight"] * data["sign"]) for a, b, data in back.edges(data=True)]
    assert ties == [(safe[a], safe[b], w) for a, b, w in ((0, 1, 1.0), (1, 2, -2.5), (3, 4, 0.1), (5, 6, -0.001))]
    assert back.nodes[safe[0]]["side"] == "x"
    assert back.nodes[safe[0]]["label"] == safe[0]
    assert "side" not in back.nodes[safe[2]]
    assert done.notes[0].startswith("4 characters")
    assert ("who influences" in done.files[0].read_text("utf-8")) is directed


def test_igraph_reads_it_back(tmp_path):
    import igraph

    back = igraph.Graph.Read_GraphML(str(exported(tmp_path, odd_graph(), graph="graphml").files[0]))
    assert back.vs["label"][:3] == ODD[:3]
    assert back.es["sign"] == [1, -1, 1, -1]
    assert back.get_edgelist() == [(0, 1), (1, 2), (3, 4), (5, 6)]
    assert back.is_directed()


def test_we_read_it_back(tmp_path):
    graph = odd_graph()
    done = exported(tmp_path, graph, graph="graphml")
    back = read_graph(done.files[0], arrow="source_influences")
    assert sorted(back.edges["weight"]) == sorted(graph.edges["weight"])
    assert ODD[5] in back.names


def test_same_graph_same_bytes(tmp_path):
    one, other = (exported(tmp_path / name, odd_graph(), graph="gexf").files[0] for name in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_run__graph_carries_what_became_of_people(capsys, finished):
    assert main(["export", str(finished), "--graph", "gexf"]) == 0
    assert "Next: sociophys info" in capsys.readouterr().out
    back = networkx.read_gexf(finished / "export" / "network.gexf")
    run = pd.read_parquet(finished / "nodes.parquet").set_index("name")
    assert back.nodes["member 1"]["mean_opinion"] == run.loc["member 1", "mean_opinion"]
    assert back.nodes["member 1"]["side"] == "Mr. Hi"
    assert back.number_of_edges() == 78


def test_run_without_opinions__sides_are_those_at_its_end(tmp_path, capsys):
    path = tmp_path / "f.yaml"
    path.write_text("network: {load: florentine}\ndynamics: {kind: glauber, temperature: 0}\n"
                    "run: {sweeps: 20, replicas: 2, burn_in: 0}\n")  # fmt: skip
    assert main(["run", str(path), "--out", str(tmp_path), "--no-report"]) == 0
    folder = next(tmp_path.glob("f-*"))
    assert main(["export", str(folder), "--graph", "graphml"]) == 0
    assert "at the end of run 1" in capsys.readouterr().err
    back = networkx.read_graphml(folder / "export" / "network.graphml")
    assert {data["side"] for _, data in back.nodes(data=True)} <= {"plus", "minus"}


# All or none


def test_other_content_stays_and_nothing_is_written(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "ties.csv").write_text("mine")
    with pytest.raises(StoreError, match="is there already with other content"):
        exported(tmp_path, odd_graph())
    assert {path.name: path.read_text() for path in out.iterdir()} == {"ties.csv": "mine"}
    export_graph(odd_graph(), Wish(), out, force=True)
    assert (out / "ties.csv").read_text().startswith('"source","target"')


def test_same_content_is_written_again_without_a_word(tmp_path):
    exported(tmp_path, odd_graph())
    assert len(exported(tmp_path, odd_graph()).files) == 2


def test_a_folder_that_failed_does_not_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "sociophys.workflow.export.write_csv", lambda path, frame: (_ for _ in ()).throw(OSError(28, ""))
    )
    with pytest.raises(StoreError, match="disk is full"):
        exported(tmp_path, odd_graph())
    assert not (tmp_path / "out").exists()


def refused(capsys, *words):
    """Run a command that must be refused; return what it said."""
    assert main([str(word) for word in words]) == 2
    out, err = capsys.readouterr()
    assert (out, "Traceback" in err) == ("", False)
    return err


def test_no_run(capsys, tmp_path):
    assert "is no run directory" in refused(capsys, "export", tmp_path)


def test_graph_options_of_a_run(capsys, finished):
    assert "--arrow --opinions: a run says for itself" in refused(
        capsys, "export", finished, "--arrow", "mutual", "--opinions", "club"
    )


def test_damaged_run(capsys, finished, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    (copy / "nodes.parquet").write_bytes(b"")
    assert "nodes.parquet: is gone or damaged" in refused(capsys, "export", copy)


# Figures


def test_no_browser(monkeypatch):
    monkeypatch.setattr(still.shutil, "which", lambda name: None)
    with pytest.raises(MissingError, match="needs Chrome or Chromium on this machine; --tables and --graph do not"):
        still.browser()


def browser_that(tmp_path, monkeypatch, script):
    path = tmp_path / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(still.BROWSER, str(path))
    return {"a": ("A title", analyze(read_graph("karate")).document.sections[1].panels[-1])}


def test_browser_that_fails(tmp_path, monkeypatch):
    panels = browser_that(tmp_path, monkeypatch, "echo no display >&2; exit 3")
    with pytest.raises(SociophysError, match=r"drew nothing \(exit 3: no display\)"):
        still.stills(panels, "svg")


def test_browser_that_hangs(tmp_path, monkeypatch):
    monkeypatch.setattr(still, "LIMIT", 0.3)
    panels = browser_that(tmp_path, monkeypatch, "exec sleep 20")
    with pytest.raises(SociophysError, match="took longer"):
        still.stills(panels, "svg")


def test_what_an_svg_holds_by_chance_is_made_even():
    def drawn(name, trace, attributes):
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>'
        clip = f'<defs id="defs-{name}"><clipPath id="clip{name}xy2plot"/></defs>'
        mark = f'<g class="trace scatter trace{trace}" clip-path="url(#clip{name}xy2plot)" x="0.123456"/>'
        return f"{head}{clip}{mark}</svg>".encode()

    one = still._even(drawn("123456", "a0b1c2", 'style="" viewBox="0 0 7 6"'))
    assert one == still._even(drawn("fedcba", "123456", 'viewBox="0 0 7 6" style=""'))
    assert b'x="0.123456"' in one  # a number is no name
    assert still._even(b"\x89PNG...") == b"\x89PNG..."


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: figures cannot be drawn")
@pytest.mark.parametrize(("form", "head"), [pytest.param("svg", b"<svg", marks=pytest.mark.long), ("png", b"\x89PNG")])
def test_figures__one_file_each_and_even(finished, tmp_path, form, head):
    assert main(["export", str(finished), "--figures", form, "--out", str(tmp_path)]) == 0
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {f"figure-{name}.{form}" for name in ("answer", "network", "happened")} <= files.keys()
    assert all(content.startswith(head) and len(content) > 5000 for content in files.values())
    if form == "svg":
        text = files["figure-network.svg"].decode()
        assert "The network" in text
        assert "border: tie across, 11" in text
        assert "Mr. Hi, 17" in text
        assert "http" not in text.replace("http://www.w3.org/", "")
    assert main(["export", str(finished), "--figures", form, "--out", str(tmp_path)]) == 0  # the same bytes again


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: figures cannot be drawn")
def test_figures__hostile_names_are_text(tmp_path):
    graph = odd_graph(directed=False)
    graph.nodes.index = ["</script><img src=x onerror=alert(1)>", *graph.nodes.index[1:]]
    path = next(p for p in export_graph(graph, Wish(figures="svg"), tmp_path).files if "network" in p.name)
    import xml.etree.ElementTree as ElementTree

    tags = {element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()}
    assert not tags & {"script", "img", "foreignObject", "image"}


def test_sample_of_the_tables_is_the_sample_of_the_report():
    graph = odd_graph(directed=False)
    network, opinions = Network.from_graph(graph), opinions_of(graph)
    assert Sample(network, opinions).opinions.sides.tolist() == [1, -1, 0, 1, -1, 1, -1, 1]
    assert node_table(graph, network, opinions)["bubble"].isna().tolist() == [False, False, True, *[False] * 5]
