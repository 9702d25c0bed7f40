"""Plotly's script in parts: on one that is written as Plotly's is, and on that of the installed package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from dashboard.plotly_script import part

HELPERS = "var wrap=(e,t)=>()=>{return t||e((t={exports:{}}).exports,t),t.exports},give=(e,t)=>{};var esm=(e,t)=>()=>(e&&(t=e(e=0)),t);"
BAR = 'var bar=wrap((e,t)=>{var both=shared();t.exports={moduleType:"trace",name:"bar"}});'
PIE = 'var pieMore=wrap((e,t)=>{t.exports=round()});var pie=wrap((e,t)=>{var p=pieMore();t.exports={moduleType:"trace",name:"pie"}});'
SHARED = 'var shared=wrap((e,t)=>{t.exports=[/[)}"\'`]\\/(/.test(a),a/2/b,`(${[`}${"`"}`]}(`,"pie()",\'}\']});'
MODERN = 'function helped(e){return e}var space={};give(space,{helped:()=>helped});var q,hole,mapped=esm(()=>{"use strict";q=1});'
ROUND = 'function round(){return 3.14}'
MAP = 'var map=wrap((e,t)=>{mapped();var q=helped(1);t.exports={moduleType:"trace",name:"map"}});'
ALL = 'var core=wrap((e,t)=>{var q=1;t.exports={register(){}}});var all=wrap((e,t)=>{var c=core();c.register([bar(),pie(),map()]);t.exports=c});'
SCRIPT = f'/* head */(()=>{{"use strict";var Plotly=(()=>{{{HELPERS}{SHARED}{MODERN}{ROUND}{BAR}{PIE}{MAP}{ALL}return all();}})();return Plotly;}})();/* tail */'


def test_parts_have_what_their_traces_need() -> None:
    parts = part(SCRIPT, ["bar"], ["pie"])
    for text in (HELPERS, SHARED, BAR, "c.register([bar()])", "/* head */", "/* tail */"):
        assert text in parts.first
    for text in (ROUND, PIE, MAP, "function helped", "mapped=", "give(space"):
        assert text not in parts.first
    assert parts.later == f'"use strict";{ROUND}{PIE}core().register([pie()]);'
    assert 'return Object.assign(all(),{lacks:["pie"],complete:e=>{eval(e)}});' in parts.first


def test_what_modern_modules_have_beside_them_comes_along() -> None:
    parts = part(SCRIPT, ["map"], [])
    assert "function helped" in parts.first
    assert "q,hole,mapped=esm(" in parts.first
    assert BAR not in parts.first
    assert parts.first.count('"use strict"') == 2
    assert "lacks:[]" in parts.first


def test_what_is_registered_and_is_no_trace_is_left_out() -> None:
    dates = 'var dates=wrap((e,t)=>{t.exports={moduleType:"component",name:"dates"}});'
    parts = part(SCRIPT.replace(ALL, dates + ALL.replace("map()]", "map(),dates()]")), ["bar"], [])
    assert "c.register([bar()])" in parts.first
    assert dates not in parts.first


def test_nothing_is_lost_with_all_traces() -> None:
    parts = part(SCRIPT, ["bar", "pie", "map"], [])
    statements = SCRIPT.replace("var space={};give(space,{helped:()=>helped});", "").replace("return all()", "return Object.assign(all(),{lacks:[],complete:e=>{eval(e)}})")
    assert parts.first == statements


def test_the_code_of_a_drawing_is_its_own_key() -> None:
    sha = "function first(e){return hex(sum(utf(e)))}function hex(e){return e}var start=[1779033703];"
    known = SHARED.replace("wrap((e,t)=>{", "wrap((e,t)=>{" + sha)
    parts = part(SCRIPT.replace(SHARED, known), ["bar"], [])
    assert known.replace("hex(sum(utf(e)))}", "e}", 1) in parts.first
    twice = known.replace(sha, "function other(e){return a(b(c(e)))}" + sha)
    assert twice in part(SCRIPT.replace(SHARED, twice), ["bar"], []).first


@pytest.mark.parametrize(("wrong", "said"), [
    ("", "it has no"),
    (SCRIPT.replace("return all();", ""), "does not end by returning"),
    (SCRIPT.replace(".register([", ".take(["), "does not register its traces in one place"),
    (SCRIPT.replace("t.exports=c})", "t.exports=c]"), "brackets do not match"),
    (SCRIPT[:-60], "its brackets are not closed"),
    (SCRIPT.replace("/[)}", "/[^\n)}"), "cannot be read"),
])
def test_another_script_is_refused(wrong: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        part(wrong, ["bar"], ["pie"])


def test_a_trace_that_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match="it does not register sankey"):
        part(SCRIPT, ["bar"], ["sankey"])


def test_the_packages_script_is_parted() -> None:
    script = (Path(find_spec("plotly").origin or "").parent / "package_data" / "plotly.min.js").read_text()  # type: ignore[union-attr]
    parts = part(script, ["scatter", "bar"], ["scatter3d"])
    assert len(parts.first) < len(script) / 3
    assert len(parts.later) < len(script) / 5
    assert 'moduleType:"trace",name:"bar"' in parts.first
    assert 'moduleType:"trace",name:"scatter3d"' in parts.later
    assert "1779033703" in part(script, ["scattergl"], []).first
    assert len(part(script, ["scattergl"], []).first) == len(part(script.replace("1779033703", "1779033704"), ["scattergl"], []).first) - len("Gc(Hv(Ap()))")
    for name in ("heatmap", "scattermap", "pie", "scatter3d"):
        assert f'moduleType:"trace",name:"{name}"' not in parts.first
