"""Drive the site while its servers fail, and judge what it has answered and stored."""
