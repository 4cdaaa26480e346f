"""Many users at a time, by Streamlit's own protocol: how long they wait, and whether they see each other's figures."""
