"""The Streamlit app: widgets, state, layout. No arithmetic about calls happens here."""
