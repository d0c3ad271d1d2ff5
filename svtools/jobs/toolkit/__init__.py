"""Guides to social value, for those who buy, manage, mark or offer: the toolkits of 10.3."""
