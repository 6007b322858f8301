"""A site's consumption as Dash's documentation would have it written: what the bench compares with.

Served by ``gunicorn tests.bench.plain_dash.app:server``; PLAIN_DASH_DATABASE is its SQLite file.
"""

import os
import sqlite3
from contextlib import closing

import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, State, callback, dcc, html

YEARS = [2023, 2024, 2025]
CLASSES = ("HPH", "HCH", "HPE", "HCE")


def query(sql: str, *parameters: float) -> pd.DataFrame:
    with closing(sqlite3.connect(os.environ["PLAIN_DASH_DATABASE"])) as connection:
        return pd.read_sql(sql, connection, params=parameters)


def load_curve(site: int, year: int) -> pd.DataFrame:
    start = pd.Timestamp(f"{year}-01-01", tz="Europe/Paris").timestamp()
    end = pd.Timestamp(f"{year + 1}-01-01", tz="Europe/Paris").timestamp()
    df = query(
        "SELECT ts, kw FROM load_curve WHERE site_id = ? AND ts >= ? AND ts < ? ORDER BY ts",
        site,
        start,
        end,
    )
    df["time"] = pd.to_datetime(df["ts"], unit="s", utc=True).dt.tz_convert("Europe/Paris")
    return df


def load_months(site: int, year: int) -> pd.DataFrame:
    df = query(
        "SELECT month, class, index_kwh FROM index_reading WHERE site_id = ? ORDER BY class, month",
        site,
    )
    df["kwh"] = df.groupby("class")["index_kwh"].diff(-1).abs()
    return df[df["month"].str.startswith(str(year))]


app = Dash(__name__, title="Consumption")
server = app.server

sites = query("SELECT id, name FROM site ORDER BY id")

app.layout = html.Div(
    [
        html.H1("Consumption"),
        dcc.Dropdown(
            [{"label": row.name, "value": row.id} for row in sites.itertuples()],
            value=1,
            id="site",
            clearable=False,
        ),
        dcc.Dropdown(YEARS, YEARS[-1], id="year", clearable=False),
        dcc.Graph(id="months"),
        dcc.Graph(id="curve"),
        html.Button("Excel", id="excel"),
        dcc.Download(id="download"),
    ]
)


@callback(Output("months", "figure"), Input("site", "value"), Input("year", "value"))
def show_months(site: int, year: int) -> go.Figure:
    df = load_months(site, year)
    fig = go.Figure()
    for name in CLASSES:
        rows = df[df["class"] == name]
        fig.add_trace(go.Bar(x=rows["month"], y=rows["kwh"], name=name))
    fig.update_layout(barmode="stack", title=f"Months, site {site}, {year}", yaxis_title="kWh")
    return fig


@callback(Output("curve", "figure"), Input("site", "value"), Input("year", "value"))
def show_curve(site: int, year: int) -> go.Figure:
    df = load_curve(site, year)
    fig = go.Figure(go.Scatter(x=df["time"], y=df["kw"], mode="lines"))
    fig.update_layout(title=f"Load curve, site {site}, {year}", yaxis_title="kW")
    return fig


@callback(
    Output("download", "data"),
    Input("excel", "n_clicks"),
    State("site", "value"),
    State("year", "value"),
    prevent_initial_call=True,
)
def download(_clicks: int, site: int, year: int) -> dict[str, object]:
    df = load_curve(site, year)
    points = pd.DataFrame(
        {
            "time_utc": df["time"].dt.tz_convert("UTC").dt.tz_localize(None),
            "time_local": df["time"].dt.tz_localize(None),
            "kW": df["kw"],
            "kWh": df["kw"] / 6,
        }
    )
    file: dict[str, object] = dcc.send_data_frame(  # type: ignore[attr-defined,no-untyped-call]
        points.to_excel, f"site-{site}-{year}.xlsx", index=False
    )
    return file
