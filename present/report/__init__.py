"""Reports: one comparison as slides, a workbook, a page that opens offline, or on a projector.

What a report says is settled here once (`report`, `outline`, `chart_data`); slides, workbook and page only lay it out.
"""
