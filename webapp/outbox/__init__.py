"""The only bridge between the web application and the sync library."""
