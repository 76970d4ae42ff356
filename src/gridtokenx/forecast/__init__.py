"""Fitted load models, forecasts with quantiles, and the errors both are judged by."""
