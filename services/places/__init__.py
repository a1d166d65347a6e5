"""Centres and organisations: found by a part of their names, as people spell them."""

from services.places.finding import CentreLine, PlaceLine, find_organizations, organization, serving_centres

__all__ = ["CentreLine", "PlaceLine", "find_organizations", "organization", "serving_centres"]
