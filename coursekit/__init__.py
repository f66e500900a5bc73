"""Turns lessons into notebooks, checks answers, and runs a class."""
