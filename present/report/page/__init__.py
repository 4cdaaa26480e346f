"""A report as one page: a single HTML file that opens in any browser without a connection, with charts to point at."""

from __future__ import annotations

from present.report.page.assemble import LARGEST, to_page

__all__ = ["LARGEST", "to_page"]
