"""Rules for every request and response: URLs, cookies, limits, headers, files."""
