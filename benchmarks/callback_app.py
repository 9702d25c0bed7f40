"""A Dash app with two callbacks over the served release: one that does nothing, one that looks up 4,000 points."""

from __future__ import annotations

from dashboard.memory import hold_little, settle

hold_little()

from dash import Dash, Input, Output, dcc, html  # noqa: E402 - imports Polars

from dashboard.figures.plot import Figure  # noqa: E402
from dashboard.figures.style import new_figure, theme  # noqa: E402
from dashboard.settings import read_settings  # noqa: E402
from dashboard.store.catalogue import Catalogue  # noqa: E402
from dashboard.store.query import Query, select_page  # noqa: E402

POINTS = 4_000

settings = read_settings()
catalogue = Catalogue(settings.releases_dir, settings.release)
app = Dash("callback_app", compress=True)
app.server.config.update(COMPRESS_ALGORITHM=["zstd", "gzip"], COMPRESS_ZSTD_LEVEL=1)
app.layout = html.Div([dcc.Input(id="empty"), html.Div(id="nothing"), dcc.Input(id="offset"), dcc.Graph(id="figure")])


@app.callback(Output("nothing", "children"), Input("empty", "value"))
def answer_nothing(value: int) -> int:
    return value


@app.callback(Output("figure", "figure"), Input("offset", "value"))
def draw_points(offset: int) -> Figure:
    query = Query(columns=("slope", "pval_nominal"), limit=POINTS, offset=offset)
    rows = select_page(catalogue.open(), "lead_associations", query).frame
    figure = new_figure(theme("light"))
    figure.add_scattergl(x=rows["slope"], y=rows["pval_nominal"], mode="markers")
    return figure


server = app.server
settle()
