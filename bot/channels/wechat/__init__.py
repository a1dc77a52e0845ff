"""WeChat Official Account: pushes in, passive replies back, customer-service messages out."""
