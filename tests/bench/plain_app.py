"""The yardstick for pages: a plain Streamlit app with as many visible widgets as What if, and nothing to work out."""

import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
with st.sidebar:
    total = 0
    for number in range(12):
        slider, box = st.columns([3.2, 1])
        total += slider.slider(f"Lever {number}", 0, 100, 50)
        box.number_input(f"Box {number}", value=50.0, label_visibility="collapsed")
st.header("Plain")
with st.container(key="results"):
    for column, name in zip(st.columns(3), ("One", "Two", "Three"), strict=True):
        column.metric(name, total)
st.plotly_chart(go.Figure(go.Scatter(y=[1, 2, 3])))
