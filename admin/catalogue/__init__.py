"""The catalogue that routes draw from: registers of programmes and of events, with their forms."""
